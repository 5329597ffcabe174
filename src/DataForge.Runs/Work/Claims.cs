using System.Globalization;
using System.Text;
using DataForge.Core;

namespace DataForge.Runs.Work;

/// <summary>Who works at what: a file for each part under way, made by one worker and touched while it lives.</summary>
/// <remarks>
/// A claim is taken over when its worker runs no more (told by /proc on the same machine) or has been silent for the lease. Two workers at one part do no harm:
/// a tool holds its output's lock, and the same part has the same bytes.
/// </remarks>
internal sealed class Claims(string folder, string worker, TimeSpan lease, TimeProvider time)
{
    private static readonly string Machine = $"{Environment.MachineName} {BootId()} {Processes()}";

    private const int AlreadyThere = 17; // EEXIST

    private string Path(string unit) => System.IO.Path.Combine(folder, unit);

    /// <summary>True where the part is ours now.</summary>
    public bool TryTake(string unit)
    {
        Directory.CreateDirectory(folder);
        if (Make(unit)) return true;
        if (!IsDead(unit)) return false;
        var aside = Path(unit) + ".stale-" + worker;
        try
        {
            File.Move(Path(unit), aside); // one of several thieves succeeds
            File.Delete(aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return Make(unit);
    }

    private bool Make(string unit)
    {
        try
        {
            using var file = new FileStream(Path(unit), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(Encoding.UTF8.GetBytes($"{Machine}\n{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} {StartOf(Environment.ProcessId)}\n{worker}\n"));
            return true;
        }
        catch (IOException e) when (e.HResult == AlreadyThere)
        {
            return false; // by now it may be gone again
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{Path(unit)}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The worker is still at it.</summary>
    public void Touch(string unit)
    {
        try
        {
            File.SetLastWriteTimeUtc(Path(unit), time.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Taken over, or a file system that is away for a moment: the output's lock decides.
        }
    }

    public void Release(string unit)
    {
        try
        {
            if (File.ReadLines(Path(unit)).ElementAtOrDefault(2) == worker) File.Delete(Path(unit));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It becomes stale.
        }
    }

    /// <summary>Parts that a live worker has.</summary>
    public IReadOnlyList<string> Live() =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(f => System.IO.Path.GetFileName(f)).Where(u => !u.Contains(".stale-", StringComparison.Ordinal) && !IsDead(u))] : [];

    /// <summary>Workers that have a part and live.</summary>
    public IReadOnlyList<string> Workers() => [.. Live().Select(WorkerOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    private string? WorkerOf(string unit)
    {
        try
        {
            return File.ReadLines(Path(unit)).ElementAtOrDefault(2);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // gone by now
        }
    }

    private bool IsDead(string unit)
    {
        try
        {
            var lines = File.ReadAllLines(Path(unit));
            var age = time.GetUtcNow() - File.GetLastWriteTimeUtc(Path(unit));
            if (lines is [var machine, var process, ..] && machine == Machine && process.Split(' ') is [var id, var start])
                return !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || StartOf(number) != start;
            return age.Duration() > lease; // of another machine, or torn while it was written; a clock that jumped counts as silence
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // gone by now
        }
    }

    /// <summary>When a process started, in clock ticks after the machine's start; empty where it does not run.</summary>
    private static string StartOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? "" : fields[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The namespace of process numbers: those of another container on the same machine say nothing here.</summary>
    private static string Processes()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string BootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
