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

        output.Commit();
        rejects?.Commit();
        tally.Say(context, bad);
        if (s.Report is not null) tally.Write(s.Report);
        return Task.FromResult(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok);
    }

    /// <summary>All files' samples. Files are joined only where the user says so: two models' answers to the same questions look alike.</summary>
    private static IEnumerable<Row> Samples(GradeToolSettings s, ToolContext context, BadRows bad)
    {
        if (s.Layout == SampleLayout.Joined) return StoredSamples.Open(s.Inputs, s.Names, s.Layout, context.Say, bad, context.Cancel);
        if (s.Layout is null && StoredSamples.BeginAlike(s.Inputs, s.Names))
            context.Say("the files begin with the same problem: --layout nemo gives their samples grouped by problem, each with its rollout");
        return s.Inputs.SelectMany(path => Samples(path, s, context, bad));
    }

    /// <summary>A row a sample, whatever the layout; pairs are rows too.</summary>
    private static IEnumerable<Row> Samples(string path, GradeToolSettings s, ToolContext context, BadRows bad)
    {
        var layout = s.Layout is { } named ? SampleLayout.OneFile.First(l => l.Name == named) : null;
        foreach (var row in RowReader.Open(path, bad, context.Cancel))
        {
            if (layout is null)
            {
                layout = s.PredictionNamed ? SampleLayout.Rows : SampleLayout.OneFile.First(l => l.Fits(row, s.Names));
                if (layout != SampleLayout.Rows) context.Say($"layout: {layout.Says}");
            }

            if (!layout.Fits(row, s.Names)) throw ForgeException.BadRecord(path, row.Line, $"expected the layout {layout.Name} ({layout.Says})");
            if (layout == SampleLayout.Rows) yield return row;
            else foreach (var sample in layout.Samples(row, s.Names)) yield return sample;
        }
    }
}
