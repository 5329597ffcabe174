using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Samples that evaluation frameworks write: evalscope, lm-evaluation-harness, lighteval, OpenCompass, DeepSeek-Math.</summary>
internal static class EvaluationLayouts
{
    private static readonly string[] Questions = ["question", "problem", "query", "prompt", "input", "text"];

    public static bool IsEvalscope(Row row) =>
        IsObject(row, "sample_score") || IsObject(row, "model_output") || (SampleLayout.IsArray(row, "choices") && IsObject(row, "raw_input") && ArrayLayouts.HasObjects(row, "choices", "message"));

    /// <summary>Reviews and predictions, as of version 1 and as before.</summary>
    public static IEnumerable<Row> Evalscope(Row row, FieldNames names)
    {
        if (IsObject(row, "sample_score"))
        {
            var score = Chat.At(row.Element("sample_score"), "score");
            var found = new FoundSample(Chat.First(score, "prediction")) { Problem = Chat.Question(row.Element("input")), Gold = SampleFields.Scalar(row, "target"), IsCorrect = MainScore(score) };
            return [found.ToRow(row, names, null, "sample_score.score.prediction", "input", "target")];
        }

        var (where, choices) = IsObject(row, "model_output") ? ("model_output.choices[].message.content", Chat.At(row.Element("model_output"), "choices")) : ("choices[].message.content", row.Element("choices"));
        var raw = row.Element("raw_input");
        var problem = Chat.Question(row.Element("messages")) ?? Chat.First(raw, Questions);
        var gold = SampleFields.Scalar(row, "target") ?? Chat.First(raw, "answer", "target", "gold");
        return Several(row, names, where, ["model_output", "choices"], Chat.Items(choices), choice => new FoundSample(Chat.Text(choice))
        {
            Problem = problem,
            Gold = Chat.First(Chat.Member(choice, "review"), "gold") ?? gold,
            IsCorrect = Chat.At(choice, "review", "result") is { } result ? SampleFields.Flag(result) : null,
            Finish = Chat.First(choice, "stop_reason", "finish_reason"),
        });
    }

    private static bool? MainScore(JsonElement? score) =>
        Chat.Member(score, "value") is { ValueKind: JsonValueKind.Object } values
            ? values.EnumerateObject().Where(v => v.Name == Chat.First(score, "main_score_name")).Concat(values.EnumerateObject()).Select(v => SampleFields.Flag(v.Value)).FirstOrDefault()
            : null;

    public static bool IsLmEval(Row row) => SampleLayout.IsArray(row, "resps") && row.Has("doc_id");

    /// <summary>One row for each filter of a document: the filters read the same responses.</summary>
    public static IEnumerable<Row> LmEval(Row row, FieldNames names)
    {
        var doc = row.Element("doc");
        var problem = Chat.First(doc, Questions) ?? Argument(row.Element("arguments"));
        var gold = SampleFields.Scalar(row, "target") is { } target ? GoldAnswer.AfterHashes(target) ?? target : Chat.First(doc, "answer");
        var texts = Chat.Items(row.Element("resps")).SelectMany(r => r.ValueKind == JsonValueKind.Array ? Chat.Items(r) : [r]).ToList();
        return Several(row, names, "resps", ["resps", "filtered_resps"], texts, text => new FoundSample(Chat.Text(text)) { Problem = problem, Gold = gold });
    }

    private static string? Argument(JsonElement? arguments) =>
        arguments is { ValueKind: JsonValueKind.Array } list ? Chat.Items(list).Select(a => Chat.Items(a) is [var text, ..] ? Chat.Question(text) : null).FirstOrDefault() : Chat.Question(Chat.At(arguments, "gen_args_0", "arg_0"));

    public static bool IsLighteval(Row row) => (IsObject(row, "doc") && IsObject(row, "model_response")) || (SampleLayout.IsArray(row, "predictions") && (row.Has("full_prompt") || row.Has("example")));

    /// <summary>Details: <c>doc</c> and <c>model_response</c>, and the flat columns of earlier versions.</summary>
    public static IEnumerable<Row> Lighteval(Row row, FieldNames names)
    {
        if (IsObject(row, "doc"))
        {
            var doc = row.Element("doc");
            var gold = Chosen(Chat.Member(doc, "choices"), Chat.Member(doc, "gold_index"));
            return Several(row, names, "model_response.text", ["doc", "model_response"], Chat.Items(Chat.At(row.Element("model_response"), "text")), text => new FoundSample(Chat.Text(text)) { Problem = Chat.First(doc, "query"), Gold = gold });
        }

        var problem = SampleFields.Scalar(row, "example") is { Length: > 0 } example ? example : SampleFields.Scalar(row, "full_prompt");
        var stored = Chat.Items(row.Element("gold")) is [var only, ..] ? SampleFields.Text(only) : SampleFields.Scalar(row, "gold") ?? Chosen(row.Element("choices"), row.Element("gold_index"));
        return Several(row, names, "predictions", ["predictions", "gold"], Chat.Items(row.Element("predictions")), text => new FoundSample(Chat.Text(text)) { Problem = problem, Gold = stored is null ? null : GoldAnswer.Of(stored) ?? stored });
    }

    private static string? Chosen(JsonElement? choices, JsonElement? index)
    {
        var items = Chat.Items(choices);
        var at = index is { ValueKind: JsonValueKind.Array } several ? Chat.Items(several) is [var first, ..] ? first : default : index ?? default;
        var place = at.ValueKind == JsonValueKind.Number && at.TryGetInt32(out var number) ? number : 0;
        return place >= 0 && place < items.Count && SampleFields.Text(items[place]) is { } gold ? GoldAnswer.Of(gold) ?? gold : null;
    }

    public static bool IsOpenCompass(Row row) => row.Has("prediction") && row.Has("origin_prompt");

    public static IEnumerable<Row> OpenCompass(Row row, FieldNames names)
    {
        var texts = SampleLayout.IsArray(row, "prediction") ? Chat.Items(row.Element("prediction")) : [row.Element("prediction")!.Value];
        var gold = SampleFields.Scalar(row, "gold");
        return Several(row, names, "prediction", ["prediction", "gold"], texts, text => new FoundSample(Chat.Text(text)) { Problem = Chat.Question(row.Element("origin_prompt")), Gold = gold is null ? null : GoldAnswer.Of(gold) ?? gold });
    }

    public static bool IsDeepSeekMath(Row row) => row.Raw("model_output") is [(byte)'"', ..] && SampleLayout.IsArray(row, "messages");

    public static IEnumerable<Row> DeepSeekMath(Row row, FieldNames names)
    {
        var gold = SampleLayout.IsArray(row, "answer") ? string.Join(", ", Chat.Items(row.Element("answer")).Select(SampleFields.Text)) : SampleFields.Scalar(row, "answer");
        var found = new FoundSample(row.Text("model_output")) { Problem = Chat.Question(row.Element("messages")), Gold = gold, IsCorrect = row.Has("accuracy") ? SampleFields.Flag(row.Element("accuracy")!.Value) : null };
        return [found.ToRow(row, names, null, "model_output", "model_output", "messages", "answer", "prediction")];
    }

    private static bool IsObject(Row row, string name) => row.Raw(name) is [(byte)'{', ..];

    /// <summary>The samples of one row; a row of none is a bad record.</summary>
    internal static IEnumerable<Row> Several(Row row, FieldNames names, string where, IReadOnlyCollection<string> spent, IReadOnlyList<JsonElement> items, Func<JsonElement, FoundSample> found)
    {
        if (items.Count == 0) return [new FoundSample((string?)null).ToRow(row, names, 0, where, spent)];
        return items.Select((item, i) => found(item).ToRow(row, names, items.Count > 1 ? i : null, items.Count > 1 ? $"{where} (sample {i})" : where, spent));
    }
}
