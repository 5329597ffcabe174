using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>Joins a wrong solution with a right one of the same problem: rows that show a mistake, its reason and its correction.</summary>
/// <remarks>
/// DotaMath (Li et al. 2024, arXiv:2407.04078, section 2.2). <c>rule-multi</c> takes the two from graded samples, with the reason that their runs show; <c>auto-multi</c> takes a model's own correction
/// of a wrong solution, asked for by <see cref="AskCorrectionStage"/>. Stricter than the paper: both ends are graded, a solution that was right is never corrected (right to wrong and right to right are counted and refused),
/// and a wrong solution without a reason that its run shows is refused.
/// </remarks>
public sealed class CorrectStage(CorrectStageSettings settings) : ProblemStage(settings.Names, settings.ScoreField)
{
    internal const string CorrectionOf = "correction_of";

    private const string ByKind = "kind.", Mended = "flips.wrong_to_right", Spoiled = "flips.right_to_wrong", Stayed = "flips.wrong_to_wrong", Needless = "flips.right_to_right";
    private static readonly string[] Carried = ["mode", "protocol", "model", "language", "source", "license", "parent_id", "evolution", "answer_source", "reference_solution"];

    public override string Name => "correct";

    public override ValueTask<StageResult> Process(ProblemSamples item, CancellationToken cancel) => ValueTask.FromResult(Correct(item));

    private StageResult Correct(ProblemSamples item)
    {
        var result = Begin(item);
        if (item.Samples.Count == 0) return result;
        if (item.Gold is null && item.Samples.All(s => s.IsCorrect is null))
            return result.Drop(PairQuery.Of(item, settings.Names).Summary(item.Samples), new Reject(Name, "unlabelled", "neither a gold answer nor a label tells what is right"));
        var samples = Gold.LabelOrFail(item, settings.Regrade);
        var asked = samples.Where(s => s.Row.HasValue(CorrectionOf)).ToList();
        foreach (var (sample, i) in asked.Select((s, i) => (s, i))) Own(sample, i, result);
        if (asked.Count < samples.Count) Joined(item, [.. samples.Where(s => !s.Row.HasValue(CorrectionOf))], result);
        return result;
    }

    /// <summary>A model's own correction of a solution that it was shown.</summary>
    private void Own(SampleView sample, int at, StageResult result)
    {
        if (sample.Row.Element(CorrectionOf) is not { ValueKind: JsonValueKind.Object } of || SolutionTrace.Read(of) is not { } first || !of.TryGetProperty("is_correct", out var label) || label.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw ForgeException.BadRecord(sample.Row.Path, sample.Row.Line, $"field \"{CorrectionOf}\": expected a solution with generation and is_correct, as forge-correct ask writes it");
        var wasRight = label.ValueKind == JsonValueKind.True;
        var isRight = PairRows.IsRight(sample);
        if (sample.IsCorrect is null)
        {
            result.Drop(sample.Row, new Reject(Name, "undecided", "whether the correction is right is undecided"));
            return;
        }

        result.Count(wasRight ? isRight ? Needless : Spoiled : isRight ? Mended : Stayed);
        Reject? why = (wasRight, isRight) switch
        {
            (true, true) => new Reject(Name, "was_right", "the solution that was to be corrected is right"),
            (true, false) => new Reject(Name, "right_to_wrong", "the solution that was to be corrected is right, and the correction is wrong"),
            (false, false) => new Reject(Name, "still_wrong", "the correction is wrong"),
            _ => null,
        };
        if (why is null && Key(of) is { } key && key == sample.Ballot.Key) why = new Reject(Name, "same_answer", "the labels differ and the answers do not");
        if (why is null && settings.Computed) why = SolutionTrace.NotComputed(Name, sample);
        if (why is null && at >= settings.PerProblem) why = BeyondCount;
        if (why is not null) result.Drop(sample.Row, why);
        else result.Add(Made("auto-multi", sample, at, SolutionTrace.TextOf(of, "problem_id"), SolutionTrace.TextOf(of, "problem"), SolutionTrace.TextOf(of, "sample_id"), first.CorrectedBy(null, SolutionTrace.Of(sample.Row, sample.Generation!), settings.HidesWrong), null)).Count(ByKind + "auto-multi");
    }

    /// <summary>Each wrong path of a problem with a right one.</summary>
    private void Joined(ProblemSamples item, IReadOnlyList<SampleView> samples, StageResult result)
    {
        var query = PairQuery.Of(item, settings.Names);
        var ordered = samples.Where(s => s.Ballot.Finished && !string.IsNullOrWhiteSpace(s.Generation)).OrderBy(s => s.Ballot.Rollout).ToList();
        var rights = ordered.Where(s => s.IsCorrect == true).DistinctBy(PathOf).ToList();
        var wrongs = ordered.Where(s => s.IsCorrect == false).DistinctBy(PathOf).ToList();
        Reject? none = rights.Count == 0 ? new Reject(Name, "no_right", "no finished sample is right") : wrongs.Count == 0 ? new Reject(Name, "no_wrong", "no finished sample is wrong") : null;
        if (none is null && settings.Computed)
        {
            var refused = rights.ConvertAll(r => SolutionTrace.NotComputed(Name, r));
            rights = [.. rights.Where((_, i) => refused[i] is null)];
            if (rights.Count == 0) none = refused[0];
        }

        if (none is not null)
        {
            result.Drop(query.Summary(samples), none);
            return;
        }

        var made = 0;
        foreach (var (wrong, i) in wrongs.Select((w, i) => (w, i)))
        {
            var like = rights.Where(r => r.Row.Text("mode") == wrong.Row.Text("mode") && r.Row.Text("protocol") == wrong.Row.Text("protocol")).ToList();
            var first = SolutionTrace.Of(wrong.Row, wrong.Generation!);
            var right = like.Count == 0 ? null : like[i % like.Count];
            var second = right is null ? null : SolutionTrace.Of(right.Row, right.Generation!);
            var reason = second is null ? null : first.WrongSince(second, wrong.Ballot.Answer, wrong.Row.Text("language"));
            var why = right is null ? new Reject(Name, "other_protocol", "no right sample calls code in the same way")
                : wrong.Ballot.Key is { } key && key == right.Ballot.Key ? new Reject(Name, "same_answer", "the labels differ and the answers do not")
                : reason is null ? new Reject(Name, "no_reason", "nothing that the two print shows where the wrong one goes wrong")
                : made >= settings.PerProblem ? BeyondCount
                : null;
            if (why is not null)
            {
                result.Drop(wrong.Row, why);
                continue;
            }

            result.Add(Made("rule-multi", right!, made++, item.ProblemId, query.Problem, wrong.Row.HasValue("sample_id") ? wrong.Row.TextOrNumber("sample_id") : null, first.CorrectedBy(reason, second!, settings.HidesWrong), reason)).Count(ByKind + "rule-multi");
        }
    }

    private Reject BeyondCount => new(Name, "beyond_count", "enough corrections of the problem were made");

    /// <summary>A path whose equation does not hold has no key of its own: its text tells it.</summary>
    private static string PathOf(SampleView sample) => sample.Path().Text ?? "text " + sample.Generation;

    private static Row Made(string kind, SampleView right, int at, string? problemId, string? problem, string? wrongId, SolutionTrace whole, string? reason) => Row.Empty.With(e =>
    {
        var rightId = right.Row.HasValue("sample_id") ? right.Row.TextOrNumber("sample_id") : null;
        e.Set("sample_id", StableHash.Hex128("correct/1", kind, problemId ?? "", wrongId ?? "", rightId ?? "", whole.Text))
            .Set("problem_id", problemId).Set("problem", problem).Set("rollout", at).Set("correction", kind)
            .Set("generation", whole.Text).Write("mask", w => ToolTranscript.WriteSpans(w, whole.Spans));
        if (whole.Calls.Count > 0) e.Write("tool_calls", w => ToolTranscript.WriteCalls(w, whole.Calls));
        e.Set("finish_reason", "stop").Set("predicted_answer", right.Ballot.Answer).Set("is_correct", true).Set("reason", reason).Set("wrong_sample_id", wrongId).Set("right_sample_id", rightId);
        if (right.Row.HasValue("expected_answer")) e.SetRaw("expected_answer", right.Row.Raw("expected_answer"));
        e.Carry(right.Row, Carried);
    });

    private static string? Key(JsonElement of) => SolutionTrace.TextOf(of, "predicted_answer") is { } answer ? Answers.AnswerKey.Of(answer) : null;

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(counts.Of(Problems), "problem")}, {Quantity.Of(counts.Of(SamplesRead), "sample")}: {Quantity.Of(counts.Of(RunCounts.RowsOut), "correction")}{(counts.Under(ByKind).Count > 0 ? $" ({counts.List(ByKind)})" : "")}{counts.DroppedAs("dropped")}";
        var (mended, spoiled) = (counts.Of(Mended), counts.Of(Spoiled));
        if (mended + spoiled + counts.Of(Stayed) + counts.Of(Needless) == 0) yield break;
        yield return $"a model's own corrections: wrong to right {mended:N0} of {mended + counts.Of(Stayed):N0}, right to wrong {spoiled:N0} of {spoiled + counts.Of(Needless):N0} (refused)";
    }
}
