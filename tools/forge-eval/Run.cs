using System.Text;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Voting;
using DataForge.Voting.Evaluation;

namespace DataForge.Tools.Eval;

internal static class Run
{
    public static Task<ExitCode> Eval(Parsed parsed, ToolContext context)
    {
        var s = EvalToolSettings.Read(parsed);
        var bad = new BadRows("eval", s.MaxBad, null);
        var scores = new Scoreboard(s.Columns, s.Weighted, s.Seed);
        long problems = 0, undecided = 0;
        using (var progress = context.Progress("problems"))
        {
            // Files are sets of their own, which may hold the same problems, unless they are joined or sorted into one.
            IEnumerable<IReadOnlyList<string>> sets = s.Sort || StoredSamples.AreJoined(s.Inputs, s.Names, s.Layout) ? [s.Inputs] : s.Inputs.Select(f => new[] { f });
            foreach (var set in sets)
            {
                var rows = StoredSamples.Open(set, s.Names, s.Layout, context.Say, bad, context.Cancel);
                foreach (var group in ProblemGroups.Of(s.Sort ? RowSort.ByProblem(rows, context.Cancel) : rows))
                {
                    var samples = Gold.LabelOrFail(SampleView.Of(group.Samples, s.Names, s.ScoreField), s.Names, s.Regrade);
                    undecided += samples.Count(v => v.IsCorrect is null && v.Ballot.Votes);
                    foreach (var part in samples.GroupBy(v => s.PerModel ? v.Model : null))
                        scores.Add(Benchmark(part.First().Row, s.By), part.Key, group.ProblemId, [.. part.Select(v => v.Ballot)], [.. part.Select(PairRows.IsRight)]);
                    problems++;
                    progress.Add();
                }
            }
        }

        if (problems == 0) throw new ForgeException("expected samples to measure, found none");
        var board = scores.Finish();
        if (board.Columns.Where((_, c) => !board.Filled.Contains(c)).Select(c => c.Name).ToList() is { Count: > 0 } absent)
            context.Say($"not measured: {string.Join(", ", absent)} (no problem has that many samples, or scores are missing)");
        foreach (var line in board.Lines)
            foreach (var c in board.Filled.Where(c => line.Cells[c] is not null && line.Short[c] > 0))
                context.Warn($"{line.Benchmark}{(line.Model is null ? "" : $", {line.Model}")}: {board.Columns[c].Name} leaves out {line.Short[c]:N0} of {line.Problems:N0} problems (fewer than {board.Columns[c].K} samples, or no scores)");
        if (undecided > 0) context.Say($"{undecided:N0} undecided samples count as wrong");
        if (bad.Count > 0) context.Warn($"{bad.Count:N0} bad records passed over, as {bad.Messages[0]}");
        Publish(s, board);
        return Task.FromResult(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok);
    }

    private static void Publish(EvalToolSettings s, Board board)
    {
        var json = BoardText.Json(board).ToString() + "\n";
        var table = BoardText.Markdown(board);
        using (var output = StandardStreams.OpenOutput()) output.Write(Encoding.UTF8.GetBytes(s.Json == "-" ? json : table));
        if (s.Json is not null and not "-") WholeFile.Write(s.Json, json);
        if (s.Markdown is not null) WholeFile.Write(s.Markdown, table);
        if (s.Svg is not null) WholeFile.Write(s.Svg, BoardPlot.Svg(board));
    }

    private static string Benchmark(Row row, IReadOnlyList<string> fields) =>
        FieldNames.First(row, fields) is { } field && row.TextOrNumber(field) is { } name ? name
        : row.Path is "-" or "" ? "samples" : Path.GetFileName(row.Path).Split(".jsonl")[0];
}
