using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>A chat model gives each solution points by a rubric; the score is their share of the most. A solution left undecided is kept and counted.</summary>
public sealed class JudgeStage(IGenerator judge, JudgeSettings settings) : Stage<ScoredSample>
{
    private const string Judged = "scored", Empty = "without_text", Sum = "score_sum", Method = "judge";

    private readonly byte[] _origin = settings.Origin(judge, Method);

    public override string Name => "score";

    public override string Unit => "samples";

    public override int InFlight => judge.InFlight;

    public override string FailuresAre => "samples could not be judged";

    public override string ShardKey(ScoredSample item) => item.Row.Text("problem_id") ?? Identity.OfProblem(item.Problem);

    public override IEnumerable<StageItem<ScoredSample>> Read(IEnumerable<Row> rows, IBadRecords bad) => Each(rows, bad, row => ScoredSample.From(row, settings.Names));

    public override async ValueTask<StageResult> Process(ScoredSample item, CancellationToken cancel)
    {
        if (item.Generation is null) return new StageResult().Add(item.Row.With(e => e.Remove("scored_by").Remove("reward_model_score").Remove("judge").Remove("step_scores"))).Count(Empty);
        var request = new GenerationRequest(StableHash.Hex128("judge/1", item.Problem, item.Generation), settings.Question.Of(item.Language, item.Problem, item.Generation), settings.Sampling);
        var reply = (await judge.Generate(request, cancel))[0];
        var result = new StageResult().Count(TokenCounts.Input, reply.InputTokens).Count(TokenCounts.Generated, reply.GeneratedTokens);
        if (reply.Finish == FinishReason.Error) return result.Fail(reply.Error).Drop(item.Row, new Reject(Name, JudgeSettings.Failed, reply.Error ?? "the generation failed"));
        var points = JudgeReply.Points(reply);
        var score = points / JudgeReply.MostPoints ?? settings.UndecidedScore;
        result.Add(item.Row.With(e => e.SetRaw("scored_by", _origin).Set("reward_model_score", score).Remove("step_scores").Write("judge", w =>
        {
            w.WriteStartObject();
            if (points is { } given) w.WriteNumber("points", given);
            else w.WriteBoolean(JudgeSettings.Undecided, true);
            w.WriteString("reason", points is null ? Printable.Line(reply.Text, JudgeSettings.MostReason) : JudgeReply.Reason(reply, JudgeSettings.MostReason));
            w.WriteEndObject();
        })));
        return points is null ? result.Count(JudgeSettings.Undecided) : result.Count(Judged).Count(Sum, score!.Value);
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        var judged = counts.Of(Judged);
        yield return $"{Quantity.Of(judged, "sample")} scored by {Method}{(judged > 0 ? $", mean {counts[Sum] / judged:0.####}" : "")}"
            + $"{(counts.Of(JudgeSettings.Undecided) > 0 ? $"; {counts.Of(JudgeSettings.Undecided):N0} undecided" : "")}"
            + $"{(counts.Of(Empty) > 0 ? $"; {counts.Of(Empty):N0} without text passed without a score" : "")}; {Durations.Text(counts[RunCounts.Seconds])}";
    }

    public override IEnumerable<string> Warnings(RunCounts counts)
    {
        if (counts.Of(JudgeSettings.Undecided) > 0 && settings.UndecidedScore is null)
            yield return $"{counts.Of(JudgeSettings.Undecided):N0} samples are kept without a score, since the judge's reply was cut off or ends with no score; a weighted vote refuses such samples";
    }
}
