namespace DataForge.Tests.Tools;

public sealed class RowsToolTests : IDisposable
{
    private const string Rows = """
        {"id":1, "level":5,"source":"MATH","meta":{"n":2},"turns":[{"role":"user","text":"Find x."},{"role":"assistant","text":"x is 2"}]}
        {"id":2,"level":10,"source":"GSM8K","solution":null}
        {"id":3,"level":"5","source":"MATH","solution":"It is \u0033."}
        {"id":4}

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("rows-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private static string Ids(ToolResult run) => string.Join(' ', run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("id").GetRawText()));

    [Theory]
    [InlineData("level >= 5", "1 2")] // a text is no number
    [InlineData("level == \"5\"", "3")]
    [InlineData("level != 5", "2 3 4")]
    [InlineData("source == \"MATH\" and not has(solution)", "1")]
    [InlineData("solution == null", "1 2 4")]
    [InlineData("has(solution) or level > 9", "2 3")]
    [InlineData("solution ~ \"^It is 3\"", "3")]
    [InlineData("source !~ \"M\"", "4")]
    [InlineData("turns[].role == \"assistant\"", "1")]
    [InlineData("turns[0].role == \"assistant\"", "")]
    [InlineData("meta.n == 2", "1")]
    [InlineData("len(turns) == 2 or len(source) == 5", "1 2")]
    [InlineData("lower(source) contains \"ath\"", "1 3")]
    [InlineData("not (id < 2 or id > 3)", "2 3")]
    [InlineData("id != 2 and id != 3 and source", "1")]
    public void A_condition_keeps_the_rows_it_holds_for(string where, string ids)
    {
        var run = ToolRun.Run("forge-rows", ["filter", "--quiet", "--where", where], Rows);
        Assert.Equal((0, "", ids), (run.ExitCode, run.Error, Ids(run)));
    }

    [Theory]
    [InlineData("level >=", "condition, character 9: expected a field, a number or a \"text\", found the end")]
    [InlineData("(level > 3", "condition, character 11: expected \")\", found the end")]
    [InlineData("level = 3", "condition, character 7: expected a name, a number, a \"text\" or an operator, found '='")]
    [InlineData("a b", "condition, character 3: expected \"and\", \"or\" or the end, found \"b\"")]
    public void A_condition_that_cannot_be_read_says_where(string where, string message)
    {
        var run = ToolRun.Run("forge-rows", ["filter", "--where", where], Rows);
        Assert.Equal((2, $"forge-rows: {message}\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Fields_are_kept_in_the_order_asked_for_and_left_out_by_name()
    {
        var first = Rows.Split('\n')[0];
        Assert.Equal("""{"meta.n":2,"id":1,"turns[].text":["Find x.","x is 2"]}""" + "\n", ToolRun.Run("forge-rows", ["select", "--quiet", "--fields", "meta.n,id,turns[].text,solution"], first).Out);
        Assert.Equal("""{"id":1,"source":"MATH"}""" + "\n", ToolRun.Run("forge-rows", ["select", "--quiet", "--without", "level,meta,turns"], first).Out);
    }

    [Theory]
    [InlineData("level", "1 2 3 4")] // 5, 10, "5", none
    [InlineData("level:desc", "3 2 1 4")]
    [InlineData("source,id:desc", "2 3 1 4")]
    public void Rows_sort_by_numbers_then_texts_then_those_without(string by, string ids) =>
        Assert.Equal(ids, Ids(ToolRun.Run("forge-rows", ["sort", "--quiet", "--by", by], Rows)));

    [Fact]
    public void The_same_rows_are_drawn_whatever_the_order_of_the_input()
    {
        var rows = Enumerable.Range(0, 200).Select(i => $"{{\"id\":{i}}}\n").ToArray();
        var one = Ids(ToolRun.Run("forge-rows", ["sample", "--quiet", "--count", "20", "--seed", "3"], string.Concat(rows)));
        var other = Ids(ToolRun.Run("forge-rows", ["sample", "--quiet", "--count", "20", "--seed", "3"], string.Concat(rows.Reverse())));
        Assert.Equal(20, one.Split(' ').Length);
        Assert.Equal(one.Split(' '), other.Split(' ').Reverse());
        Assert.NotEqual(one, Ids(ToolRun.Run("forge-rows", ["sample", "--quiet", "--count", "20", "--seed", "4"], string.Concat(rows))));
        Assert.InRange(Ids(ToolRun.Run("forge-rows", ["sample", "--quiet", "--share", "0.5", "--seed", "3"], string.Concat(rows))).Split(' ').Length, 80, 120);
    }

    [Theory]
    [InlineData("part-{0}.jsonl")]
    [InlineData("part-{0}.jsonl.zst")]
    public void The_outputs_of_shards_merge_into_the_bytes_of_one_process(string name)
    {
        var samples = string.Concat(Enumerable.Range(0, 60).Select(i => $$$"""{ "problem_id":"p{{{i / 3}}}", "problem":"What is {{{i / 3}}} + 1?", "rollout":{{{i % 3}}},"predicted_answer":"{{{i % 2}}}","answer_key":"{{{i % 2}}}","vote_share":1,"expected_answer":"1"  }""" + "\n"));
        File.WriteAllText(At("in.jsonl"), samples);
        string[] args = ["--quiet", "--weight", "count", "--select", "all", At("in.jsonl")];
        Assert.Equal(0, ToolRun.Run("forge-vote", ["--out", At("whole.jsonl"), "--rejects", At("whole.rejects.jsonl"), "--votes", At("whole.votes.jsonl"), .. args]).ExitCode);
        for (var i = 1; i <= 3; i++)
            Assert.Equal(0, ToolRun.Run("forge-vote", ["--shard", $"{i}/3", "--out", At(string.Format(name, i)), "--rejects", At($"rejects-{i}.jsonl"), "--votes", At($"votes-{i}.jsonl"), .. args]).ExitCode);
        Assert.Equal(File.ReadAllText(At("whole.jsonl")), ToolRun.Run("forge-rows", ["merge", "--quiet", .. Enumerable.Range(1, 3).Select(i => At(string.Format(name, i)))]).Out);
        Assert.Equal(File.ReadAllText(At("whole.rejects.jsonl")), ToolRun.Run("forge-rows", ["merge", "--quiet", At("rejects-3.jsonl"), At("rejects-1.jsonl"), At("rejects-2.jsonl")]).Out);
        Assert.Equal(File.ReadAllText(At("whole.votes.jsonl")), ToolRun.Run("forge-rows", ["merge", "--quiet", At("votes-1.jsonl"), At("votes-2.jsonl"), At("votes-3.jsonl")]).Out);
        var twice = ToolRun.Run("forge-rows", ["merge", At("votes-1.jsonl"), At("votes-1.jsonl")]);
        Assert.Equal(2, twice.ExitCode);
        Assert.Contains("a shard was given twice", twice.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_only_one_file_has_and_changed_ones_are_told_apart()
    {
        File.WriteAllText(At("old"), "{\"id\":1,\"v\":1}\n{\"id\":2,\"v\":1}\n{\"id\":3,\"v\":1}\n");
        File.WriteAllText(At("new"), "{\"id\":4,\"v\":1}\n{\"id\":3,\"v\":1}\n{\"id\":1,\"v\":2}\n");
        var run = ToolRun.Run("forge-rows", ["diff", "--key", "id", At("old"), At("new")]);
        Assert.Equal((1, "{\"id\":4,\"v\":1,\"diff\":\"added\"}\n{\"id\":1,\"v\":2,\"diff\":\"changed\"}\n{\"id\":2,\"v\":1,\"diff\":\"removed\"}\n", "forge-rows: 1 rows are the same, 1 added, 1 changed, 1 removed\n"), (run.ExitCode, run.Out, run.Error));
        Assert.Equal(0, ToolRun.Run("forge-rows", ["diff", "--quiet", At("old"), At("old")]).ExitCode);
    }

    [Fact]
    public void A_view_shows_texts_with_their_lines_and_control_characters_as_escapes()
    {
        var run = ToolRun.Run("forge-rows", ["view", "--max-chars", "12"], "{\"a\":\"one\\ntwo\\u001b[31m\",\"b\":[1, 2],\"c\":\"0123456789abcdef\"}\n");
        Assert.Equal((0, "== standard input:1\na:\n    one\n    two\\u001b[31m\nb: [1, 2]\nc: 0123456789ab … (4 more)\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public void Rows_of_one_format_are_written_in_another()
    {
        File.WriteAllText(At("in.csv"), "id,text\n1,\"a, b\"\n2,c\n");
        Assert.Equal(0, ToolRun.Run("forge-rows", ["convert", "--quiet", "--out", At("out.parquet"), At("in.csv")]).ExitCode);
        Assert.Equal("{\"id\":\"1\",\"text\":\"a, b\"}\n{\"id\":\"2\",\"text\":\"c\"}\n", ToolRun.Run("forge-rows", ["convert", "--quiet", At("out.parquet")]).Out);
    }
}
