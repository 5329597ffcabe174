using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>A chat model compares the solutions of a problem with each other, each pair in both orders; the score is the share of decided comparisons that a solution won, ties counting half.</summary>
/// <remarks>A pair is decided where both orders give the same verdict: judges favour a place (Zheng et al. 2023, arXiv:2306.05685, section 3.3). What is not decided counts for nobody, and is counted.</remarks>
public sealed class JudgePairsStage(IGenerator judge, JudgeSettings settings) : Stage<JudgedProblem>
{
    /// <summary>The side output of comparisons.</summary>
    public const string Comparisons = "comparisons";

    private const string Problems = "problems", Pairs = "pairs", Decided = "decided", Unscored = "without_score", Method = "judge-pairs";

    private readonly byte[] _origin = settings.Origin(judge, Method);

    /// <summary>A pair's outcome.</summary>
    /// <param name="Replies">With the first in front, then with the second; none where both texts are the same.</param>
    private sealed record Outcome(int First, int Second, Preference? Verdict, IReadOnlyList<Generation> Replies);

    public override string Name => "score";

    public override string Unit => "problems";

    public override int InFlight => judge.InFlight;

    public override string FailuresAre => "comparisons failed";

    public override string ShardKey(JudgedProblem item) => item.ProblemId;

    public override IEnumerable<StageItem<JudgedProblem>> Read(IEnumerable<Row> rows, IBadRecords bad) => JudgedProblem.Of(rows, settings.Names, bad).Select(p => new StageItem<JudgedProblem>(p, p.Samples.Count));

    public override async ValueTask<StageResult> Process(JudgedProblem item, CancellationToken cancel)
    {
        var outcomes = await Task.WhenAll(item.Pairs(settings.Opponents).Select(p => Compare(item, p.First, p.Second, cancel)));
        var replies = outcomes.SelectMany(o => o.Replies).ToList();
        var result = new StageResult().Count(Problems).Count(TokenCounts.Input, replies.Sum(r => (double)r.InputTokens)).Count(TokenCounts.Generated, replies.Sum(r => (double)r.GeneratedTokens));
        var failed = replies.Where(r => r.Finish == FinishReason.Error).ToList();
        if (failed.Count > 0)
        {
            result.Fail(failed[0].Error, failed.Count);
            foreach (var sample in item.Samples) result.Drop(sample.Row, new Reject(Name, JudgeSettings.Failed, $"a comparison of the problem failed: {failed[0].Error}"));
            return result;
        }

        result.Count(Pairs, outcomes.Length).Count(Decided, outcomes.Count(o => o.Verdict is not null)).Count(JudgeSettings.Undecided, outcomes.Count(o => o.Verdict is null));
        for (var i = 0; i < item.Samples.Count; i++) Add(result, item.Samples[i], i, outcomes);
        foreach (var outcome in outcomes) result.AddTo(Comparisons, Told(item, outcome));
        return result;
    }

    private async Task<Outcome> Compare(JudgedProblem item, int first, int second, CancellationToken cancel)
    {
        var (a, b) = (item.Samples[first], item.Samples[second]);
        if (a.Generation == b.Generation) return new Outcome(first, second, Preference.Tie, []);
        var replies = await Task.WhenAll(Ask(a, b, cancel), Ask(b, a, cancel));
        var (forward, backward) = (JudgeReply.Verdict(replies[0]), JudgeReply.Verdict(replies[1]));
        Preference? turned = backward switch { Preference.First => Preference.Second, Preference.Second => Preference.First, var same => same };
        return new Outcome(first, second, forward == turned ? forward : null, replies);
    }

    private async Task<Generation> Ask(ScoredSample front, ScoredSample behind, CancellationToken cancel)
    {
        var prompt = settings.Question.OfPair(front.Language, front.Problem, front.Generation!, behind.Generation!);
        return (await judge.Generate(new GenerationRequest(StableHash.Hex128("judge-pair/1", front.Problem, front.Generation!, behind.Generation!), prompt, settings.Sampling), cancel))[0];
    }

    private void Add(StageResult result, ScoredSample sample, int place, IReadOnlyList<Outcome> outcomes)
    {
        var met = outcomes.Where(o => o.First == place || o.Second == place).ToList();
        var won = met.Count(o => o.Verdict == (o.First == place ? Preference.First : Preference.Second));
        var tied = met.Count(o => o.Verdict == Preference.Tie);
        var undecided = met.Count(o => o.Verdict is null);
        var decided = met.Count - undecided;
        var score = decided > 0 ? (won + (tied / 2.0)) / decided : sample.Generation is null ? null : settings.UndecidedScore;
        if (score is null) result.Count(Unscored);
        result.Add(sample.Row.With(e =>
        {
            e.SetRaw("scored_by", sample.Generation is null ? default : _origin).Set("reward_model_score", score).Remove("step_scores");
            if (sample.Generation is null) e.Remove("judge");
            else e.Write("judge", w =>
            {
                w.WriteStartObject();
                w.WriteNumber("won", won);
                w.WriteNumber("lost", decided - won - tied);
                w.WriteNumber("tied", tied);
                w.WriteNumber(JudgeSettings.Undecided, undecided);
                w.WriteEndObject();
            });
        }));
    }

    private Row Told(JudgedProblem item, Outcome outcome) => Row.Empty.With(e =>
    {
        e.Set("problem_id", item.ProblemId).Set("first", (long)outcome.First).Set("second", (long)outcome.Second);
        e.Set("verdict", outcome.Verdict?.ToString().ToLowerInvariant() ?? JudgeSettings.Undecided);
        e.Write("replies", w =>
        {
            w.WriteStartArray();
            foreach (var reply in outcome.Replies) w.WriteStringValue(reply.Text);
            w.WriteEndArray();
        }).SetRaw("scored_by", _origin);
    });

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}: {Quantity.Of(counts.Of(Pairs), "pair")} of solutions compared in both orders, {counts.Of(Decided):N0} decided, {counts.Of(JudgeSettings.Undecided):N0} undecided; {Durations.Text(counts[RunCounts.Seconds])}";
    }

    public override IEnumerable<string> Warnings(RunCounts counts)
    {
        if (counts.Of(Unscored) > 0) yield return $"{counts.Of(Unscored):N0} samples are kept without a score, since they have no text, no other to be compared with, or no comparison that was decided";
    }
}
