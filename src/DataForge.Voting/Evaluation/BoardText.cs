using System.Globalization;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>An evaluation as Markdown tables and as JSON.</summary>
/// <remarks>Names of files, models and benchmarks are foreign text and go through <see cref="MarkdownText"/>: the table is printed to terminals and shown on pages.</remarks>
public static class BoardText
{
    private const int MostListed = 12;

    /// <summary>A table with a row for each figure and a column for each file and benchmark, as reports print it; percent with the 95 % interval. Then the comparison of runs.</summary>
    public static string Markdown(Board board)
    {
        var titles = board.Lines.Select(l => l.Title).Distinct().ToList();
        var models = board.Lines.Select(l => l.Model).Distinct().ToList();
        var named = models is not [null];
        var average = board.Averages.Count > 0;
        var page = new StringBuilder();
        page.Append('|').Append(named ? " model |" : "").Append(" figure |");
        foreach (var title in titles) page.Append(' ').Append(MarkdownText.Inline(title)).Append(" |");
        if (average) page.Append(" average |");
        page.Append("\n|").Append(named ? "---|" : "").Append("---|").Insert(page.Length, "--:|", titles.Count + (average ? 1 : 0)).Append('\n');
        foreach (var model in models)
        {
            foreach (var c in board.Filled)
            {
                page.Append('|');
                if (named) page.Append(' ').Append(MarkdownText.Inline(model ?? "(not named)")).Append(" |");
                page.Append(' ').Append(board.Columns[c].Name).Append(" |");
                foreach (var title in titles) Cell(page, board.Lines.FirstOrDefault(l => l.Model == model && l.Title == title)?.Cells[c]);
                if (average) Cell(page, board.Averages.FirstOrDefault(l => l.Model == model)?.Cells[c]);
                page.Append('\n');
            }
        }

        page.Append('\n').Append(Note(board)).Append('\n');
        if (board.Comparisons.Count > 0) Comparisons(page, board);
        return page.ToString();
    }

    private static void Cell(StringBuilder page, Estimate? cell) =>
        page.Append(cell is null ? " — |" : string.Create(CultureInfo.InvariantCulture, $" {100 * cell.Mean:0.0} [{100 * cell.Low:0.0}, {100 * cell.High:0.0}] |"));

    private static string Note(Board board)
    {
        var sizes = string.Join("; ", board.Lines.Select(l => string.Create(CultureInfo.InvariantCulture,
            $"{MarkdownText.Inline(l.Title)}{(l.Model is null ? "" : $" ({MarkdownText.Inline(l.Model)})")}: {l.Problems:N0} problems, {l.Samples:N0} samples")).Take(MostListed));
        return $"Percent, with 95 % intervals over problems ({Bootstrap.Replicates} resamples, seed {board.Seed}). maj: plain majority; weighted: sum of {board.Weighted.WeightName}(score){(board.Weighted.Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" at scale {board.Weighted.Scale}"))}; rm: best score. "
            + $"Each is the mean over choices of k of a problem's samples. {sizes}{(board.Lines.Count > MostListed ? "; …" : "")}.";
    }

    private static void Comparisons(StringBuilder page, Board board)
    {
        var benchmarks = board.Comparisons.Any(c => c.Benchmark is not null);
        page.Append("\n| run | compared with |").Append(benchmarks ? " benchmark |" : "").Append(" figure | problems | difference | better | worse | McNemar p |\n|---|---|").Append(benchmarks ? "---|" : "").Append("---|--:|--:|--:|--:|--:|\n");
        foreach (var c in board.Comparisons)
        {
            page.Append("| ").Append(MarkdownText.Inline(c.Run.ToString())).Append(" | ").Append(MarkdownText.Inline(c.Baseline.ToString())).Append(" |");
            if (benchmarks) page.Append(' ').Append(MarkdownText.Inline(c.Benchmark ?? "")).Append(" |");
            page.Append(CultureInfo.InvariantCulture, $" {board.Columns[c.Column].Name} | {c.Problems:N0} | {Signed(c.Difference.Mean)} [{Signed(c.Difference.Low)}, {Signed(c.Difference.High)}] | {c.Better:N0} | {c.Worse:N0} | {P(c.McNemar)} |\n");
        }

        page.Append("\nDifferences in percentage points over the problems that both runs measure, with 95 % intervals by resampling those problems in pairs. p: exact McNemar test, two-sided; — where a problem's value is a mean over choices and not just right or wrong.\n");
    }

    private static string Signed(double share) => Math.Round(100 * share, 1) is var points && points == 0 ? "0.0" : points.ToString("+0.0;−0.0", CultureInfo.InvariantCulture);

    private static string P(double? p) => p switch
    {
        null => "—",
        < 0.0001 => "< 0.0001",
        { } value => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>One JSON object; figures are shares in [0, 1].</summary>
    public static Row Json(Board board) => Row.Empty.With(e => e
        .Write("lines", w => Lines(w, board, board.Lines))
        .Write("averages", w => Lines(w, board, board.Averages))
        .Write("comparisons", w => Comparisons(w, board))
        .Set("weight", board.Weighted.WeightName).Set("weight_scale", board.Weighted.Scale)
        .Set("seed", board.Seed).Set("resamples", (long)Bootstrap.Replicates).Set("interval", 0.95).Set("choices_of_k", (long)VoteAtK.MostSubsets));

    private static void Lines(Utf8JsonWriter w, Board board, IReadOnlyList<BoardLine> lines)
    {
        w.WriteStartArray();
        foreach (var line in lines)
        {
            w.WriteStartObject();
            w.WriteString("benchmark", line.Benchmark ?? line.Run.File ?? "samples");
            if (line.Run.File is not null) w.WriteString("file", line.Run.File);
            if (line.Model is not null) w.WriteString("model", line.Model);
            w.WriteNumber("problems", line.Problems);
            w.WriteNumber("samples", line.Samples);
            w.WriteStartObject("figures");
            for (var c = 0; c < board.Columns.Count; c++)
            {
                if (line.Cells[c] is not { } cell) continue;
                w.WriteStartObject(board.Columns[c].Name);
                Estimate(w, cell);
                if (line.Short[c] > 0) w.WriteNumber("left_out", line.Short[c]);
                w.WriteEndObject();
            }

            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Comparisons(Utf8JsonWriter w, Board board)
    {
        w.WriteStartArray();
        foreach (var c in board.Comparisons)
        {
            w.WriteStartObject();
            if (c.Benchmark is not null) w.WriteString("benchmark", c.Benchmark);
            w.WriteString("run", c.Run.ToString());
            w.WriteString("baseline", c.Baseline.ToString());
            w.WriteString("figure", board.Columns[c.Column].Name);
            w.WriteNumber("problems", c.Problems);
            w.WriteStartObject("difference");
            Estimate(w, c.Difference);
            w.WriteEndObject();
            w.WriteNumber("better", c.Better);
            w.WriteNumber("worse", c.Worse);
            if (c.McNemar is { } p) w.WriteNumber("mcnemar_p", p);
            else w.WriteNull("mcnemar_p");
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Estimate(Utf8JsonWriter w, Estimate estimate)
    {
        w.WriteNumber("mean", estimate.Mean);
        w.WriteNumber("low", estimate.Low);
        w.WriteNumber("high", estimate.High);
    }
}
