using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace DataForge.Tests.Tools.Sweep;

/// <summary>
/// Every tool on every file below ../shared/data, whole files: exit code, rows and rejects as recorded, never 70, nothing lost, nothing left behind,
/// and every Parquet file that came of it read back by Parquet.Net.
/// </summary>
/// <remarks>
/// By default a sample in a time that is bounded, by a seed that is printed; DATAFORGE_SWEEP=all runs all of it, DATAFORGE_SWEEP=N the sample of seed N.
/// DATAFORGE_SWEEP_WAY=NAME keeps to one table. FORGE_BLESS=1 with DATAFORGE_SWEEP=all records the tables anew. Data that is not as it was recorded is passed over in a sample and fails in the whole.
/// </remarks>
public sealed class SweepTests(ITestOutputHelper say)
{
    private static readonly TimeSpan SampleTime = TimeSpan.FromSeconds(30);
    private static readonly string Asked = Environment.GetEnvironmentVariable("DATAFORGE_SWEEP") ?? "";

    private static readonly string Only = Environment.GetEnvironmentVariable("DATAFORGE_SWEEP_WAY") ?? "";

    private static bool Blesses => Environment.GetEnvironmentVariable("FORGE_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true";

    [Fact]
    public void Every_tool_ends_on_every_data_file_as_recorded()
    {
        var folder = SharedData.Require("data");
        var present = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".md", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(folder, f)).ToHashSet(StringComparer.Ordinal);
        var table = SweepTable.Load();
        if (Asked == "all")
        {
            Assert.Equal([], All(folder, present, table));
            return;
        }

        SweepFile[] files = [.. table.Files.Where(f => present.Contains(f.Name) && f.IsAsRecorded(folder))];
        var recorded = SweepWay.All.SelectMany(way => files.Select(file => (Way: way, File: file))).Where(p => table.Lines.ContainsKey((p.Way.Name, p.File.Name))).ToArray();
        var seed = int.TryParse(Asked, CultureInfo.InvariantCulture, out var given) ? given : RandomNumberGenerator.GetInt32(1_000_000);
        var ran = Run(recorded.OrderBy(p => Draw(seed, p.Way.Name, p.File.Name), StringComparer.Ordinal), folder, SampleTime);
        var faults = Faults(ran, table);
        say.WriteLine($"DATAFORGE_SWEEP={seed}: {ran.Count} of {recorded.Length} runs, {table.Files.Count - files.Length} recorded files absent or changed");
        Assert.True(faults.Length == 0, $"DATAFORGE_SWEEP={seed}:\n{string.Join('\n', faults)}");
    }

    /// <summary>Every way on every file, one way after another; recorded as each ends where it blesses.</summary>
    private static List<string> All(string folder, HashSet<string> present, SweepTable table)
    {
        SweepFile[] files = [.. present.Order(StringComparer.Ordinal).Select(f => SweepFile.Of(folder, Path.Combine(folder, f)))];
        var faults = new List<string>();
        if (Blesses) SweepTable.Save(files);
        else faults.AddRange(files.Except(table.Files).Select(f => $"{f.Name}: not as recorded").Concat(table.Files.ExceptBy(present, f => f.Name).Select(f => $"{f.Name}: is not there")));
        foreach (var way in SweepWay.All.Where(w => Only.Length == 0 || w.Name == Only))
        {
            var runs = Run(files.Select(file => (way, file)), folder, Timeout.InfiniteTimeSpan);
            if (Blesses) SweepTable.Save(way, runs);
            var found = Faults(runs, Blesses ? SweepTable.Load() : table);
            faults.AddRange(found);
            Console.Error.WriteLine($"sweep: {way.Name}: {runs.Count} runs, {found.Length} faults");
        }

        return faults;
    }

    /// <summary>The runs that began within the time.</summary>
    private static List<SweepRun> Run(IEnumerable<(SweepWay Way, SweepFile File)> planned, string folder, TimeSpan time)
    {
        var begun = Stopwatch.GetTimestamp();
        return [.. planned.TakeWhile(_ => time == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(begun) < time).Select(p => SweepRun.Of(p.Way, folder, p.File))];
    }

    private static string[] Faults(IEnumerable<SweepRun> runs, SweepTable table) =>
    [
        .. runs.Select(run => Fault(run, table.Lines.GetValueOrDefault((run.Way, run.File)))).OfType<string>().Order(StringComparer.Ordinal),
    ];

    private static string? Fault(SweepRun run, string? recorded) =>
        run.Fault is { } fault ? $"{run.Way} on {run.File}: {fault}; {run.Said}"
        : run.Line == recorded ? null
        : $"{run.Way}: {run.Line.Replace('\t', ' ')}, recorded {recorded?.Replace('\t', ' ') ?? "nothing"}; {run.Said}";

    private static string Draw(int seed, string way, string file) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{seed}\t{way}\t{file}")));
}
