using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>Whether a pipe was complete is said beside the data: what fails upstream never replaces an earlier set, and the data holds nothing but rows.</summary>
public sealed class CompletionTests : IDisposable
{
    private const string Rows = """
        {"problem":"1+1?","generation":"It is \\boxed{2}."}
        {"problem":"2+2?","generation":"It is \\boxed{4}."}

        """;

    private readonly string _root = Directory.CreateTempSubdirectory("completion-").FullName;
    private readonly Dictionary<string, string?> _environment;

    public CompletionTests()
    {
        _environment = new() { ["XDG_RUNTIME_DIR"] = At("run") };
        Shell("mkdir -m 700 run");
        File.WriteAllText(At("rows.jsonl"), Rows);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    private ToolResult Shell(string line) => ToolRun.Shell(line, "", _root, _environment);

    private string Stated(string folder = "o") => JsonElement.Parse(File.ReadAllText(At($"{folder}/manifest.json"))).GetProperty("completion").GetString()!;

    private string[] Registered() => Directory.Exists(At("run/dataforge")) ? [.. Directory.GetDirectories(At("run/dataforge")).SelectMany(Directory.GetFiles)] : [];

    private Dictionary<string, string> Set() =>
        Directory.GetFiles(At("o")).Where(f => !f.EndsWith(".part", StringComparison.Ordinal)).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(File.ReadAllBytes(f)));

    [Theory]
    [InlineData("forge-vote --wieght max rows.jsonl", "forge-vote: --wieght: no such option; did you mean --weight? (try: forge-vote --help)")]
    [InlineData("forge-vote --weight count missing.jsonl", "forge-vote: missing.jsonl: no such file")]
    [InlineData("forge nonsense", "forge: no tool is called \"nonsense\"")]
    [InlineData("forge vote --weight count missing.jsonl", "forge-vote: missing.jsonl: no such file")]
    [InlineData("forge-index", "forge-index: expected a command")]
    [InlineData("forge-sample --model missing rows.jsonl", "forge-sample: ")]
    [InlineData("forge-sample --endpoint http://127.0.0.1:9/v1 --model m --retries 0 --max-failures nine rows.jsonl", "forge-sample: --max-failures: ")]
    [InlineData("(forge-vote --weight count rows.jsonl; forge-vote --weight count missing.jsonl)", "forge-vote: missing.jsonl: no such file")]
    [InlineData("(forge-vote --weight count missing.jsonl; forge-vote --weight count rows.jsonl)", "forge-vote: missing.jsonl: no such file")]
    [InlineData("forge-vote --weight count missing.jsonl | forge-grade | forge-vote --weight count", "forge-vote: missing.jsonl: no such file")]
    public void A_tool_that_fails_upstream_leaves_the_earlier_set_as_it_is(string producer, string cause)
    {
        Assert.Equal(0, Shell("forge-pack --out o rows.jsonl > /dev/null").ExitCode);
        var before = Set();
        var run = Shell($"{producer} 2> /dev/null | forge-pack --out o > said");
        Assert.Equal((2, ""), (run.ExitCode, File.ReadAllText(At("said"))));
        Assert.Contains($"forge-pack: standard input is not complete: {cause}", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Set());
        Assert.Empty(Registered());
    }

    [Fact]
    public void A_tool_that_was_killed_upstream_is_not_complete()
    {
        var run = Shell("""
            mkfifo slow; (cat rows.jsonl; sleep 60) > slow & s=$!
            (sh -c 'echo $$ > pid; exec forge-grade slow' | forge-vote --weight count | forge-pack --out o; echo ${PIPESTATUS[1]} ${PIPESTATUS[2]}) & p=$!
            for i in $(seq 300); do [ -n "$(ls run/dataforge/*/$(cat pid 2>/dev/null)-* 2>/dev/null)" ] && break; sleep 0.1; done
            kill -9 $(cat pid); wait $p; kill $s
            """);
        Assert.Equal("2 2\n", run.Out);
        Assert.Contains("forge-pack: standard input is not complete: forge-grade: ended without saying that its output is complete (it was killed)\n", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("o/manifest.json")));
    }

    [Theory]
    [InlineData("forge-vote --weight count rows.jsonl |", "complete")]
    [InlineData("forge vote --weight count rows.jsonl |", "complete")]
    [InlineData("forge-vote --weight count < rows.jsonl | forge-grade |", "complete")]
    [InlineData("(forge-vote --weight count rows.jsonl; forge-grade rows.jsonl) |", "complete")]
    [InlineData("cat rows.jsonl |", "not stated")]
    [InlineData("< rows.jsonl", "not stated")]
    [InlineData("cat rows.jsonl | forge-grade |", "not stated")]
    [InlineData("forge-grade rows.jsonl | cat |", "not stated")]
    [InlineData("forge-grade rows.jsonl | tee copy |", "not stated")]
    [InlineData("(forge-grade rows.jsonl; cat rows.jsonl) |", "not stated")]
    [InlineData("forge-grade rows.jsonl | (read line; forge-pack --out o)", "not stated")]
    public void The_manifest_says_whether_its_rows_were_said_to_be_all(string producer, string completion)
    {
        Assert.Equal(0, Shell(producer.Contains("forge-pack", StringComparison.Ordinal) ? producer : $"{producer} forge-pack --quiet --out o").ExitCode);
        Assert.Equal(completion, Stated());
        var strict = Shell($"{producer.Replace("forge-pack --out o", "forge-pack --require-complete --out strict", StringComparison.Ordinal)} {(producer.Contains("forge-pack", StringComparison.Ordinal) ? "" : "forge-pack --quiet --require-complete --out strict")}");
        Assert.Equal(completion == "complete" ? 0 : 2, strict.ExitCode);
        Assert.Equal(completion == "complete", File.Exists(At("strict/manifest.json")));
    }

    /// <summary>Exit code 1 promises valid output: what a failed gate means for the set is said by the gate, not by a missing end of the rows.</summary>
    [Fact]
    public void A_tool_that_ends_with_1_has_written_all_its_rows()
    {
        File.AppendAllText(At("rows.jsonl"), "no row\n");
        var run = Shell("forge-grade --max-bad 0 rows.jsonl | forge-pack --quiet --require-complete --out o; echo ${PIPESTATUS[@]}");
        Assert.Equal("1 0\n", run.Out);
        Assert.Contains("forge-grade: gate failed: 1 bad record; --max-bad allows 0\n", run.Error, StringComparison.Ordinal);
        Assert.Equal("complete", Stated());
        Assert.Equal(2, JsonElement.Parse(File.ReadAllText(At("o/manifest.json"))).GetProperty("rows").GetProperty("written").GetInt32());
    }

    [Fact]
    public void A_cut_that_was_asked_for_is_complete()
    {
        Assert.Equal(0, Shell("forge-grade rows.jsonl | forge-pack --require-complete --limit 1 --out o").ExitCode);
        Assert.Equal("complete", Stated());
    }

    [Fact]
    public void A_file_is_refused_where_completion_is_required()
    {
        var run = Shell("forge-pack --require-complete --out o rows.jsonl");
        Assert.Equal((2, "forge-pack: --require-complete: rows.jsonl is a file, of which nobody says that it is complete; read it from the pipe of the tool that writes it, or pack it in a run (forge run)\n"), (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(At("o")));
    }

    [Fact]
    public void A_named_pipe_forgets_the_run_before()
    {
        var first = Shell("mkfifo p; forge-vote --wieght 1 > p 2> /dev/null & cat p; wait"); // nobody asks how it ended
        Assert.Equal((0, ""), (first.ExitCode, first.Out));
        Assert.Single(Registered());
        Assert.Equal(0, Shell("sleep 0.2; forge-grade rows.jsonl > p & forge-pack --out o < p > /dev/null; r=$?; wait; exit $r").ExitCode);
        Assert.Equal("complete", Stated());
        Assert.Empty(Registered());
    }

    [Fact]
    public void Nobody_else_can_speak_for_a_tool()
    {
        Directory.Delete(At("run"));
        Directory.CreateDirectory(At("theirs"));
        File.CreateSymbolicLink(At("run"), At("theirs"));
        File.CreateSymbolicLink(At("dataforge-" + Shell("id -u").Out.Trim()), At("theirs")); // what the temp directory would hold
        _environment["TMPDIR"] = _root;
        Assert.Equal(0, Shell("forge-grade rows.jsonl | forge-pack --quiet --out o").ExitCode);
        Assert.Equal("not stated", Stated());
        Assert.Empty(Directory.GetFileSystemEntries(At("theirs")));
    }

    [Fact]
    public void What_nobody_asked_for_is_swept()
    {
        Shell("mkdir -m 700 run/dataforge; mkdir -m 700 run/dataforge/000000000000-f-1");
        File.WriteAllText(At("run/dataforge/000000000000-f-1/1-1"), "forge-vote\n"); // of an earlier boot
        Assert.Equal(0, Shell("forge-grade rows.jsonl | cat > /dev/null").ExitCode);
        Assert.Single(Registered()); // cat does not ask either, but that was just now
        Assert.False(Directory.Exists(At("run/dataforge/000000000000-f-1")));
    }
}
