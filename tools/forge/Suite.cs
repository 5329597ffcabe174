using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Forge;

/// <summary>The tools that lie beside this one.</summary>
internal static partial class Suite
{
    /// <summary>A tool's program, or null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        var file = name.StartsWith("forge-", StringComparison.Ordinal) ? name : "forge-" + name;
        var path = Path.Combine(AppContext.BaseDirectory, file);
        return !file.Contains('/') && File.Exists(path) ? path : null;
    }

    /// <summary>Replaces this process by the tool, so that signals, pipes and the exit code are the tool's own. Returns only on failure.</summary>
    public static int Become(string path, string[] args)
    {
        execv(path, [path, .. args, null]);
        var cause = $"forge: {path} cannot be run: {Marshal.GetLastPInvokeErrorMessage()}";
        Console.Error.WriteLine(cause);
        Core.Completion.Fail(cause);
        return (int)ExitCode.CouldNotRun;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, string?[] arguments);

    /// <summary>The suite's programs by path: this one, then the tools in alphabetical order.</summary>
    public static IEnumerable<string> Programs() => Directory.EnumerateFiles(AppContext.BaseDirectory, "forge-*.dll")
        .Select(dll => dll[..^".dll".Length]).Order(StringComparer.Ordinal).Prepend(Path.Combine(AppContext.BaseDirectory, "forge"));

    /// <summary>Writes a line a tool: its name and what it is for; for <c>options</c>, all option tables as Markdown.</summary>
    public static Task<ExitCode> List(Parsed options, ToolContext context)
    {
        if (options.Positionals["TOOL"] is ["options"])
        {
            using var markdown = StandardStreams.OpenOutput();
            markdown.Write(Encoding.UTF8.GetBytes(OptionsPage.Render()));
            return Task.FromResult(ExitCode.Ok);
        }

        if (options.Positionals["TOOL"] is [var unknown, ..]) throw new ForgeException($"no tool is called \"{unknown}\"; forge alone lists them");
        var page = new StringBuilder();
        foreach (var dll in Directory.EnumerateFiles(AppContext.BaseDirectory, "forge-*.dll").Order(StringComparer.Ordinal))
            page.Append(Path.GetFileNameWithoutExtension(dll).PadRight(16)).Append(FileVersionInfo.GetVersionInfo(dll).Comments).Append('\n');
        using var output = StandardStreams.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(page.ToString()));
        return Task.FromResult(ExitCode.Ok);
    }
}
