using System.Diagnostics;

namespace DataForge.Tests.Formats;

/// <summary>Other people's programs, against which ours are held.</summary>
internal static class Shell
{
    /// <summary>Standard output of a program that must succeed.</summary>
    public static string Run(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = SharedData.Repository };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}: {error.Result}");
        return output;
    }

    /// <summary>Skips the test where a program is absent.</summary>
    public static void Require(string program, string package)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, program)));
        if (!found) Assert.Skip($"{program} is not installed: apt-get install {package}");
    }
}
