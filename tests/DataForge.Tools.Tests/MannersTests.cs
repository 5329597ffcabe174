namespace DataForge.Tests.Tools;

/// <summary>What every tool of the suite does alike.</summary>
public sealed class MannersTests
{
    public static TheoryData<string> Tools() =>
        [.. Directory.GetFiles(ToolRun.Bin, "forge-*.dll").Select(f => Path.GetFileNameWithoutExtension(f)).Append("forge").Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Tools))]
    public void Help_shows_an_example_and_goes_to_standard_output(string tool)
    {
        var help = ToolRun.Run(tool, ["--help"]);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains("\nexample:\n  ", help.Out, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Tools))]
    public void A_bad_flag_exits_with_2_and_leaves_standard_output_empty(string tool)
    {
        var command = OptionTables.Of(tool)[0].GetProperty("name").GetString()!.Split(' ')[1..];
        var run = ToolRun.Run(tool, [.. command, "--no-such-flag", "--neither-this"]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("--no-such-flag: no such option", run.Error, StringComparison.Ordinal);
        Assert.Contains("--neither-this: no such option", run.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Tools))]
    public void The_option_table_is_sound(string tool)
    {
        foreach (var table in OptionTables.Of(tool))
        {
            var options = table.GetProperty("options").EnumerateArray().ToArray();
            var names = options.Select(o => o.GetProperty("name").GetString()!).ToArray();
            Assert.Equal(names.Length, names.Distinct().Count());
            Assert.All(names, n => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", n));
            Assert.All(options, o => Assert.InRange(o.GetProperty("help").GetString()!.Length, 10, 79));
            Assert.All(options.Where(o => o.GetProperty("value").GetString() is "N" or "X"), o => Assert.Matches("[a-z]{2,}", o.GetProperty("range").GetString()!));
            Assert.False(string.IsNullOrWhiteSpace(table.GetProperty("purpose").GetString()));
            Assert.Contains(table.GetProperty("name").GetString()!, table.GetProperty("example").GetString()!, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> RowTools() => ["forge-audit", "forge-decontam", "forge-eval", "forge-grade", "forge-pairs", "forge-vote"];

    [Theory, MemberData(nameof(RowTools))]
    public void An_empty_input_is_said_unless_quiet(string tool)
    {
        string[] needs = tool is "forge-audit" or "forge-decontam" ? ["--suite", "qwen2.5-math"] : [];
        Assert.Contains($"{tool}: no rows came in: standard input is empty", ToolRun.Run(tool, needs).Error, StringComparison.Ordinal);
        if (tool is "forge-audit") Assert.Equal(1, ToolRun.Run(tool, [.. needs, "-q"]).ExitCode); // an audit of nothing finds nothing clean
        else if (tool is not "forge-eval") Assert.Equal((0, ""), (ToolRun.Run(tool, [.. needs, "-q"]).ExitCode, ToolRun.Run(tool, [.. needs, "-q"]).Error));
    }

    [Theory]
    [InlineData("out.xlsx", ".xlsx is no format that is written; take .jsonl, .ndjson, .json, .csv, .tsv (with .gz or .zst where wanted) or .parquet")]
    [InlineData("out.jsonl.bz2", ".bz2 is no format that is written; take .jsonl, .ndjson, .json, .csv, .tsv (with .gz or .zst where wanted) or .parquet")]
    [InlineData("out.txt.gz", ".txt is no format that is written; take .jsonl, .ndjson, .json, .csv, .tsv (with .gz or .zst where wanted) or .parquet")]
    [InlineData("out.parquet.gz", "a Parquet file is compressed inside; leave out .gz")]
    [InlineData("sub/", "expected a file to write, found a folder; name a file in it, as sub/rows.jsonl")]
    [InlineData("here", "expected a file to write, found a folder; name a file in it, as here/rows.jsonl")]
    public void An_output_that_cannot_be_meant_is_refused(string name, string message)
    {
        var folder = Directory.CreateTempSubdirectory("out-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "here"));
        var run = ToolRun.Run("forge-seed", ["--count", "1", "--out", name], folder: folder);
        Assert.Equal((2, "", $"forge-seed: {name}: {message}\n"), (run.ExitCode, run.Out, run.Error));
        Assert.Equal(["here"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_file_where_a_folder_of_shards_is_wanted_is_said()
    {
        var path = Path.GetTempFileName();
        var run = ToolRun.Run("forge-pack", ["--out", path], "{}");
        Assert.Equal((2, $"forge-pack: --out: expected the folder of the shard set, and {path} is a file; name a folder, as --out shards/\n"), (run.ExitCode, run.Error));
        File.Delete(path);
    }

    [Fact]
    public void Quiet_says_failed_gates_and_errors_alone()
    {
        var gate = ToolRun.Run("forge-grade", ["-q", "--max-bad", "0"], "{\"gold\":\"1\",\"pred\":\"1\"}\nnot json\n");
        Assert.Equal((1, "forge-grade: gate failed: 1 bad record; --max-bad allows 0\n"), (gate.ExitCode, gate.Error));
        var within = ToolRun.Run("forge-grade", ["-q", "--max-bad", "1"], "{\"gold\":\"1\",\"pred\":\"1\"}\nnot json\n");
        Assert.Equal((0, ""), (within.ExitCode, within.Error));
    }

    [Theory]
    [InlineData("{\"question\":\"caf\u00e9?\",\"answer\":\"1\"}", "expected UTF-8, found the byte 0xE9 at byte 17 of the line")]
    [InlineData("{\"question\":\"\\ud800?\",\"answer\":\"1\"}", "a field name or string holds a lone surrogate escape")]
    public void A_benchmark_that_is_no_Unicode_ends_with_2(string line, string message)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes("{\"question\":\"one two three four five?\",\"answer\":\"1\"}\n" + line + "\n"));
        var run = ToolRun.Run("forge-decontam", ["--benchmark", "b=" + path], "{\"text\":\"a\"}\n");
        File.Delete(path);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Forge_lists_every_tool_with_its_purpose()
    {
        var lines = ToolRun.Run("forge", []).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var commands = lines.Where(l => l.StartsWith("forge ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(Tools().Select(t => (string)t.Data).Where(t => t != "forge"), lines.Except(commands).Select(l => l.Split(' ')[0]));
        Assert.Equal(OptionTables.Of("forge").Skip(1).Select(t => t.GetProperty("name").GetString()), commands.Select(l => string.Join(' ', l.Split(' ')[..2])));
        Assert.All(lines, l => Assert.Matches(@"^forge[- ][a-z]+ +\S.{20,}", l));
    }

    [Fact]
    public void Forge_runs_a_tool_as_itself()
    {
        Assert.Equal(ToolRun.Run("forge-vote", ["--help"]).Out, ToolRun.Run("forge", ["vote", "--help"]).Out);
        Assert.Equal(2, ToolRun.Run("forge", ["vote", "--no-such-flag"]).ExitCode);
    }

    [Theory]
    [InlineData("yes 2>/dev/null '{\"text\":\"a b c\"}' | forge-decontam --suite qwen2.5-math --fields text | head -n 1")]
    [InlineData("yes 2>/dev/null '{\"problem_id\":\"p\",\"problem\":\"p\",\"rollout\":0,\"generation\":\"so 4\",\"expected_answer\":\"4\"}' | forge-grade | head -n 1")]
    public void A_tool_in_front_of_head_ends_quietly_even_on_endless_input(string line)
    {
        var run = ToolRun.Shell(line + "; echo ${PIPESTATUS[1]}");
        Assert.Equal("", run.Error);
        Assert.Equal("0", run.Out.TrimEnd('\n').Split('\n')[^1]);
    }

    [Theory]
    [InlineData("forge options")]
    [InlineData("forge man vote")]
    [InlineData("forge-vote --help")]
    [InlineData("forge-index inspect corpora/benchmarks/suites/all.idx")]
    [InlineData("forge-rows view corpora/examples/problems.jsonl")]
    [InlineData("forge-eval --quiet corpora/examples/samples.jsonl")]
    [InlineData("forge-audit --quiet --benchmark b=corpora/examples/benchmark.jsonl corpora/examples/corpus.jsonl --json -")]
    public void A_page_that_nobody_reads_to_its_end_is_no_bug(string line)
    {
        var run = ToolRun.Shell($"{line} | true; echo ${{PIPESTATUS[0]}}");
        Assert.Equal("", run.Error);
        Assert.Equal("0\n", run.Out);
    }

    [Fact]
    public void Two_tools_writing_into_one_file_do_not_overwrite_each_other()
    {
        var path = Path.GetTempFileName();
        ToolRun.Shell($"(forge-seed --count 2 --quiet; forge-seed --count 3 --seed 2 --quiet) > {path}");
        Assert.Equal(5, File.ReadLines(path).Count());
        File.Delete(path);
    }

    [Theory]
    [InlineData(1_800_000)]
    [InlineData(2_000_000)]
    public void A_small_address_space_is_never_told_as_a_bug(int kilobytes)
    {
        var run = ToolRun.Shell($"ulimit -v {kilobytes}; forge-grade", "{\"problem\":\"1+1?\",\"answer\":\"2\",\"generation\":\"\\\\boxed{2}\"}\n");
        Assert.DoesNotContain("this is a bug", run.Error, StringComparison.Ordinal); // the runtime itself may have ended before it came to us
        if (run.ExitCode == 2) Assert.Contains("(ulimit -v)", run.Error, StringComparison.Ordinal);
    }
}
