using System.Text.Json;
using DataForge.Answers;
using DataForge.Core;

namespace DataForge.Voting;

/// <summary>A sample with what votes and gradings need of it.</summary>
/// <param name="Row">As read.</param>
/// <param name="IsCorrect">The label in the row; null when there is none or it is undecided.</param>
/// <param name="GenerationField">Field with the generated text; null when the row holds none.</param>
public sealed record SampleView(Row Row, Ballot Ballot, bool? IsCorrect, string? GenerationField)
{
    /// <summary>Bound of a score's magnitude: sums of scaled scores stay finite.</summary>
    public const double MostScore = 1e100;

    /// <summary>The generated text, decoded anew at each call: most samples of a vote are never read.</summary>
    public string? Generation => GenerationField is null ? null : Row.Text(GenerationField);

    /// <summary>What a training row shows of the sample: the generated text, its reasoning left out or in think tags before it.</summary>
    public string? Shown(bool withReasoning) => Generation is { } text ? ThinkTags.Shown(text, Row.Text("reasoning"), withReasoning) : null;

    /// <summary>The path of reasoning: that of its calls where the sample called code, else that of its text.</summary>
    public PathKey Path() => Calls() is { Count: > 0 } calls ? PathKey.OfCalls(calls) : PathKey.Of(Generation ?? "");

    /// <summary>Code and output of each call in <c>tool_calls</c>; empty where the row has none of this form.</summary>
    private List<(string Code, string Output)> Calls()
    {
        var calls = new List<(string, string)>();
        if (!Row.HasValue("tool_calls") || Row.Element("tool_calls") is not { ValueKind: JsonValueKind.Array } list) return calls;
        foreach (var call in list.EnumerateArray())
        {
            if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("code", out var code) || code.ValueKind != JsonValueKind.String) return [];
            calls.Add((code.GetString()!, call.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.String ? output.GetString()! : ""));
        }

        return calls;
    }

    /// <summary>Who wrote the sample; null where the row does not say.</summary>
    public string? Model => Row.Text("model");

    /// <summary>Views of one problem's samples. Keys are computed once per different answer text.</summary>
    /// <param name="scoreField">Field with the reward model's score.</param>
    /// <remarks>
    /// The answer is <c>predicted_answer</c> where the row has that field (null or blank: no answer), else what is extracted from the generation.
    /// The key is <c>answer_key</c> where the row has one. A row without <c>rollout</c> takes the lowest number that no sample of the problem carries. Only <c>finish_reason</c>
    /// <c>length</c> and <c>error</c> make a sample unfinished. A score in [0, 1] that <c>scored_by.activation</c> calls a probability is one; of another score field nothing is known.
    /// </remarks>
    /// <exception cref="ForgeException">A field holds another type than it should, a score is out of range, or a row has no field that could hold a generation or an answer: that is no sample without an answer.</exception>
    public static IReadOnlyList<SampleView> Of(IReadOnlyList<Row> samples, FieldNames names, string scoreField = "reward_model_score")
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        var rollouts = SampleIdentity.Rollouts(samples);
        var views = new SampleView[samples.Count];
        for (var i = 0; i < samples.Count; i++) views[i] = Of(samples[i], rollouts[i], names, scoreField, keys);
        return views;
    }

    private static SampleView Of(Row row, long rollout, FieldNames names, string scoreField, Dictionary<string, string> keys)
    {
        var field = FieldNames.First(row, names.Generation);
        if (field is null && !row.Has("predicted_answer") && !row.Has("answer_key") && !names.Generation.Any(row.Has))
            throw ForgeException.BadRecord(row.Path, row.Line, $"expected a generation in one of the fields {string.Join(", ", names.Generation)}, or an answer in predicted_answer, found {string.Join(", ", row.Names.Take(12))}");
        var answer = row.Has("predicted_answer") ? row.TextOrNumber("predicted_answer") : field is null ? null : AnswerExtractor.Extract(row.Text(field)!)?.Text;
        if (string.IsNullOrWhiteSpace(answer)) answer = null;
        string? key = null;
        if (answer is not null && (key = row.Text("answer_key")) is null && !keys.TryGetValue(answer, out key)) keys[answer] = key = AnswerKey.Of(answer);
        var score = row.Number(scoreField);
        if (score is { } s && !(Math.Abs(s) <= MostScore))
            throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{scoreField}\": expected a score between -1e100 and 1e100, found {row.RawText(scoreField)}");
        var isProbability = score is >= 0 and <= 1 && scoreField == "reward_model_score" && IsProbability(row);
        var finish = row.Raw("finish_reason");
        var finished = !finish.SequenceEqual("\"length\""u8) && !finish.SequenceEqual("\"error\""u8);
        return new SampleView(row, new Ballot(rollout, key, answer, score, finished, isProbability), row.Flag("is_correct"), field);
    }

    /// <summary>Whether forge-score says that a softmax or sigmoid was applied already.</summary>
    private static bool IsProbability(Row row) => row.HasValue("scored_by") && row.Element("scored_by") is { ValueKind: JsonValueKind.Object } by
        && by.TryGetProperty("activation", out var activation) && activation.ValueKind == JsonValueKind.String && activation.GetString() is "softmax" or "sigmoid" or "probability";

    /// <summary>The error for a vote that needs a score this sample does not have.</summary>
    public ForgeException MissingScore(string scoreField, string weight) =>
        ForgeException.BadRecord(Row.Path, Row.Line, $"no {scoreField} for a vote with --weight {weight}: score the samples first (forge-score), name the field (--score-field), or count them (--weight count)");
}
