namespace DataForge.Tests.Tools;

/// <summary>Sets that forge-pack does not seal although every row was read, and two writers of one set.</summary>
public sealed class SetGateTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("setgate-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    private static string Rows(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"problem":"What is {{i}}?","generation":"{{i}}"}""" + "\n"));

    private ToolResult Pack(string input, params string[] args) => ToolRun.Run("forge-pack", ["--out", "o", .. args], input, _root);

    private Dictionary<string, string> Set() => Directory.GetFiles(At("o")).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(File.ReadAllBytes(f)));

    [Theory]
    [InlineData("", 0, "no rows came in: nothing written")]
    [InlineData("{\"problem\":\"p\",\"generation\":\"\"}\n", 0, "none of the 1 rows that came in was kept: nothing written")]
    [InlineData("{\"problem\":\"p\",\"generation\":\"g\"}\n", 2, "1 row, fewer than --min-rows 2: nothing written")]
    public void Too_few_rows_write_nothing_and_leave_an_earlier_set(string input, int least, string why)
    {
        string[] gate = least > 0 ? ["--min-rows", $"{least}"] : [];
        var run = Pack(input, gate);
        Assert.Equal((1, $"forge-pack: {why}\n"), (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(At("o")));
        Assert.Equal(0, Pack(Rows(3)).ExitCode);
        var before = Set();
        run = Pack(input, [.. gate, "--rejects", "r.jsonl"]);
        Assert.Equal((1, $"forge-pack: {why}; the earlier set stays\n"), (run.ExitCode, run.Error));
        Assert.Equal(before, Set());
        Assert.Equal(["r.jsonl"], Directory.GetFiles(_root).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void As_many_rows_as_were_asked_for_are_enough() => Assert.Equal(0, Pack(Rows(2), "--min-rows", "2").ExitCode);

    [Fact]
    public void A_set_without_rows_is_sealed_where_that_is_allowed()
    {
        Assert.Equal(0, Pack("", "--allow-empty").ExitCode);
        Assert.Equal(["README.md", "data-00000-of-00001.parquet", "manifest.json", "timings.json"], Set().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("forge-pack --quiet --out o", "o/data-00000.parquet.part", "forge-pack: o: process ")]
    [InlineData("forge-grade --quiet --out g.jsonl", "g.jsonl.part", "forge-grade: g.jsonl: process ")]
    [InlineData("forge-grade --quiet --out g.parquet", "g.parquet.part", "forge-grade: g.parquet: process ")]
    public void Two_processes_do_not_write_one_output(string line, string part, string error)
    {
        File.WriteAllText(At("rows"), Rows(3000));
        var tool = line.Split(' ')[0];
        var run = ToolRun.Shell($$"""
            mkfifo slow; {{line}} < slow & p=$!
            exec 3>slow; cat rows >&3
            for i in $(seq 600); do [ -e {{part}} ] && break; sleep 0.1; done
            {{line}} rows; echo $?; exec 3>&-; wait $p; echo $?
            {{line}} rows; echo $?
            """, "", _root);
        Assert.Equal("2\n0\n0\n", run.Out);
        Assert.Matches($"^{error}[0-9]+ \\({tool}\\) is writing it\n$", run.Error);
    }

    [Fact]
    public void A_planted_link_is_not_written_through()
    {
        Directory.CreateDirectory(At("o"));
        File.WriteAllText(At("victim"), "kept");
        foreach (var name in new[] { "o/data-00000.parquet.part", "o/README.md.part", "o/manifest.json.part", "o/sealing.part", "r.jsonl.part", "g.jsonl.part", "g.parquet.part" })
            File.CreateSymbolicLink(At(name), At("victim"));
        Assert.Equal(0, Pack(Rows(3), "--rejects", "r.jsonl").ExitCode);
        Assert.Equal(0, ToolRun.Run("forge-grade", ["--out", "g.jsonl"], Rows(3), _root).ExitCode);
        Assert.Equal(0, ToolRun.Run("forge-grade", ["--out", "g.parquet"], Rows(3), _root).ExitCode);
        Assert.Equal("kept", File.ReadAllText(At("victim")));
        Assert.Equal(["README.md", "data-00000-of-00001.parquet", "manifest.json", "timings.json"], Set().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["g.jsonl", "g.parquet", "r.jsonl", "victim"], Directory.GetFiles(_root).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(_root), f => Assert.Null(new FileInfo(f).LinkTarget));
    }
}
