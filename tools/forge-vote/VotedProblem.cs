using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tools.Vote;

/// <summary>One problem after its vote: the record, the samples that go on and those that do not.</summary>
/// <param name="IsCorrect">Whether the winner is right, where a label says so.</param>
internal sealed record VotedProblem(VoteResult Result, Row Record, IReadOnlyList<Row> Selected, IReadOnlyList<(Row Row, SampleFate Fate)> Dropped, bool? IsCorrect, int Samples)
{
    public static VotedProblem Of(ProblemSamples group, VoteToolSettings s)
    {
        var (samples, gold) = (group.Samples, group.Gold);
        if (s.Vote.NeedsScores && samples.FirstOrDefault(v => v.Ballot is { Votes: true, Score: null }) is { } unscored)
            throw unscored.MissingScore(s.ScoreField, s.Vote.WeightName);
        if (s.Selection.AmongRight || s.Regrade) samples = Gold.LabelOrFail(group, s.Regrade);
        var vote = Voting.Vote.Count([.. samples.Select(v => v.Ballot)], s.Vote);
        bool? right = vote.Winner is { } w ? samples[w.Members[0]].IsCorrect : null;
        var selected = new List<Row>();
        var dropped = new List<(Row, SampleFate)>();
        foreach (var fate in Selection.Of(samples, vote, s.Selection))
        {
            var sample = samples[fate.Index];
            if (fate.Rule is null) selected.Add(Annotate(sample, fate, vote, gold, s));
            else dropped.Add((sample.Row, fate));
        }

        return new VotedProblem(vote, VoteRecord.Of(group.ProblemId, vote, s.Vote, gold, right), selected, dropped, right, samples.Count);
    }

    private static Row Annotate(SampleView sample, SampleFate fate, VoteResult vote, string? gold, VoteToolSettings s) => sample.Row.With(e =>
    {
        if (!sample.Row.HasValue("rollout")) e.Set("rollout", sample.Ballot.Rollout);
        if (!sample.Row.HasValue("predicted_answer")) e.Set("predicted_answer", sample.Ballot.Answer);
        if (!sample.Row.HasValue("answer_key")) e.Set("answer_key", sample.Ballot.Key);
        if (sample.IsCorrect is { } right && sample.Row.Flag("is_correct") != right) e.Set("is_correct", right);
        if (fate.Path is not null) e.Set("path_key", fate.Path);
        if (vote.Winner?.Key == sample.Ballot.Key) e.Set("vote_share", vote.Share);
        if (gold is null && vote.Winner is { } winner) e.Set("expected_answer", winner.Answer).Set("answer_source", s.Vote.Method);
    });
}
