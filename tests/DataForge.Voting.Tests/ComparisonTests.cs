using System.Globalization;
using DataForge.Voting;
using DataForge.Voting.Evaluation;

namespace DataForge.Tests.Voting;

public sealed class ComparisonTests
{
    private static readonly RunName A = new("a.jsonl", null);
    private static readonly RunName B = new("b.jsonl", null);

    private static Board Make(IEnumerable<(RunName Run, string? Benchmark, int Problem, bool[] Right)> problems, params int[] ks)
    {
        var board = new Scoreboard([.. ks.Select(k => new MetricAtK(Metric.Pass, k))], new VoteSettings(), 0);
        foreach (var (run, benchmark, problem, right) in problems)
            board.Add(benchmark, run, "p" + problem.ToString(CultureInfo.InvariantCulture), [.. right.Select((r, i) => new Ballot(i, r ? "right" : "wrong", "x", null))], right);
        return board.Finish();
    }

    private static IEnumerable<(RunName, string?, int, bool[])> Run(RunName run, string? benchmark, string outcomes) =>
        outcomes.Select((c, i) => (run, benchmark, i, new[] { c == '1' })).Where((_, i) => outcomes[i] != '-');

    /// <summary>Values of the exact binomial test, as R's <c>binom.test(min(b, c), b + c)$p.value</c> gives them.</summary>
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(6, 0, 0.03125)]
    [InlineData(0, 6, 0.03125)]
    [InlineData(8, 2, 0.109375)]
    [InlineData(5, 5, 1)]
    [InlineData(10, 1, 0.01171875)]
    public void McNemars_exact_p_is_the_binomial_tail_twice(int better, int worse, double p) => Assert.Equal(p, Comparison.ExactMcNemar(better, worse), 12);

    [Fact]
    public void McNemars_p_of_many_problems_neither_overflows_nor_vanishes()
    {
        Assert.InRange(Comparison.ExactMcNemar(50_500, 49_500), 0.0015, 0.0017); // z = 3.162
        Assert.Equal(1, Comparison.ExactMcNemar(50_000, 50_000));
    }

    [Fact]
    public void Two_files_are_two_columns_and_their_difference_is_paired()
    {
        var board = Make([.. Run(A, "gsm8k", "1110000000"), .. Run(B, "gsm8k", "1111110000")], 1);
        Assert.Equal(["a.jsonl: gsm8k", "b.jsonl: gsm8k"], board.Lines.Select(l => l.Title));
        Assert.Empty(board.Averages);
        var c = Assert.Single(board.Comparisons);
        Assert.Equal(("gsm8k", B, A, 10, 3, 0, 0.25), (c.Benchmark, c.Run, c.Baseline, c.Problems, c.Better, c.Worse, c.McNemar));
        Assert.Equal(0.3, c.Difference.Mean, 12);
        Assert.InRange(c.Difference.Low, 0.0, 0.1);
        Assert.Equal(0.6, c.Difference.High, 12);
        Assert.Contains("| b.jsonl | a.jsonl | gsm8k | pass@1 | 10 | +30.0 [", BoardText.Markdown(board), StringComparison.Ordinal);
        Assert.Contains("| 3 | 0 | 0.2500 |\n", BoardText.Markdown(board), StringComparison.Ordinal);
        var json = BoardText.Json(board).Element("comparisons")!.Value[0];
        Assert.Equal(("gsm8k", 0.25), (json.GetProperty("benchmark").GetString(), json.GetProperty("mcnemar_p").GetDouble()));
    }

    [Fact]
    public void Only_problems_that_both_runs_measure_are_compared()
    {
        var c = Assert.Single(Make([.. Run(A, null, "110-0"), .. Run(B, null, "-0111")], 1).Comparisons);
        Assert.Equal((3, 2, 1), (c.Problems, c.Better, c.Worse)); // problems 1, 2 and 4
        Assert.Equal(1 / 3.0, c.Difference.Mean, 12);
    }

    [Fact]
    public void Means_over_choices_have_no_McNemar_p_and_say_so()
    {
        var board = Make([(A, null, 0, [true, false]), (B, null, 0, [true, true])], 1, 2);
        Assert.Equal([null, 1.0], board.Comparisons.Select(c => c.McNemar));
        Assert.Equal([0.5, 0.0], board.Comparisons.Select(c => c.Difference.Mean));
        Assert.Contains("| pass@1 | 1 | +50.0 [+50.0, +50.0] | 1 | 0 | — |", BoardText.Markdown(board), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_different_problems_are_benchmarks_with_an_average_and_no_comparison()
    {
        var board = Make([(A, null, 0, [true]), (B, null, 1, [false])], 1);
        Assert.Equal(["a.jsonl", "b.jsonl"], board.Lines.Select(l => l.Title));
        Assert.Equal(0.5, Assert.Single(board.Averages).Cells[0]!.Mean);
        Assert.Empty(board.Comparisons);
    }

    [Fact]
    public void Names_from_outside_stay_within_their_cell()
    {
        var page = BoardText.Markdown(Make([.. Run(new RunName("a|b\n# x\u001b[2J", null), "<img src=x>", "10"), .. Run(B, "<img src=x>", "01")], 1));
        Assert.StartsWith("| figure | a\\|b \\# x\uFFFD\\[2J: &lt;img src=x&gt; | b.jsonl: &lt;img src=x&gt; |\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', page);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jsonl b.jsonl", "a.jsonl b.jsonl")]
    [InlineData("x/run.jsonl y/run.jsonl", "x/run.jsonl y/run.jsonl")]
    [InlineData("/data/1/x/run.jsonl /data/2/x/run.jsonl", "1/x/run.jsonl 2/x/run.jsonl")]
    [InlineData("same.jsonl same.jsonl", "same.jsonl same.jsonl")]
    public void Files_are_named_by_as_little_as_tells_them_apart(string paths, string names) => Assert.Equal(names.Split(' '), RunName.OfFiles(paths.Split(' ')));
}
