using System.Xml.Linq;
using DataForge.Voting;
using DataForge.Voting.Evaluation;

namespace DataForge.Tests.Voting;

public sealed class BoardTests
{
    private static readonly MetricAtK[] Columns = [.. Enum.GetValues<Metric>().SelectMany(m => new[] { 1, 2, 4 }.Select(k => new MetricAtK(m, k)))];

    private static Board Make(params (string Benchmark, string? Model, int Samples, bool Scored)[] problems)
    {
        var board = new Scoreboard(Columns, new VoteSettings(), 0);
        for (var p = 0; p < problems.Length; p++)
        {
            var (benchmark, model, samples, scored) = problems[p];
            Ballot[] ballots = [.. Enumerable.Range(0, samples).Select(i => new Ballot(i, i % 2 == 0 ? "a" : "b" + i, "x", scored ? i : null))];
            board.Add(benchmark, new RunName(null, model), "p" + p, ballots, [.. ballots.Select(b => b.Key == "a")]);
        }

        return board.Finish();
    }

    [Fact]
    public void Figures_stand_by_benchmark_with_their_average()
    {
        var board = Make(("x", null, 4, true), ("x", null, 4, true), ("y", null, 4, true));
        Assert.Equal(["x", "y"], board.Lines.Select(l => l.Benchmark));
        Assert.Equal((2, 8L), (board.Lines[0].Problems, board.Lines[0].Samples));
        Assert.Equal(new Estimate(0.5, 0.5, 0.5), Assert.Single(board.Averages).Cells[0]);
        Assert.StartsWith("| figure | x | y | average |\n|---|--:|--:|--:|\n| pass@1 | 50.0 [50.0, 50.0] | 50.0 [50.0, 50.0] | 50.0 [50.0, 50.0] |\n", BoardText.Markdown(board), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_measured_is_a_dash_and_absent_from_the_json()
    {
        var board = Make(("x", null, 2, false), ("y", null, 4, true));
        var table = BoardText.Markdown(board);
        Assert.Contains("| pass@4 | — | 100.0 [100.0, 100.0] | — |", table, StringComparison.Ordinal);
        Assert.Contains("| rm@1 | — | 50.0 [50.0, 50.0] | — |", table, StringComparison.Ordinal);
        var figures = BoardText.Json(board).Element("lines")!.Value[0].GetProperty("figures");
        Assert.Equal(["pass@1", "pass@2", "maj@1", "maj@2"], figures.EnumerateObject().Select(f => f.Name));
    }

    [Fact]
    public void Problems_with_too_few_samples_are_counted()
    {
        var board = Make(("x", null, 2, true), ("x", null, 4, true));
        var four = Array.FindIndex(Columns, c => c.Name == "pass@4");
        Assert.Equal((1, 1.0), (board.Lines[0].Short[four], board.Lines[0].Cells[four]!.Mean));
    }

    [Fact]
    public void Models_get_lines_of_their_own()
    {
        var board = Make(("x", "one", 4, true), ("x", "two", 4, true));
        Assert.Equal(["one", "two"], board.Lines.Select(l => l.Model));
        Assert.Contains("| two | maj@4 | 100.0", BoardText.Markdown(board), StringComparison.Ordinal);
    }

    [Fact]
    public void The_plot_is_one_whole_document_with_a_line_for_each_metric_of_each_panel()
    {
        var board = Make(("a name with <&> and far more letters than a panel's head can hold", null, 4, true), ("y", null, 4, true));
        var svg = XDocument.Parse(BoardPlot.Svg(board));
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(12, svg.Descendants(ns + "polyline").Count()); // average and two benchmarks, four metrics
        Assert.Equal(3, svg.Descendants(ns + "g").Count());
        foreach (var value in svg.Descendants().Attributes().Select(a => a.Value)) Assert.DoesNotContain("NaN", value, StringComparison.Ordinal);
        double width = double.Parse(svg.Root!.Attribute("width")!.Value), height = double.Parse(svg.Root.Attribute("height")!.Value);
        Assert.All(svg.Descendants(ns + "circle"), c => Assert.True(double.Parse(c.Attribute("cx")!.Value) < width && double.Parse(c.Attribute("cy")!.Value) < height));
    }
}
