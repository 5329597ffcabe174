using System.Globalization;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Who holds the lock on a file, for a message.</summary>
internal static class LockHolder
{
    /// <summary><c>process 4711 (forge-vote)</c>, or <c>another process</c> where the system does not tell.</summary>
    public static string Of(string path)
    {
        try
        {
            if (FileStatus.Of(path) is { } file && Owner(file.Inode) is { } process)
                return $"process {process} ({File.ReadAllText($"/proc/{process}/comm").Trim()})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or /proc does not show it.
        }

        return "another process";
    }

    /// <summary>From lines such as <c>1: FLOCK ADVISORY WRITE 4711 08:01:131 0 EOF</c>. The device is left out: some file systems tell another there than stat does.</summary>
    private static int? Owner(ulong inode)
    {
        foreach (var line in File.ReadLines("/proc/locks"))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "FLOCK", _, _, var process, var file, ..]
                && file.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{inode}"), StringComparison.Ordinal)
                && int.TryParse(process, CultureInfo.InvariantCulture, out var id) && id > 0)
                return id;
        return null;
    }
}
