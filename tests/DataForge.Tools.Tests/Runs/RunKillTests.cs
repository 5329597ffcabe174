using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DataForge.Tests.Tools.Runs;

/// <summary>The same run as one process, as four, and with random kills of its workers and of the process that started them: the same packed bytes, no row lost or doubled, nothing done twice that had ended.</summary>
/// <remarks>DATAFORGE_RUN_KILLS is the number of kills, 6 by default; the soak takes 200. The seed is printed.</remarks>
public sealed partial class RunKillTests : IDisposable
{
    private const int Rows = 400;

    /// <summary>Parts sleep a moment, so that a kill finds one under way.</summary>
    private const string Manifest =
        """
        forge: 1
        name: kills
        stages:
          - a: sh -c 'sleep 0.05; cat'
            in: rows.jsonl
            shards: 12
          - b: sh -c 'cat; sleep 0.03'
            shards: 12
          - c: sed 's/,"n"/,"m"/'
            shards: 5
          - pack: forge-pack --as is --name kills --require-complete
            link: shards
        """;

    private static readonly ulong Seed = ulong.Parse(Environment.GetEnvironmentVariable("DATAFORGE_SEED") ?? "1", CultureInfo.InvariantCulture);
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("DATAFORGE_RUN_KILLS") ?? "6", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10); // the soak runs beside other work

    private readonly string _folder = Directory.CreateTempSubdirectory("run-kills-").FullName;
    private ulong _random = Seed;

    private string Yaml => Path.Combine(_folder, "run.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Packed_shards_are_the_same_bytes_for_one_process_for_four_and_after_kills()
    {
        File.WriteAllText(Yaml, Manifest);
        File.WriteAllLines(Path.Combine(_folder, "rows.jsonl"), Enumerable.Range(0, Rows).Select(i => $"{{\"problem_id\":\"p{i}\",\"n\":{i}}}"));
        var one = Whole("one", jobs: 1);
        Assert.Equal(one, Whole("four", jobs: 4));
        var (done, runs) = (0, 0);
        while (done < Kills)
        {
            var work = string.Create(CultureInfo.InvariantCulture, $"killed-{runs++}");
            for (var isWhole = false; !isWhole && done < Kills;)
            {
                using var run = Start(work, jobs: 3);
                while (done < Kills && !run.WaitForExit(TimeSpan.FromMilliseconds(200 + Draw(1800))))
                {
                    var victims = Children(run.Id).Append(run.Id).ToList();
                    _ = kill(victims[Draw(victims.Count)], 9); // a worker, in whose place another is started, or the starter
                    done++;
                }

                Assert.True(run.WaitForExit(Longest), $"{work} does not end");
                isWhole = run.ExitCode == 0;
                Assert.True(isWhole || run.ExitCode == 128 + 9, $"{work} ends with {run.ExitCode}");
            }

            Assert.Equal(one, Whole(work, jobs: 2)); // workers of a starter that was killed may still be at it
            RequireOnce(work);
            Settle(Path.Combine(_folder, work));
            Directory.Delete(Path.Combine(_folder, work), recursive: true);
        }

        TestContext.Current.SendDiagnosticMessage($"seed {Seed}: {done} kills in {runs} runs, the bytes of an unbroken run each time");
    }

    private int Draw(int below)
    {
        _random = (_random * 6364136223846793005) + 1442695040888963407;
        return (int)((_random >> 33) % (ulong)below);
    }

    /// <summary>Every row once, and in the events of each part one that ended well: what had ended was not done again.</summary>
    private void RequireOnce(string work)
    {
        var stages = Path.Combine(_folder, work, "stages");
        var rows = Directory.GetFiles(Directory.GetDirectories(stages, "c-*").Single() + "/out", "*.jsonl").SelectMany(File.ReadLines).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"{{\"problem_id\":\"p{i}\",\"m\":{i}}}").Order(StringComparer.Ordinal), rows);
        var ended = Directory.GetFiles(Path.Combine(_folder, work, "events")).SelectMany(File.ReadLines).Where(l => l.StartsWith("{\"kind\":\"Done\"", StringComparison.Ordinal)).Select(Part).ToList();
        Assert.Equal(12 + 12 + 5 + 1, ended.Distinct().Count());
        Assert.Equal(ended.Count, ended.Distinct().Count());
    }

    private static string Part(string line)
    {
        using var happened = System.Text.Json.JsonDocument.Parse(line);
        return $"{happened.RootElement.GetProperty("stage").GetString()} {(happened.RootElement.TryGetProperty("shard", out var shard) ? shard.GetInt32() : 0)}";
    }

    /// <summary>Waits until no process works in the folder any more.</summary>
    private static void Settle(string work)
    {
        var clock = Stopwatch.StartNew();
        while (Directory.GetDirectories("/proc").Any(p => Read(Path.Combine(p, "cmdline")).Contains(work + "/", StringComparison.Ordinal)))
        {
            Assert.True(clock.Elapsed < Longest, $"a worker of {work} does not end");
            Thread.Sleep(20);
        }
    }

    private static IEnumerable<int> Children(int parent) =>
        Directory.GetDirectories("/proc").Select(p => Path.GetFileName(p)).Where(p => p.All(char.IsAsciiDigit) && Read($"/proc/{p}/stat") is var stat && stat.LastIndexOf(')') is > 0 and var at && stat[(at + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture))
            .Select(p => int.Parse(p, CultureInfo.InvariantCulture));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // has ended
        }
    }

    private Process Start(string work, int jobs, System.Text.StringBuilder? said = null)
    {
        var start = new ProcessStartInfo(Path.Combine(ToolRun.Bin, "forge")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in Words(work, jobs)) start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => said?.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private string[] Words(string work, int jobs) => ["run", Yaml, "--work", Path.Combine(_folder, work), "--jobs", jobs.ToString(CultureInfo.InvariantCulture), "--quiet"];

    /// <summary>Runs to the end and hashes what was packed.</summary>
    private string Whole(string work, int jobs)
    {
        var said = new System.Text.StringBuilder();
        using var run = Start(work, jobs, said);
        Assert.True(run.WaitForExit(Longest), $"{work} does not end: {said}");
        run.WaitForExit(); // for what it said
        Assert.True(run.ExitCode == 0, $"exit {run.ExitCode}: {said}");
        var shards = Directory.GetFiles(Path.Combine(_folder, work, "shards"), "*.parquet").Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(shards);
        return string.Join(' ', shards.Select(s => $"{Path.GetFileName(s)}:{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(s)))}"));
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
