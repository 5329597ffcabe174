using System.Security.Cryptography;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Tests.Tools;

/// <summary>
/// Every call by which a tool changes a file under its output folder is a crash point: a run that was killed before it, or whose disk was full from there on, leaves what was there before;
/// the same command run again then ends with the same bytes, refuses nothing and leaves nothing over.
/// </summary>
/// <remarks>A few points of each tool, drawn by DATAFORGE_SEED; DATAFORGE_FAULTS=all takes every one, and the torn writes besides.</remarks>
public sealed class CrashPointTests : IDisposable
{
    private const int Sampled = 2;
    private const int NoSpace = 28;

    private static readonly bool All = Environment.GetEnvironmentVariable("DATAFORGE_FAULTS") == "all";

    private readonly string _root = Directory.CreateTempSubdirectory("crash-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    /// <summary>Name, command and how it is run again, with the output folder as $D; what lies there before is made by the first command with other input.</summary>
    public static TheoryData<string, string> Commands()
    {
        const string Nano = "corpora/models/forge-nano";
        const string Small = "--max-tokens 12 --max-failures 99 --quiet";
        return new()
        {
            { "vote", "forge-vote --weight count --quiet samples.jsonl --out $D/out.jsonl --votes $D/votes.jsonl --rejects $D/rejects.jsonl" },
            { "vote to Parquet", "forge-vote --weight count --quiet samples.jsonl --out $D/out.parquet --votes $D/votes.jsonl.zst --rejects $D/rejects.jsonl.gz" },
            { "grade", "forge-grade --quiet samples.jsonl --out $D/out.jsonl --rejects $D/rejects.jsonl --report $D/report.json" },
            { "pairs", "forge-pairs --quiet --as rl samples.jsonl --out $D/out.jsonl --rejects $D/rejects.jsonl" },
            { "eval", "forge-eval --quiet --k 1,2 samples.jsonl --json $D/e.json --markdown $D/e.md --svg $D/e.svg" },
            { "seed", "forge-seed --quiet --count 8 --out $D/out.jsonl" },
            { "index", "forge-index build --quiet --benchmark b=bench.jsonl --out $D/b.idx" },
            { "decontam", "forge-decontam --quiet --benchmark b=bench.jsonl --fields problem samples.jsonl --out $D/out.jsonl --rejects $D/rejects.jsonl --report $D/report.json" },
            { "audit", "forge-audit --quiet --benchmark b=bench.jsonl --fields problem samples.jsonl --json $D/a.json --markdown $D/a.md --html $D/a.html" },
            { "pack", "forge-pack --quiet --rows-per-shard 4 --split valid=0.3 samples.jsonl --out $D/set --rejects $D/rejects.jsonl" },
            { "pack lines", "forge-pack --quiet --rows-per-shard 5 --format jsonl.zst samples.jsonl --out $D/set" },
            { "evolve", $"forge-evolve --resume --model {Nano} {Small} problems.jsonl --out $D/out.jsonl --rejects $D/rejects.jsonl" },
            { "score", $"forge-score --resume --model corpora/models/forge-nano-rm --quiet samples.jsonl --out $D/out.jsonl --rejects $D/rejects.jsonl" },
            { "sample", $"forge-sample --resume --model {Nano} {Small} problems.jsonl --out $D/out.jsonl --rejects $D/rejects.jsonl" },
            { "sample compressed", $"forge-sample --resume --model {Nano} {Small} problems.jsonl --out $D/out.jsonl.zst" },
        };
    }

    [Theory, MemberData(nameof(Commands))]
    public void A_run_killed_at_any_point_is_made_good_by_running_it_again(string name, string command)
    {
        var (line, before, after, steps) = Prepare(command);
        foreach (var torn in All ? new[] { false, true } : [false])
            foreach (var step in Points(name, steps))
            {
                Restore(before);
                var killed = Run(line, new() { ["FAULT_AT"] = $"{step}", ["FAULT_TORN"] = torn ? "1" : null });
                Assert.True(killed.ExitCode is 137 or 0, $"{name}, step {step} of {steps}: exit {killed.ExitCode}: {killed.Error}"); // threads reach their steps in another order; a run may end before the last
                RequireWhole(name, step);
                var again = Run(line, []);
                Assert.True(again.ExitCode == 0, $"{name}, step {step} of {steps}: the rerun ends with {again.ExitCode}: {again.Error}");
                Assert.Equal(after, Files());
            }
    }

    [Theory, MemberData(nameof(Commands))]
    public void A_full_disk_is_said_and_leaves_what_was_there(string name, string command)
    {
        var (line, before, after, steps) = Prepare(command);
        foreach (var step in Points(name, steps))
        {
            Restore(before);
            var full = Run(line, new() { ["FAULT_AT"] = $"{step}", ["FAULT_ERRNO"] = $"{NoSpace}" });
            if (full.ExitCode == 0) // its threads wrote in fewer pieces than the run that was counted
            {
                Assert.Equal(after, Files().Where(f => !f.Key.EndsWith(".lock.part", StringComparison.Ordinal)).ToDictionary()); // a lock that the disk would not take away; the next run does
                continue;
            }

            Assert.True(full.ExitCode == 2, $"{name}, step {step} of {steps}: exit {full.ExitCode}: {full.Error}");
            Assert.Contains("No space left on device", full.Error, StringComparison.Ordinal);
            RequireWhole(name, step);
            var mixed = Files().Where(f => !f.Key.Contains(".part", StringComparison.Ordinal) && !f.Key.EndsWith(".journal", StringComparison.Ordinal) && !f.Key.StartsWith("set/", StringComparison.Ordinal))
                .Where(f => !(before.TryGetValue(f.Key, out var old) && old == f.Value) && !(after.TryGetValue(f.Key, out var made) && made == f.Value));
            Assert.Empty(mixed);
        }
    }

    private (string Line, Dictionary<string, string> Before, Dictionary<string, string> After, int Steps) Prepare(string command)
    {
        FaultShim.Require();
        var repository = SharedData.Repository;
        Samples("samples.jsonl", 6, "It is");
        Samples("earlier.jsonl", 3, "Earlier:");
        File.WriteAllText(At("problems.jsonl"), "{\"problem\":\"What is 3 + 4?\"}\n{\"problem\":\"What is 5 + 6?\"}\n");
        File.WriteAllText(At("bench.jsonl"), "{\"id\":\"1\",\"question\":\"A farmer with seven red barns buys nineteen more brown cows on a Tuesday morning; how many does she own now?\"}\n");
        Directory.CreateDirectory(At("d"));
        var line = command.Replace("$D", At("d"), StringComparison.Ordinal).Replace("corpora/", $"{repository}/corpora/", StringComparison.Ordinal);
        if (!line.Contains("forge-sample", StringComparison.Ordinal))
            Assert.Equal(0, Run(line.Replace("samples.jsonl", "earlier.jsonl", StringComparison.Ordinal).Replace("--count 8", "--count 3", StringComparison.Ordinal), []).ExitCode);
        var before = Files();
        Keep();
        var log = At("log");
        var whole = Run(line, new() { ["FAULT_LOG"] = log });
        Assert.True(whole.ExitCode == 0, whole.Error);
        var steps = File.ReadAllLines(log).Length;
        Assert.True(steps > 0);
        return (line, before, Files(), steps);
    }

    private void Samples(string name, int problems, string words) => File.WriteAllText(At(name), string.Concat(
        from p in Enumerable.Range(0, problems)
        from s in Enumerable.Range(0, 2)
        select $$$"""{"problem_id":"p{{{p}}}","problem":"What is {{{p}}} and {{{p}}} put together?","rollout":{{{s}}},"generation":"{{{words}}} \\boxed{{{{p + p + s}}}}.","expected_answer":"{{{p + p}}}","finish_reason":"stop","model":"m{{{s}}}"}""" + "\n"));

    private static IEnumerable<int> Points(string name, int steps)
    {
        if (All) return Enumerable.Range(1, steps);
        var random = CounterRandom.For(RandomSeed.Value, "crash points", name);
        return Enumerable.Range(0, Sampled).Select(i => 1 + random.Below((ulong)i, steps)).Distinct().Order();
    }

    private ToolResult Run(string line, Dictionary<string, string?> fault)
    {
        var environment = new Dictionary<string, string?>(fault) { ["FAULT_DIR"] = At("d"), ["SHIM"] = FaultShim.Require() };
        return ToolRun.Shell($"LD_PRELOAD=$SHIM {line} < /dev/null", "", _root, environment);
    }

    private void Keep()
    {
        if (Directory.Exists(At("kept"))) Directory.Delete(At("kept"), recursive: true);
        Copy(At("d"), At("kept"));
    }

    private void Restore(Dictionary<string, string> before)
    {
        Directory.Delete(At("d"), recursive: true);
        Copy(At("kept"), At("d"));
        Assert.Equal(before, Files());
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    /// <summary>Every file but the times, with its hash.</summary>
    private Dictionary<string, string> Files() => Directory.GetFiles(At("d"), "*", SearchOption.AllDirectories)
        .Where(f => Path.GetFileName(f) != "timings.json").ToDictionary(f => Path.GetRelativePath(At("d"), f), Hash);

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    /// <summary>What manifest.json describes, if it is there, is there as it describes it.</summary>
    private void RequireWhole(string name, int step)
    {
        if (!name.StartsWith("pack", StringComparison.Ordinal)) return;
        var manifest = JsonElement.Parse(File.ReadAllText(At("d/set/manifest.json")));
        var outputs = manifest.GetProperty("outputs").EnumerateArray().ToArray();
        Assert.NotEmpty(outputs);
        foreach (var output in outputs)
        {
            var path = At($"d/set/{output.GetProperty("path").GetString()}");
            Assert.True(File.Exists(path), $"{name}, step {step}: {path} is missing");
            Assert.Equal(output.GetProperty("sha256").GetString(), Hash(path));
        }
    }
}
