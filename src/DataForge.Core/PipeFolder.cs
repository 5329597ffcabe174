using System.Diagnostics;
using System.Globalization;

namespace DataForge.Core;

/// <summary>Where the producers of one pipe are registered: a folder a pipe, named by boot, device and inode, with a file a process, named by its id and start time.</summary>
/// <remarks>The boot and the start time tell apart what the system uses again: inodes of pipes, and process ids.</remarks>
internal static class PipeFolder
{
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(50); // a process's start is known to a hundredth of a second

    private static string? _boot;

    /// <summary>Null where there is no private folder to tell anything in.</summary>
    public static string? Of(FileStatus pipe) =>
        RuntimeFolder.Open() is { } root ? Path.Combine(root, $"{Boot()}-{pipe.Device:x}-{pipe.Inode:x}") : null;

    private static string Boot() => _boot ??= Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id")).ToString("N")[..12];

    /// <summary>This process's file.</summary>
    public static string Self() => Name(Environment.ProcessId)!;

    private static string? Name(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return $"{process}-{text[(text.LastIndexOf(')') + 2)..].Split(' ')[19]}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsRunning(string name) => int.TryParse(name.Split('-')[0], CultureInfo.InvariantCulture, out var process) && Name(process) == name;

    /// <summary>Drops what earlier runs left under a named pipe, which keeps its inode from run to run: producers that had ended before this process began.</summary>
    public static void ForgetEarlier(FileStatus pipe)
    {
        try
        {
            if (new FileInfo("/proc/self/fd/0").LinkTarget?.StartsWith('/') != true || Of(pipe) is not { } folder || !Directory.Exists(folder)) return;
            using var self = Process.GetCurrentProcess();
            var began = self.StartTime.ToUniversalTime() - ClockStep;
            foreach (var file in Directory.GetFiles(folder))
                if (File.GetLastWriteTimeUtc(file) < began && !IsRunning(Path.GetFileName(file)))
                    File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left there is looked at again when the pipe has ended.
        }
    }

    /// <summary>Removes registrations that nobody asked for, at most once in the given time.</summary>
    public static void Sweep(TimeSpan kept, TimeSpan between)
    {
        if (RuntimeFolder.Open() is not { } root) return;
        var stamp = Path.Combine(root, "swept");
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (now - File.GetLastWriteTimeUtc(stamp) < between) return;
        File.WriteAllText(stamp, "");
        foreach (var folder in Directory.GetDirectories(root))
        {
            var ofThisBoot = Path.GetFileName(folder).StartsWith(Boot(), StringComparison.Ordinal);
            foreach (var file in Directory.GetFiles(folder))
                if (!ofThisBoot || (now - File.GetLastWriteTimeUtc(file) > kept && !IsRunning(Path.GetFileName(file))))
                    File.Delete(file);
            RemoveEmpty(folder);
        }
    }

    /// <summary>A folder that a producer has just put something into stays.</summary>
    public static void RemoveEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Not empty.
        }
    }
}
