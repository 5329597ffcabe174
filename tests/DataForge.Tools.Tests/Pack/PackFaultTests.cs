using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Tools;

/// <summary>forge-pack when something goes wrong on the way: nothing is sealed, and what was sealed before stays.</summary>
public sealed class PackFaultTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("packfault-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    private static string Rows(int count, int from = 0) =>
        string.Concat(Enumerable.Range(from, count).Select(i => $$"""{"problem":"What is {{i}}?","generation":"{{StableHash.Hex128(i.ToString())}}"}""" + "\n"));

    private ToolResult Shell(string line, string input = "") => ToolRun.Shell(line, input, _root);

    private string[] Files(string folder) => Directory.Exists(At(folder)) ? [.. Directory.GetFiles(At(folder)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)] : [];

    [Fact]
    public void A_stream_that_stops_in_the_middle_seals_nothing()
    {
        var run = Shell("forge-pack --out o --rows-per-shard 2", Rows(3) + "{\"problem\":\"p\",\"generation\":\"cut o");
        Assert.Equal((2, "forge-pack: standard input:4: the stream ends within a line (its writer was killed, or the file is cut off)\n", ""), (run.ExitCode, run.Error, run.Out));
        Assert.All(Files("o"), f => Assert.EndsWith(".part", f, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void A_torn_file_seals_nothing(string suffix)
    {
        var path = At("in.jsonl." + suffix);
        using (var writer = RowWriter.Open(path))
        {
            foreach (var line in Rows(20_000).Split('\n', StringSplitOptions.RemoveEmptyEntries)) writer.Write(Row.Parse(line));
            writer.Commit();
        }

        File.WriteAllBytes(path, File.ReadAllBytes(path)[..400_000]);
        var run = Shell($"forge-pack --out o --rows-per-shard 1000 in.jsonl.{suffix}");
        Assert.Equal(2, run.ExitCode);
        Assert.Matches($"(?m)^forge-pack: in.jsonl.{suffix}: cannot read on after line [0-9,]+: ", run.Error); // progress may stand before it
        Assert.NotEmpty(Files("o"));
        Assert.All(Files("o"), f => Assert.EndsWith(".part", f, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 130)]
    public void A_killed_run_leaves_only_parts_and_a_run_after_it_succeeds(string signal, int exit)
    {
        File.WriteAllText(At("rows"), Rows(5000));
        var run = Shell($$"""
            mkfifo pipe
            forge-pack --rows-per-shard 1000 --out o < pipe & p=$!
            exec 3>pipe; cat rows >&3
            for i in $(seq 600); do [ -e o/data-00003.parquet.part ] && break; sleep 0.1; done
            kill -{{signal}} $p; sleep 0.2; exec 3>&-; wait $p; echo $?
            """);
        Assert.Equal($"{exit}\n", run.Out);
        Assert.NotEmpty(Files("o"));
        Assert.All(Files("o"), f => Assert.EndsWith(".part", f, StringComparison.Ordinal));
        Assert.Equal(0, Shell("forge-pack --rows-per-shard 1000 --out o rows").ExitCode);
        Assert.Equal(["README.md", .. Enumerable.Range(0, 5).Select(i => $"data-{i:D5}-of-00005.parquet"), "manifest.json", "timings.json"], Files("o"));
    }

    [Fact]
    public void A_set_that_cannot_be_finished_leaves_the_earlier_one_whole()
    {
        Assert.Equal(0, Shell("forge-pack --out o --rows-per-shard 10", Rows(30)).ExitCode);
        var before = Files("o").ToDictionary(f => f, f => File.ReadAllText(At("o/" + f), Encoding.Latin1));
        Assert.Equal(2, Shell("forge-pack --out o --rows-per-shard 10", Rows(25, 100) + "{").ExitCode);
        Assert.Equal(before, Files("o").Where(f => !f.EndsWith(".part", StringComparison.Ordinal)).ToDictionary(f => f, f => File.ReadAllText(At("o/" + f), Encoding.Latin1)));
    }

    [Fact]
    public void A_new_set_takes_the_earlier_ones_place()
    {
        Shell("forge-pack --out o --rows-per-shard 10", Rows(30));
        Shell("forge-pack --out o --name other --format jsonl", Rows(5));
        Assert.Equal(["README.md", "manifest.json", "other-00000-of-00001.jsonl", "timings.json"], Files("o"));
    }

    [Fact]
    public void Shards_of_unknown_origin_are_not_mixed_in()
    {
        Directory.CreateDirectory(At("o"));
        File.WriteAllText(At("o/theirs-00000-of-00002.parquet"), "");
        var run = Shell("forge-pack --out o", Rows(1));
        Assert.Equal((2, "forge-pack: o: holds theirs-00000-of-00002.parquet, which no manifest.json accounts for; move them away or choose another folder\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData(1, "--max-bad 0")]
    [InlineData(0, "--max-bad 1")]
    [InlineData(2, "")]
    public void Bad_records_stop_the_run_or_count_against_the_budget(int exit, string budget)
    {
        var run = Shell("forge-pack --out o --rejects r.jsonl " + budget, Rows(2) + "no json\n" + Rows(2, 7));
        Assert.Equal(exit, run.ExitCode);
        Assert.Equal(exit < 2, File.Exists(At("o/manifest.json")));
        if (exit < 2) Assert.Contains("\"bad_record\": 1", File.ReadAllText(At("o/manifest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_input()
    {
        static string Peak(string root, int rows) => ToolRun.Shell(
            $$"""
            yes '{"problem":"What is it?","generation":"{{new string('x', 900)}}","finish_reason":"stop"}' | head -n {{rows}} | forge-pack --quiet --out o{{rows}} & p=$!
            peak=0
            while kill -0 $p 2>/dev/null; do now=$(awk '/VmHWM/ {print $2}' /proc/$p/status 2>/dev/null || echo 0); [ "${now:-0}" -gt $peak ] && peak=$now; sleep 0.05; done
            wait $p && echo $peak
            """, folder: root).Out.Trim();
        var small = int.Parse(Peak(_root, 60_000));
        var large = int.Parse(Peak(_root, 200_000));
        Assert.InRange(large, 1, small + 100_000); // KB; the larger input is 134 MB longer
    }
}
