using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>--out-dir: an output for each input file, the tree kept.</summary>
public sealed class OutputTreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tree-").FullName;

    public OutputTreeTests()
    {
        Write("in/a.jsonl", Row(1) + Row(2));
        Write("in/deep/b.jsonl", Row(3));
        Write("in/deep/none.jsonl", "");
        Write("in/z.csv", "problem_id,answer,expected_answer\nq,4,4\n");
        Write("bench.jsonl", """{"id":"1","question":"A farmer with seven red barns buys nineteen more brown cows on a Tuesday morning; how many does she own now?"}""" + "\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private static string Row(int n) => $$"""{"problem_id":"p{{n}}","answer":"{{n}}","expected_answer":"2"}""" + "\n";

    private List<string> Files(string folder) =>
        Directory.Exists(At(folder)) ? [.. Directory.GetFiles(At(folder), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(At(folder), f)).Order(StringComparer.Ordinal)] : [];

    private ToolResult Shell(string line) => ToolRun.Shell(line, folder: _folder);

    [Fact]
    public void Each_file_of_a_folder_has_its_output_at_its_place_and_in_its_format()
    {
        var run = Shell("forge-grade --answer-field answer --quiet --out-dir out --summary s.json in");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.Equal(["a.jsonl", "deep/b.jsonl", "deep/none.jsonl", "z.csv"], Files("out"));
        foreach (var name in (string[])["a.jsonl", "deep/b.jsonl"]) Assert.Equal(Shell($"forge-grade --answer-field answer --quiet in/{name}").Out, File.ReadAllText(At($"out/{name}")));
        Assert.Equal("", File.ReadAllText(At("out/deep/none.jsonl")));
        Assert.StartsWith("problem_id,answer,expected_answer,", File.ReadAllText(At("out/z.csv")), StringComparison.Ordinal);
        var outputs = JsonDocument.Parse(File.ReadAllText(At("s.json"))).RootElement.GetProperty("outputs").EnumerateArray().Select(o => (o.GetProperty("name").GetString(), o.GetProperty("path").GetString()));
        Assert.Equal([("out", "out/a.jsonl"), ("out", "out/deep/b.jsonl"), ("out", "out/deep/none.jsonl"), ("out", "out/z.csv")], outputs);
    }

    [Fact]
    public void A_pattern_keeps_what_stands_below_its_first_wildcard_and_a_file_its_name()
    {
        Assert.Equal(0, Shell("forge-rows convert --quiet --out-dir out 'in/**/*.jsonl' bench.jsonl").ExitCode);
        Assert.Equal(["a.jsonl", "bench.jsonl", "deep/b.jsonl", "deep/none.jsonl"], Files("out"));
    }

    [Fact]
    public void A_model_is_asked_once_for_all_files_and_rows_stay_with_their_file()
    {
        Write("seeds/one.jsonl", """{"problem":"What is 1 + 2?"}""" + "\n");
        Write("seeds/two/two.jsonl", """{"problem":"What is 2 + 3?"}""" + "\n");
        string Sample(string rest) => $"forge-sample --model {Path.Combine(SharedData.Repository, "corpora/models/forge-nano")} --samples 2 --max-tokens 20 --quiet {rest}";
        Assert.Equal(0, Shell(Sample("--out-dir out seeds")).ExitCode);
        Assert.Equal(["one.jsonl", "two/two.jsonl"], Files("out"));
        var together = Shell(Sample("seeds"));
        Assert.Equal(together.Out, File.ReadAllText(At("out/one.jsonl")) + File.ReadAllText(At("out/two/two.jsonl")));
        Assert.Equal(2, File.ReadAllLines(At("out/two/two.jsonl")).Length);
        Assert.False(File.Exists(At("out.journal")));
    }

    [Fact]
    public void Decontaminated_files_keep_their_tree_too()
    {
        Write("texts/x/one.jsonl", """{"text":"A farmer with seven red barns buys nineteen more brown cows on a Tuesday morning; how many does she own now?"}""" + "\n");
        Write("texts/two.jsonl", """{"text":"Nothing of the kind stands here, only a sentence about the weather in the north."}""" + "\n");
        var run = Shell("forge-decontam --benchmark b=bench.jsonl --quiet --out-dir clean --rejects dropped.jsonl texts");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.Equal(["two.jsonl", "x/one.jsonl"], Files("clean"));
        Assert.Equal((1, 0, 1), (File.ReadAllLines(At("clean/two.jsonl")).Length, File.ReadAllLines(At("clean/x/one.jsonl")).Length, File.ReadAllLines(At("dropped.jsonl")).Length));
    }

    [Fact]
    public void A_run_that_fails_gives_no_file_a_new_name()
    {
        Write("out/a.jsonl", "of yesterday\n");
        Write("in/deep/b.jsonl", Row(3) + "not json\n");
        var run = Shell("forge-grade --answer-field answer --quiet --out-dir out in");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("of yesterday\n", File.ReadAllText(At("out/a.jsonl")));
        Assert.DoesNotContain(Files("out"), f => f != "a.jsonl" && !f.EndsWith(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--out-dir in in", "in/a.jsonl: is an input too; take another folder")]
    [InlineData("--out-dir out --out x.jsonl in", "--out-dir: stands in place of --out; give one of them")]
    [InlineData("--out-dir out < in/a.jsonl", "standard input: has no name in out; expected files, a folder or a quoted pattern")]
    [InlineData("--out-dir out in/a.jsonl other/a.jsonl", "out/a.jsonl: would be the output of in/a.jsonl and of other/a.jsonl")]
    [InlineData("--out-dir bench.jsonl in", "--out-dir: bench.jsonl is a file; expected a folder")]
    public void Outputs_that_would_not_stay_apart_are_refused(string rest, string message)
    {
        Write("other/a.jsonl", Row(1));
        var run = Shell($"forge-grade --answer-field answer --quiet {rest}");
        Assert.Equal((2, $"forge-grade: {message}\n"), (run.ExitCode, run.Error));
        Assert.Equal(Row(1) + Row(2), File.ReadAllText(At("in/a.jsonl")));
    }
}
