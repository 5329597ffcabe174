using System.Globalization;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>An evaluation as a Markdown table and as JSON.</summary>
public static class BoardText
{
    /// <summary>A table with a row for each figure and a column for each benchmark, as reports print it; percent with the 95 % interval.</summary>
    public static string Markdown(Board board)
    {
        var benchmarks = board.Lines.Select(l => l.Benchmark).Distinct().ToList();
        var models = board.Lines.Select(l => l.Model).Distinct().ToList();
        var named = models is not [null];
        var average = board.Averages.Count > 0;
        var page = new StringBuilder();
        page.Append('|').Append(named ? " model |" : "").Append(" figure |");
        foreach (var b in benchmarks) page.Append(' ').Append(Escape(b)).Append(" |");
        if (average) page.Append(" average |");
        page.Append("\n|").Append(named ? "---|" : "").Append("---|").Insert(page.Length, "--:|", benchmarks.Count + (average ? 1 : 0)).Append('\n');
        foreach (var model in models)
        {
            foreach (var c in board.Filled)
            {
                page.Append('|');
                if (named) page.Append(' ').Append(Escape(model ?? "(not named)")).Append(" |");
                page.Append(' ').Append(board.Columns[c].Name).Append(" |");
                foreach (var b in benchmarks) Cell(page, board.Lines.FirstOrDefault(l => l.Model == model && l.Benchmark == b)?.Cells[c]);
                if (average) Cell(page, board.Averages.FirstOrDefault(l => l.Model == model)?.Cells[c]);
                page.Append('\n');
            }
        }

        page.Append('\n').Append(Note(board)).Append('\n');
        return page.ToString();
    }

    private static void Cell(StringBuilder page, Estimate? cell) =>
        page.Append(cell is null ? " — |" : string.Create(CultureInfo.InvariantCulture, $" {100 * cell.Mean:0.0} [{100 * cell.Low:0.0}, {100 * cell.High:0.0}] |"));

    private static string Note(Board board)
    {
        var sizes = string.Join("; ", board.Lines.Select(l => string.Create(CultureInfo.InvariantCulture,
            $"{l.Benchmark}{(l.Model is null ? "" : $" ({l.Model})")}: {l.Problems:N0} problems, {l.Samples:N0} samples")).Take(12));
        return $"Percent, with 95 % intervals over problems ({Bootstrap.Replicates} resamples, seed {board.Seed}). maj: plain majority; weighted: sum of {board.Weighted.WeightName}(score){(board.Weighted.Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" at scale {board.Weighted.Scale}"))}; rm: best score. "
            + $"Each is the mean over choices of k of a problem's samples. {sizes}{(board.Lines.Count > 12 ? "; …" : "")}.";
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>One JSON object; figures are shares in [0, 1].</summary>
    public static Row Json(Board board) => Row.Empty.With(e => e
        .Write("lines", w => Lines(w, board, board.Lines))
        .Write("averages", w => Lines(w, board, board.Averages))
        .Set("weight", board.Weighted.WeightName).Set("weight_scale", board.Weighted.Scale)
        .Set("seed", board.Seed).Set("resamples", (long)Bootstrap.Replicates).Set("interval", 0.95).Set("choices_of_k", (long)VoteAtK.MostSubsets));

    private static void Lines(Utf8JsonWriter w, Board board, IReadOnlyList<BoardLine> lines)
    {
        w.WriteStartArray();
        foreach (var line in lines)
        {
            w.WriteStartObject();
            w.WriteString("benchmark", line.Benchmark);
            if (line.Model is not null) w.WriteString("model", line.Model);
            w.WriteNumber("problems", line.Problems);
            w.WriteNumber("samples", line.Samples);
            w.WriteStartObject("figures");
            for (var c = 0; c < board.Columns.Count; c++)
            {
                if (line.Cells[c] is not { } cell) continue;
                w.WriteStartObject(board.Columns[c].Name);
                w.WriteNumber("mean", cell.Mean);
                w.WriteNumber("low", cell.Low);
                w.WriteNumber("high", cell.High);
                if (line.Short[c] > 0) w.WriteNumber("left_out", line.Short[c]);
                w.WriteEndObject();
            }

            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
