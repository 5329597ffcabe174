using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Answers problems: draws samples of each, scores them where the choice needs it, and writes one row a problem, that of the sample chosen.</summary>
/// <param name="samples">Draws the samples, as rows of their own.</param>
/// <param name="vote">How samples are weighed: <see cref="VoteWeight.Max"/> is best-of-n (RM@n), <see cref="VoteWeight.Count"/> the majority.</param>
public sealed class AnswerStage(SampleStage samples, VoteSettings vote) : Stage<ProblemWork>
{
    /// <summary>The side output of all samples.</summary>
    public const string Samples = "samples";

    private const string Problems = "problems", Answered = "answered", Tied = "ties", Right = "right", Wrong = "wrong", Drawn = "drawn";

    public override string Name => "solve";

    public override string Unit => "problems";

    public override string FailuresAre => samples.FailuresAre;

    public override int InFlight => samples.InFlight;

    public override string ShardKey(ProblemWork item) => samples.ShardKey(item);

    public override IEnumerable<StageItem<ProblemWork>> Read(IEnumerable<Row> rows, IBadRecords bad) => samples.Read(rows, bad);

    public override async ValueTask<StageResult> Process(ProblemWork item, CancellationToken cancel)
    {
        var drawn = await samples.Process(item, cancel);
        var result = new StageResult();
        foreach (var reject in drawn.Rejects) result.Keep(reject);
        foreach (var (name, value) in drawn.Counts) result.Count(name.StartsWith(RunCounts.Dropped, StringComparison.Ordinal) || name.StartsWith("tokens.", StringComparison.Ordinal) ? name : "sampling." + name, value);
        if (drawn.Failures > 0) result.Fail(drawn.Failure, drawn.Failures);
        Row[] rows = [.. drawn.Rows.Select(r => r.Row)];
        if (item.Repeated || rows.Length == 0) return result;
        foreach (var row in rows) result.AddTo(Samples, row);
        return Choose(item.Problem, SampleView.Of([.. rows.Where(r => !r.Raw("surplus").SequenceEqual("true"u8))], FieldNames.Default), result);
    }

    private StageResult Choose(Problem problem, IReadOnlyList<SampleView> views, StageResult result)
    {
        if (vote.NeedsScores && views.FirstOrDefault(v => v.Ballot is { Votes: true, Score: null }) is { } unscored) throw unscored.MissingScore("reward_model_score", vote.WeightName);
        var counted = Vote.Count([.. views.Select(v => v.Ballot)], vote);
        var chosen = counted.Winner is { } winner ? winner.Members.Select(i => views[i]).MaxBy(v => v.Ballot.Score ?? 0)! : views.MinBy(v => v.Ballot.Rollout)!; // MaxBy keeps the first of equals
        bool? right = problem.Answer is { Source: "gold" } gold ? counted.Winner is { } best && Answers.Grader.Verify(gold.Text, best.Answer).IsCorrect == true : null;
        result.Add(chosen.Row.With(e =>
        {
            if (counted.Winner is { } won) e.Set("predicted_answer", won.Answer).Set("answer_key", won.Key);
            else e.SetNull("predicted_answer").SetNull("answer_key");
            e.Set("method", Method).Set("n_samples", (long)views.Count).Set("votes", (long)(counted.Winner?.Count ?? 0)).Set("vote_share", counted.Winner is null ? 0 : counted.Share);
            if (right is { } verdict) e.Set("is_correct", verdict);
        }));
        if (right is { } known) result.Count(known ? Right : Wrong);
        return result.Count(Problems).Count(Drawn, views.Count).Count(Answered, counted.Winner is null ? 0 : 1).Count(Tied, counted.Tied ? 1 : 0);
    }

    private string Method => vote.Weight switch { VoteWeight.Max => "rm", VoteWeight.Count => "majority", _ => "weighted" };

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}, {Quantity.Of(counts.Of(Drawn), "sample")}: {counts.Of(Answered):N0} answered, {counts.Of(Tied):N0} ties{counts.DroppedAs("dropped")}";
        if (counts.Of(Right) + counts.Of(Wrong) is > 0 and var known) yield return $"{counts.Of(Right):N0} of {known:N0} with a gold answer are right";
    }
}
