using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Voting;

namespace DataForge.Tools.Vote;

internal static class Run
{
    private static readonly Reject Repeated = ProblemSamples.Repeated("vote");

    public static Task<ExitCode> Vote(Parsed parsed, ToolContext context)
    {
        var s = VoteToolSettings.Read(parsed);
        var onlyVotes = s.Votes == "-" && s.Out == "-"; // the records take standard output's place
        using var selected = onlyVotes ? null : RowWriter.Open(s.Out);
        using var votes = RowWriter.OpenOptional(s.Votes);
        using var rejects = RowWriter.OpenOptional(s.Rejects);
        var bad = new BadRows("vote", s.MaxBad, rejects);
        var tally = new VoteTally();
        using (var progress = context.Progress("problems"))
        {
            var samples = StoredSamples.Open(s.Inputs, s.Names, s.Layout, context.Say, bad, context.Cancel);
            if (s.Layout is null && !s.Sort && StoredSamples.BeginAlike(s.Inputs, s.Names))
                context.Say("the files begin with the same problem: --layout nemo joins them, a rollout a file; --sort groups their samples by problem");
            var groups = ProblemGroups.Of(s.Sort ? RowSort.ByProblem(samples, context.Cancel) : samples);
            foreach (var group in ProblemSamples.Of(groups, s.Names, s.ScoreField, (e, row) => bad.Pass(e, row.Utf8)))
            {
                var problem = VotedProblem.Of(group, s);
                foreach (var row in group.Repeats)
                {
                    rejects?.Write(row, Repeated);
                    tally.Dropped.Add(Repeated);
                }

                votes?.Write(problem.Record);
                foreach (var row in problem.Selected) selected?.Write(row);
                foreach (var (row, fate) in problem.Dropped)
                {
                    rejects?.Write(row, new Reject("vote", fate.Rule!, fate.Reason!));
                    tally.Dropped.Add(fate.Rule!);
                }

                tally.Add(problem);
                progress.Add();
            }
        }

        RowWriter.CommitAll(rejects, votes, selected);
        tally.Say(context, bad, s.Inputs);
        return Task.FromResult(bad.Overspent ? ExitCode.GateFailed : ExitCode.Ok);
    }
}
