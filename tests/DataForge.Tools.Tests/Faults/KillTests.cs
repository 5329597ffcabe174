using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Tests.Tools;

/// <summary>The whole pipe, from seeds to shards, with kill -9 of one of its stages at a random moment: no set is sealed that is not whole.</summary>
/// <remarks>As many kills as DATAFORGE_KILLS says, a few without it; DATAFORGE_SEED draws others.</remarks>
public sealed class KillTests : IDisposable
{
    private const string Nano = "corpora/models/forge-nano";

    private static readonly string[] Stages =
    [
        "forge-seed --count 4 --seed 3 --quiet",
        $"forge-evolve --model {Nano} --threads 1 --max-tokens 120 --kinds change_numbers --max-failures 99 --seed 1 --quiet",
        $"forge-sample --model {Nano} --threads 1 --samples 2 --max-tokens 200 --max-failures 99 --seed 2 --quiet",
        "forge-score --model corpora/models/forge-nano-rm --threads 1 --quiet",
        "forge-vote --weight count --select all --quiet",
        "forge-decontam --benchmark b=BENCH --fields problem --quiet",
        "forge-pack --rows-per-shard 5 --quiet --as is --require-complete --out OUT",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("kill-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    [Fact]
    public void A_kill_of_any_stage_at_any_moment_seals_nothing_that_is_not_whole()
    {
        var kills = RandomSeed.Times("DATAFORGE_KILLS", 4);
        var seed = RandomSeed.Value;
        File.WriteAllText(At("bench.jsonl"), "{\"id\":\"1\",\"question\":\"A farmer with seven red barns buys nineteen more brown cows on a Tuesday morning; how many does she own now?\"}\n");
        File.WriteAllText(At("earlier.jsonl"), "{\"problem\":\"of yesterday\"}\n");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var whole = Pipe("reference", null, TimeSpan.Zero);
        var length = clock.Elapsed;
        Assert.True(whole.ExitCode == 0, whole.Error);
        var wanted = Outputs("reference");
        var (struck, kept, made) = (0, 0, 0);
        var done = 0;
        try
        {
            for (; done < kills; done++)
            {
                var random = CounterRandom.For(seed, "kill", $"{done}");
                var stage = random.Below(0, Stages.Length);
                Assert.Equal(0, ToolRun.Run("forge-pack", ["--as", "is", "--quiet", "--out", At("o"), At("earlier.jsonl")]).ExitCode);
                var earlier = Outputs("o");
                var run = Pipe("o", stage, random.Share(1) * length);
                struck += run.Out.Contains("struck", StringComparison.Ordinal) ? 1 : 0;
                var found = Outputs("o");
                var case_ = $"seed {seed}, kill {done} of {Stages[stage].Split(' ')[0]}: {run.Error}";
                if (found.SequenceEqual(earlier)) kept++;
                else if (found.SequenceEqual(wanted)) made++;
                else Assert.Fail($"{case_}: a set was sealed that is neither the earlier one nor the whole new one");
            }
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {done} kills, {struck} struck a running stage; the earlier set stood {kept} times, the new one was whole {made} times");
        }

        if (kills < 50) return; // few kills may all miss on a machine that is busy or quick
        Assert.True(struck > 0, $"none of {kills} kills struck a running stage");
        Assert.True(kept > 0, "no kill kept the pipe from sealing");
    }

    /// <summary>Hashes of the outputs that the manifest describes, each of them held against its file.</summary>
    private string[] Outputs(string folder)
    {
        var manifest = JsonElement.Parse(File.ReadAllText(At($"{folder}/manifest.json")));
        return [.. manifest.GetProperty("outputs").EnumerateArray().Select(o =>
        {
            var said = o.GetProperty("sha256").GetString()!;
            Assert.Equal(said, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(At($"{folder}/{o.GetProperty("path").GetString()}")))));
            return said;
        })];
    }

    private ToolResult Pipe(string output, int? killed, TimeSpan after)
    {
        var lines = Stages.Select((s, i) => $"sh -c 'echo $$ > {At($"pid{i}")}; exec {s.Replace("BENCH", At("bench.jsonl"), StringComparison.Ordinal).Replace("OUT", At(output), StringComparison.Ordinal)}'");
        for (var i = 0; i < Stages.Length; i++) File.Delete(At($"pid{i}"));
        var kill = killed is { } stage ? $"sleep {after.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)}; kill -9 $(cat {At($"pid{stage}")}) 2> /dev/null && echo struck;" : "";
        return ToolRun.Shell($"{string.Join(" | ", lines)} & p=$!; {kill} wait $p");
    }
}
