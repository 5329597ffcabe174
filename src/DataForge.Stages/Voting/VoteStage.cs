using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Votes over each problem's samples and selects which go on; the vote itself goes to the side output <see cref="Votes"/>.</summary>
public sealed class VoteStage(VoteStageSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    /// <summary>The side output of vote records.</summary>
    public const string Votes = "votes";

    private const string Selected = "selected", Tied = "ties", Abstained = "abstained", Labelled = "labelled_winners", Right = "right_winners", Probabilities = "scores_that_are_probabilities";

    public override string Name => "vote";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel) => ValueTask.FromResult(Vote(item));

    private StageResult Vote(ProblemSamples item)
    {
        var result = Begin(item);
        if (settings.Computed && item.Samples.Count > 0) item = item with { Samples = Computed(item.Samples, result) };
        var samples = item.Samples;
        if (settings.Vote.NeedsScores && samples.FirstOrDefault(v => v.Ballot is { Votes: true, Score: null }) is { } unscored)
            throw unscored.MissingScore(settings.ScoreField, settings.Vote.WeightName);
        if (samples.Count > 0 && (settings.Selection.AmongRight || settings.Regrade)) samples = Gold.LabelOrFail(item, settings.Regrade);
        var vote = DataForge.Voting.Vote.Count([.. samples.Select(v => v.Ballot)], settings.Vote);
        bool? right = vote.Winner is { } w ? samples[w.Members[0]].IsCorrect : null;
        result.AddTo(Votes, WithStop(VoteRecord.Of(item.ProblemId, vote, settings.Vote, item.Gold, right), item))
            .Count(Tied, vote.Tied ? 1 : 0)
            .Count(Abstained, vote.Abstained is null ? 0 : 1)
            .Count(Probabilities, settings.Vote.Weight == VoteWeight.Sigmoid ? samples.Count(s => s.Ballot is { Votes: true, IsProbability: true }) : 0)
            .Count(Labelled, right is null ? 0 : 1)
            .Count(Right, right == true ? 1 : 0);
        foreach (var fate in Selection.Of(samples, vote, settings.Selection))
        {
            var sample = samples[fate.Index];
            if (fate.Rule is null) result.Add(Annotate(sample, fate, vote, item.Gold)).Count(Selected);
            else result.Drop(sample.Row, new Reject(Name, fate.Rule, fate.Reason!));
        }

        return result;
    }

    /// <summary>Samples whose answer stands on a call; the others, without a vote, are dropped. What has no answer is the selection's to drop.</summary>
    private List<SampleView> Computed(IReadOnlyList<SampleView> samples, StageResult result)
    {
        var took = new List<SampleView>(samples.Count);
        foreach (var sample in samples)
            if (SolutionTrace.NotComputed(Name, sample) is { } why) result.Drop(sample.Row, why);
            else took.Add(sample);
        return took;
    }

    /// <summary>How many samples were drawn and why no more, where the samples say it.</summary>
    private static Row WithStop(Row record, ProblemSamples item) => item.Samples.Count == 0 || !item.Samples[0].Row.HasValue("n_drawn") ? record : record.With(e =>
    {
        foreach (var name in (string[])["n_drawn", "stop_rule", "p_stop"]) e.SetRaw(name, item.Samples[0].Row.Raw(name));
    });

    private Row Annotate(SampleView sample, SampleFate fate, VoteResult vote, string? gold) => sample.Row.With(e =>
    {
        if (!sample.Row.HasValue("rollout")) e.Set("rollout", sample.Ballot.Rollout);
        if (!sample.Row.HasValue("predicted_answer")) e.Set("predicted_answer", sample.Ballot.Answer);
        if (!sample.Row.HasValue("answer_key")) e.Set("answer_key", sample.Ballot.Key);
        if (sample.IsCorrect is { } right && sample.Row.Flag("is_correct") != right) e.Set("is_correct", right);
        if (fate.Path is not null) e.Set("path_key", fate.Path);
        if (vote.Winner?.Key == sample.Ballot.Key) e.Set("vote_share", vote.Share);
        if (gold is null && vote.Winner is { } winner) e.Set("expected_answer", winner.Answer).Set("answer_source", settings.Vote.Method);
    });

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}, {Quantity.Of(counts.Of(SamplesRead), "sample")}: {counts.Of(Selected):N0} selected, "
            + $"{counts.Of(Tied):N0} ties, {counts.Of(Abstained):N0} abstained{counts.DroppedAs("not selected")}";
        if (counts.Of(Probabilities) > 0) yield return $"{counts.Of(Probabilities):N0} votes weigh their scores as they are: scored_by says that these are probabilities already";
        if (counts.Of(Labelled) > 0) yield return $"the winner is right in {counts.Of(Right):N0} of {counts.Of(Labelled):N0} problems whose winner carries a label";
    }
}
