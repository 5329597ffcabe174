using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Seeds;

namespace DataForge.Tools.Seed;

internal static class Run
{
    public static Task<ExitCode> Make(Parsed parsed, ToolContext context)
    {
        var s = Settings.From(parsed);
        using var output = RowWriter.Open(s.Out);
        using (var progress = context.Progress("problems"))
        {
            foreach (var problem in ProblemMaker.Make(s.Seeds))
            {
                context.Cancel.ThrowIfCancellationRequested();
                output.Write(problem.ToRow());
                progress.Add();
            }
        }

        output.Commit();
        context.Say($"{output.Rows:N0} problems: {s.Seeds.Count:N0} seeds and {output.Rows - s.Seeds.Count:N0} evolved ones");
        return Task.FromResult(ExitCode.Ok);
    }

    public static Task<ExitCode> Solve(Parsed parsed, ToolContext context)
    {
        var s = SolveSettings.From(parsed);
        using var output = RowWriter.Open(s.Out);
        var tally = new SolveTally();
        using (var progress = context.Progress("problems"))
        {
            var rows = s.Inputs.SelectMany(path => RowReader.Open(path, cancel: context.Cancel));
            foreach (var row in s.Limit is { } limit ? rows.Take((int)Math.Min(limit, int.MaxValue)) : rows)
            {
                var problem = Problem.From(row, s.Names);
                var found = SeedRecognizer.Recognize(problem.Text);
                tally.Add(row.Text("evolution"), found);
                output.Write(Answered.Of(row, found));
                progress.Add();
            }
        }

        output.Commit();
        context.SayIfNoRows(output.Rows, s.Inputs);
        foreach (var line in tally.Lines()) context.Say(line);
        return Task.FromResult(ExitCode.Ok);
    }
}
