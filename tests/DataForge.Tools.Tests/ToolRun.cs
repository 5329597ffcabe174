using System.Diagnostics;
using System.Text;

namespace DataForge.Tests.Tools;

/// <summary>What one run of a built tool gave.</summary>
internal sealed record ToolResult(int ExitCode, string Out, string Error);

/// <summary>Runs the tools as they are built into bin/, or whole shell lines with bin/ in front of PATH.</summary>
internal static class ToolRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static string Bin { get; } = Path.Combine(SharedData.Repository, "bin");

    /// <summary>Runs one tool with the given standard input.</summary>
    public static ToolResult Run(string tool, IEnumerable<string> args, string input = "", string? folder = null) => Start(Path.Combine(Bin, tool), args, input, folder, null);

    /// <summary>Runs a line in bash, with pipefail.</summary>
    public static ToolResult Shell(string line, string input = "", string? folder = null, IReadOnlyDictionary<string, string?>? environment = null) =>
        Start("/bin/bash", ["-o", "pipefail", "-c", line], input, folder, environment);

    private static ToolResult Start(string program, IEnumerable<string> args, string input, string? folder, IReadOnlyDictionary<string, string?>? environment)
    {
        if (!File.Exists(Path.Combine(Bin, "forge"))) throw new InvalidOperationException("bin/ holds no tools: run make build");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? SharedData.Repository,
        };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment["SOURCE_DATE_EPOCH"] = "1767225600"; // reports are dated 2026-01-01, whenever they are made
        start.Environment["PATH"] = Bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The tool may stop before it has read everything.
        }

        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', args)} ran longer than {Limit.TotalSeconds} s");
        }

        return new ToolResult(process.ExitCode, output.Result, error.Result);
    }
}
