using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Scores samples. One without text passes without a score; one that could not be scored is a reject.</summary>
/// <param name="methodName">As <c>scored_by.method</c> says it.</param>
public sealed class ScoreStage(ScoreMethod method, string methodName, FieldNames names) : Stage<ScoredSample>
{
    private const string Scored = "scored", Empty = "without_text", Sum = "score_sum", InUnit = "between_0_and_1";

    private readonly SampleScorer _scorer = new(method, methodName);

    public override string Name => "score";

    public override string Unit => "samples";

    public override int InFlight => method.InFlight;

    public override string FailuresAre => "samples could not be scored";

    public override string ShardKey(ScoredSample item) => item.Row.Text("problem_id") ?? Identity.OfProblem(item.Problem);

    public override IEnumerable<StageItem<ScoredSample>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row => ScoredSample.From(row, names));

    public override async ValueTask<StageResult> Process(ScoredSample item, CancellationToken cancel)
    {
        var score = await _scorer.Of(item, cancel);
        if (score?.Error is { } error) return new StageResult().Fail(error).Drop(item.Row, new Reject(Name, "scoring_failed", error)).Count(TokenCounts.Input, score.InputTokens);
        var result = new StageResult().Add(_scorer.WithScore(item.Row, score));
        if (score is null) return result.Count(Empty);
        return result.Count(Scored).Count(Sum, score.Value!.Value).Count(InUnit, score.Value is > 0 and < 1 ? 1 : 0).Count(TokenCounts.Input, score.InputTokens);
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        var scored = counts.Of(Scored);
        yield return $"{Quantity.Of(scored, "sample")} scored by {methodName}{(scored > 0 ? $", mean {counts[Sum] / scored:0.####}" : "")}"
            + $"{(counts.Of(Empty) > 0 ? $"; {counts.Of(Empty):N0} without text passed without a score" : "")}; {Durations.Text(counts[RunCounts.Seconds])}";
    }

    public override IEnumerable<string> Warnings(RunCounts counts)
    {
        if (method.Activation == "unknown" && counts.Of(Scored) > 0 && counts.Of(InUnit) == counts.Of(Scored))
            yield return "all scores lie between 0 and 1, and the server knows no way to leave a sigmoid off: they are probably probabilities, which forge-vote is to take with --weight raw";
    }
}
