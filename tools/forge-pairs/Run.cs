using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Voting;

namespace DataForge.Tools.Pairs;

internal static class Run
{
    private static readonly Reject Repeated = ProblemSamples.Repeated("pairs");

    public static Task<ExitCode> Pairs(Parsed parsed, ToolContext context)
    {
        var s = PairsToolSettings.Read(parsed);
        using var output = RowWriter.Open(s.Out);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        var bad = new BadRows("pairs", s.MaxBad, rejects);
        var dropped = new Tally();
        var models = new Tally();
        long problems = 0, kept = 0, right = 0;
        using (var progress = context.Progress("problems"))
        {
            var rows = StoredSamples.Open(s.Inputs, s.Names, s.Layout, context.Say, bad, context.Cancel);
            if (s.Layout is null && !s.Sort && StoredSamples.BeginAlike(s.Inputs, s.Names))
                context.Say("the files begin with the same problem: --layout nemo joins them, a rollout a file; --sort groups their samples by problem");
            var groups = ProblemGroups.Of(s.Sort ? RowSort.ByProblem(rows, context.Cancel) : rows);
            foreach (var group in ProblemSamples.Of(groups, s.Names, s.ScoreField, (e, row) => bad.Pass(e, row.Utf8)))
            {
                foreach (var row in group.Repeats)
                {
                    dropped.Add(Repeated);
                    rejects?.Write(row, Repeated);
                }

                var samples = Gold.LabelOrFail(group, s.Regrade);
                var query = PairQuery.Of(group, s.Names);
                var choice = s.Reinforcement ? query.ForReinforcement(samples, s.Pairs) : PairRows.ForRewardModel(group.ProblemId, samples, s.Pairs);
                problems++;
                progress.Add();
                if (choice.Why is { } why)
                {
                    dropped.Add(why);
                    rejects?.Write(query.Summary(samples), why);
                    continue;
                }

                SampleView[] chosen = [.. choice.Chosen.Select(i => samples[i])];
                foreach (var row in PairExport.Rows(query, chosen, kept, s.Reinforcement, s.For, s.Export)) output.Write(row);
                foreach (var sample in chosen) models.Add(sample.Model ?? "(not named)");
                right += chosen.Count(PairRows.IsRight);
                kept++;
            }
        }

        RowWriter.CommitAll(rejects, output);
        context.SayIfNoRows(problems, s.Inputs);
        context.Say($"{problems:N0} problems: {kept:N0} kept, {output.Rows:N0} rows{(dropped.Total > 0 ? $"; dropped: {dropped}" : "")}");
        if (kept > 0) context.Say($"{models.Total:N0} samples in them, {right:N0} right; {ByModel(models)}");
        if (bad.Count > 0) context.Warn(bad.Summary);
        if (bad.Overspent) context.Gate(bad.Verdict);
        return Task.FromResult(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok);
    }

    private static string ByModel(Tally models) => models.Counts is { Count: > 8 } many
        ? $"{many.Count:N0} models, {many.Min(m => m.Value):N0} to {many.Max(m => m.Value):N0} samples each"
        : $"by model: {models}";
}
