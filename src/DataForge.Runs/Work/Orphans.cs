using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataForge.Core;

namespace DataForge.Runs.Work;

/// <summary>Programs of a part whose worker was killed: they would hold the output's lock against the next attempt.</summary>
internal static class Orphans
{
    /// <summary>The variable by which a program is known to belong to a part.</summary>
    public const string Variable = "DATAFORGE_PART";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends programs on this machine that carry the part's mark, and waits until they are gone.</summary>
    public static void End(string mark)
    {
        var sought = Encoding.UTF8.GetBytes($"{Variable}={mark}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId) continue;
            try
            {
                if (File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(sought) < 0) continue;
                using var orphan = Process.GetProcessById(id);
                orphan.Kill();
                if (!orphan.WaitForExit(Patience)) throw new ForgeException($"process {id}, left by a worker that was killed, does not end");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // Another user's, or gone by now.
            }
        }
    }
}
