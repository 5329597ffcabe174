using DataForge.Answers;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Grading;

internal static class Run
{
    public static Task<ExitCode> Grade(Parsed parsed, ToolContext context)
    {
        var s = GradeToolSettings.Read(parsed);
        if (s.Pair is var (gold, answer))
        {
            Console.Out.Write(Explanations.Lines(Grader.Explain(gold, answer, s.Verify with { AsksToRound = s.Rounding ?? false })));
            return Task.FromResult(ExitCode.Ok);
        }

        using var output = RowWriter.Open(s.Out);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        var bad = new BadRows("grade", s.MaxBad, rejects);
        var tally = new GradeTally();
        using (var progress = context.Progress("answers"))
        {
            foreach (var row in Samples(s, context, bad))
            {
                var graded = GradedRow.Of(row, s);
                output.Write(graded.Row);
                tally.Add(graded);
                progress.Add();
            }
        }

        if (s.Report is not null) tally.Write(s.Report);
        RowWriter.CommitAll(rejects, output);
        tally.Say(context, bad, s.Inputs);
        return Task.FromResult(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok);
    }

    /// <summary>All files' samples. Files are joined only where the user says so: two models' answers to the same questions look alike.</summary>
    private static IEnumerable<Row> Samples(GradeToolSettings s, ToolContext context, BadRows bad)
    {
        if (s.Layout == SampleLayout.Joined) return StoredSamples.Open(s.Inputs, s.Names, s.Layout, context.Say, bad, context.Cancel);
        if (s.Layout is null && StoredSamples.BeginAlike(s.Inputs, s.Names))
            context.Say("the files begin with the same problem: --layout nemo gives their samples grouped by problem, each with its rollout");
        var layout = s.Layout ?? (s.PredictionNamed ? SampleLayout.Rows.Name : null);
        return s.Inputs.SelectMany(path => StoredSamples.OpenToGrade(path, s.Names, layout, context.Say, bad, context.Cancel));
    }
}
