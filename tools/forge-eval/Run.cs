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
        var summary = new OwnRunSummary(parsed, context);
        var bad = new BadRows("eval", s.MaxBad, null);
        var scores = new Scoreboard(s.Columns, s.Weighted, s.Seed);
        long problems = 0, read = 0, undecided = 0, repeats = 0;
        using (var progress = context.Begin("problems"))
        {
            if (s.Layout is null && !s.Sort && StoredSamples.BeginAlike(s.Inputs, s.Names))
                context.Say("the files begin with the same problem: each is a run of its own; --layout nemo joins them into one");
            foreach (var (name, files) in Runs(s))
            {
                var rows = StoredSamples.Open(files, s.Names, s.Layout, context.Say, bad, context.Cancel);
                var groups = ProblemGroups.Of(s.Sort ? RowSort.ByProblem(rows, context.Cancel) : rows);
                foreach (var group in ProblemSamples.Of(groups, s.Names, s.ScoreField, (e, row) => bad.Pass(e, row.Utf8)))
                {
                    var samples = Gold.LabelOrFail(group, s.Regrade);
                    undecided += samples.Count(v => v.IsCorrect is null && v.Ballot.Votes);
                    repeats += group.Repeats.Count;
                    read += samples.Count + group.Repeats.Count;
                    foreach (var part in samples.GroupBy(v => s.PerModel ? v.Model : null))
                        scores.Add(Benchmark(part.First().Row, s), new RunName(name, part.Key), group.ProblemId, [.. part.Select(v => v.Ballot)], [.. part.Select(PairRows.IsRight)]);
                    problems++;
                    progress.Add();
                }
            }
        }

        if (problems == 0) throw new ForgeException($"no rows came in: {string.Join(", ", s.Inputs.Select(ForgeException.Name))} {(s.Inputs.Count == 1 ? "is" : "are")} empty, and there is nothing to measure");
        var board = scores.Finish();
        if (board.Columns.Where((_, c) => !board.Filled.Contains(c)).Select(c => c.Name).ToList() is { Count: > 0 } absent)
            context.Say($"not measured: {string.Join(", ", absent)} (no problem has that many samples, or scores are missing)");
        foreach (var line in board.Lines)
            foreach (var c in board.Filled.Where(c => line.Cells[c] is not null && line.Short[c] > 0))
                context.Warn($"{line.Title}{(line.Model is null ? "" : $", {line.Model}")}: {board.Columns[c].Name} leaves out {line.Short[c]:N0} of {line.Problems:N0} problems (fewer than {board.Columns[c].K} samples, or no scores)");
        if (repeats > 0) context.Warn($"{repeats:N0} samples stand twice and count once");
        if (undecided > 0) context.Say($"{undecided:N0} undecided samples count as wrong");
        if (bad.Count > 0) context.Warn(bad.Summary);
        if (bad.Overspent) context.Gate(bad.Verdict);
        Publish(s, board);
        summary.Counts.Add("problems", problems);
        summary.Counts.Add("undecided", undecided);
        summary.Counts.Add("repeats", repeats);
        foreach (var (name, file) in new[] { ("json", s.Json), ("markdown", s.Markdown), ("svg", s.Svg) }) summary.Output(name, file);
        if (s.MaxBad is { } most) summary.Gate("max-bad", most, bad.Count, bad.Overspent ? bad.Verdict : null);
        return Task.FromResult(summary.Write(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok, read, board.Lines.Count, bad.Count));
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

    /// <summary>Each file is a run of its own, which may measure the problems of another, unless the user has them joined or sorted into one.</summary>
    private static IEnumerable<(string? Name, IReadOnlyList<string> Files)> Runs(EvalToolSettings s)
    {
        if (s.Sort || s.Inputs.Count == 1 || s.Layout == SampleLayout.Joined) return [(null, s.Inputs)];
        if (s.Inputs.GroupBy(f => f).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ForgeException($"{twice.Key}: the file is named twice");
        return RunName.OfFiles([.. s.Inputs.Select(ForgeException.Name)]).Zip(s.Inputs, (name, file) => ((string?)name, (IReadOnlyList<string>)[file]));
    }

    /// <summary>The benchmark that the row names, else the name of the only file; null where files tell the lines apart.</summary>
    private static string? Benchmark(Row row, EvalToolSettings s) =>
        FieldNames.First(row, s.By) is { } field && row.TextOrNumber(field) is { } name ? name
        : s.Inputs is [var only] && only != "-" ? Path.GetFileName(only).Split(".jsonl")[0]
        : null;
}
