using System.Diagnostics;

namespace DataForge.Tests.Tools;

/// <summary>The journal of a run that is under way.</summary>
internal static class JournalFile
{
    /// <summary>Replies on disk so far; 0 where there is no journal yet.</summary>
    public static int Calls(string path) => File.Exists(path) ? Read(path).Split('\n').Count(l => l.StartsWith("{\"call\"", StringComparison.Ordinal)) : 0;

    private static string Read(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!; // the tool's lock is on the file
        return process.StandardOutput.ReadToEnd();
    }
}
