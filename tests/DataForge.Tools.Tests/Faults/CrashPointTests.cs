using System.Security.Cryptography;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Tests.Tools;

/// <summary>
/// Every call by which a tool changes a file under its output folder is a crash point: a run that was killed before it, or whose disk was full from there on, leaves what was there before;
/// the same command run again then ends with the same bytes, refuses nothing and leaves nothing over.
/// </summary>
/// <remarks>A few points of some commands, drawn by DATAFORGE_SEED; DATAFORGE_FAULTS=all takes every one of each, and the torn writes besides; DATAFORGE_FAULTS=NAME,… those of the commands so named.</remarks>
public sealed class CrashPointTests : IDisposable
{
    private const int SampledPoints = 2;
    private const int SampledCommands = 10;
    private const int NoSpace = 28;

    private static readonly string Asked = Environment.GetEnvironmentVariable("DATAFORGE_FAULTS") ?? "";

    private static bool All => Asked.Length > 0;

    private readonly string _root = Directory.CreateTempSubdirectory("crash-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    /// <summary>Name and command, with the output folder as $D and the folder of its input as $I; what lies in the output folder before is made by the same command from an older input.</summary>
    private static (string Name, string Command)[] Every()
    {
        const string Nano = "corpora/models/forge-nano";
        const string Small = "--max-tokens 12 --max-failures 99 --quiet";
        const string Rejects = "--rejects $D/rejects.jsonl";
        return
        [
            ("vote", $"forge-vote --weight count --quiet $I/samples.jsonl --out $D/out.jsonl --votes $D/votes.jsonl {Rejects}"),
            ("vote to Parquet", "forge-vote --weight count --quiet $I/samples.jsonl --out $D/out.parquet --votes $D/votes.jsonl.zst --rejects $D/rejects.jsonl.gz"),
            ("grade", $"forge-grade --quiet $I/samples.jsonl --out $D/out.jsonl --report $D/report.json {Rejects}"),
            ("pairs", $"forge-pairs --quiet --as rl $I/samples.jsonl --out $D/out.jsonl {Rejects}"),
            ("pairs for a trainer", "forge-pairs --quiet --as rl --min-pass 1 --max-pass 1 --samples 2 --trainer trl $I/samples.jsonl --out $D/folder"),
            ("correct", $"forge-correct --quiet $I/samples.jsonl --out $D/out.jsonl {Rejects}"),
            ("eval", "forge-eval --quiet --k 1,2 $I/samples.jsonl --json $D/e.json --markdown $D/e.md --svg $D/e.svg"),
            ("seed", "forge-seed --quiet --count $N --out $D/out.jsonl"),
            ("index", "forge-index build --quiet --benchmark b=$I/bench.jsonl --out $D/b.idx"),
            ("decontam", $"forge-decontam --quiet --benchmark b=$I/bench.jsonl --fields problem $I/samples.jsonl --out $D/out.jsonl --report $D/report.json {Rejects}"),
            ("audit", "forge-audit --quiet --benchmark b=$I/bench.jsonl --fields problem $I/samples.jsonl --json $D/a.json --markdown $D/a.md --html $D/a.html"),
            ("pack", $"forge-pack --quiet --rows-per-shard 4 --split valid=0.3 $I/samples.jsonl --out $D/set {Rejects}"),
            ("pack lines", "forge-pack --quiet --rows-per-shard 5 --format jsonl.zst $I/samples.jsonl --out $D/set"),
            ("pack for a trainer", "forge-pack --quiet --trainer verl --val 0.4 $I/samples.jsonl --out $D/folder"),
            ("rows", "forge-rows convert --quiet $I/samples.jsonl --out $D/out.parquet"),
            ("rows to a tree", "forge-rows convert --quiet $I --out-dir $D/tree"),
            ("extract", $"forge-extract --quiet $I/pages/*.html --out $D/out.jsonl {Rejects}"),
            ("dedup", $"forge-dedup --quiet $I/docs.jsonl --out $D/out.jsonl {Rejects}"),
            ("quality", $"forge-quality --rules-only --quiet $I/docs.jsonl --out $D/out.jsonl {Rejects}"),
            ("qa", $"forge-qa extract --rules-only --quiet $I/docs.jsonl --out $D/out.jsonl {Rejects}"),
            ("pool", "forge-pool --quiet --min-pages 1 $I/docs.jsonl --out $D/out.jsonl --seeds $D/seeds.jsonl --review $D/review.jsonl"),
            ("recall", "forge-recall train --quiet --bits 10 --positive $I/docs.jsonl --negative $I/other.jsonl --out $D/recall.bin"),
            ("mix", "forge-mix --quiet plan.yaml --source docs=$I/docs.jsonl --out $D/mixed"),
            ("mcrl pairs", $"forge-mcrl pairs --quiet --negatives 2 --reward view=1 $I/log.csv --out $D/out.jsonl {Rejects}"),
            ("mcrl train", "forge-mcrl train --quiet --width 8 --epochs 2 $I/pairs.jsonl --out $D/model.mcrl --report $D/report.json"),
            ("evolve", $"forge-evolve --resume --model {Nano} {Small} problems.jsonl --out $D/out.jsonl {Rejects}"),
            ("score", $"forge-score --resume --model corpora/models/forge-nano-rm --quiet $I/samples.jsonl --out $D/out.jsonl {Rejects}"),
            ("sample", $"forge-sample --resume --model {Nano} {Small} problems.jsonl --out $D/out.jsonl {Rejects}"),
            ("sample compressed", $"forge-sample --resume --model {Nano} {Small} problems.jsonl --out $D/out.jsonl.zst"),
            ("solve", $"forge-solve --resume --model {Nano} --samples 2 {Small} problems.jsonl --out $D/out.jsonl --samples-out $D/samples.jsonl"),
        ];
    }

    public static TheoryData<string, string> Killed() => Drawn("killed");

    public static TheoryData<string, string> Filled() => Drawn("filled");

    private static TheoryData<string, string> Drawn(string how) =>
        new(Asked == "all" ? Every() : All ? Every().Where(c => Asked.Split(',').Contains(c.Name)) : Every().OrderBy(c => CounterRandom.For(RandomSeed.Value, "commands", $"{how} {c.Name}").Below(0, int.MaxValue)).Take(SampledCommands));

    [Theory, MemberData(nameof(Killed))]
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

    [Theory, MemberData(nameof(Filled))]
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
        Inputs("new", 6, "It is");
        Inputs("old", 3, "Earlier:");
        File.WriteAllText(At("plan.yaml"), "stages:\n  - {name: one, sources: [{name: docs, files: new/docs.jsonl, rows: 3}]}\n  - {name: two, sources: [{name: docs, files: new/docs.jsonl, rows: 2}]}\n");
        File.WriteAllText(At("problems.jsonl"), "{\"problem\":\"What is 3 + 4?\"}\n{\"problem\":\"What is 5 + 6?\"}\n");
        Directory.CreateDirectory(At("d"));
        var any = command.Replace("$D", At("d"), StringComparison.Ordinal).Replace("corpora/", $"{repository}/corpora/", StringComparison.Ordinal);
        var line = any.Replace("$I", "new", StringComparison.Ordinal).Replace("$N", "8", StringComparison.Ordinal);
        if (any != line)
        {
            var earlier = Run(any.Replace("$I", "old", StringComparison.Ordinal).Replace("$N", "3", StringComparison.Ordinal), []);
            Assert.True(earlier.ExitCode == 0, earlier.Error);
        }

        var before = Files();
        Keep();
        var log = At("log");
        var whole = Run(line, new() { ["FAULT_LOG"] = log });
        Assert.True(whole.ExitCode == 0, whole.Error);
        var steps = File.ReadAllLines(log).Length;
        Assert.True(steps > 0);
        return (line, before, Files(), steps);
    }

    /// <summary>A folder with an input of each kind.</summary>
    private void Inputs(string folder, int count, string words)
    {
        Directory.CreateDirectory(At($"{folder}/pages"));
        var numbers = Enumerable.Range(0, count).ToArray();
        void Lines(string name, IEnumerable<string> lines) => File.WriteAllLines(At($"{folder}/{name}"), lines);
        Lines("samples.jsonl", from p in numbers
                               from s in Enumerable.Range(0, 2)
                               select $$$"""{"problem_id":"p{{{p}}}","problem":"What is {{{p}}} and {{{p}}} put together?","rollout":{{{s}}},"generation":"{{{words}}} \boxed{{{{p + p + s}}}}.","expected_answer":"{{{p + p}}}","finish_reason":"stop","model":"m{{{s}}}"}""");
        Lines("bench.jsonl", [$"{{\"id\":\"1\",\"question\":\"{words} A farmer with seven red barns buys nineteen more brown cows on a Tuesday morning; how many does she own now?\"}}"]);
        Lines("docs.jsonl", numbers.Select(n => $$"""{"url":"http://h{{n % 2}}.example/{{n}}","text":"{{words}} the sum of {{n}} and {{n + 1}}.\n\nExercise {{n + 1}}. Find the value of {{n}} + 4.\n\nSolution. The value is {{n + 4}}.","math_score":0.9,"is_math":true,"num_tokens":20}"""));
        Lines("other.jsonl", numbers.Select(n => $"{{\"text\":\"{words} the kernel loads module {n}.\"}}"));
        Lines("log.csv", ["user,item,time,event", .. from u in numbers from i in Enumerable.Range(0, 4) select $"{words[0]}{u},i{(u + i) % 9},{i},view"]);
        Lines("pairs.jsonl", from n in Enumerable.Range(0, 4 * count)
                             select $$"""{"user":"u{{n % 4}}","step":{{n}},"state":["i{{n % 3}}"],"action":"i{{(n + 1) % 3}}","negatives":["i{{(n + 2) % 3}}"],"reward":1,"return":1.5,"next_state":["i{{(n + 1) % 3}}"],"done":{{(n % 5 == 4 ? "true" : "false")}},"split":"{{(n % 4 == 0 ? "test" : "train")}}"}""");
        foreach (var n in numbers) File.WriteAllText(At($"{folder}/pages/{n}.html"), $"<html><head><title>{words} {n}</title></head><body><p>{words} the sum of {n} and {n} is {n + n}, as everyone who counts on fingers finds out soon.</p></body></html>");
    }

    private static IEnumerable<int> Points(string name, int steps)
    {
        if (All) return Enumerable.Range(1, steps);
        var random = CounterRandom.For(RandomSeed.Value, "crash points", name);
        return Enumerable.Range(0, SampledPoints).Select(i => 1 + random.Below((ulong)i, steps)).Distinct().Order();
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
        if (name is not ("pack" or "pack lines")) return;
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
