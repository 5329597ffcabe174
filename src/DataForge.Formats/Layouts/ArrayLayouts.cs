using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Layouts that hold all samples of a problem in one row.</summary>
internal static class ArrayLayouts
{
    /// <summary>Qwen2.5-Math's sample arrays: text, answer, label, execution report, reward score.</summary>
    private static readonly string[] QwenArrays = ["code", "response", "pred", "score", "report", "pred_score", "finish_reason"];

    public static bool IsQwen(Row row, FieldNames names) =>
        SampleLayout.IsArray(row, "pred") && (SampleLayout.IsArray(row, "code") || names.Generation.Any(g => SampleLayout.IsArray(row, g)));

    public static IEnumerable<Row> Qwen(Row row, FieldNames names)
    {
        var text = names.Generation.FirstOrDefault(g => SampleLayout.IsArray(row, g)) ?? "code";
        var arrays = QwenArrays.Append(text).Distinct().Where(a => SampleLayout.IsArray(row, a)).ToDictionary(a => a, a => SampleLayout.Items(row, a));
        var count = arrays[text].Count;
        foreach (var (name, items) in arrays)
            if (items.Count != count)
                throw ForgeException.BadRecord(row.Path, row.Line, $"arrays of samples differ in length: \"{text}\" has {count}, \"{name}\" has {items.Count}");
        for (var i = 0; i < count; i++)
        {
            var rollout = i;
            yield return SampleFields.Problem(row, names, [], i).With(e =>
            {
                foreach (var name in arrays.Keys) e.Remove(name);
                e.SetOrNull("generation", SampleFields.Text(arrays[text][rollout]));
                e.SetOrNull("predicted_answer", SampleFields.Text(arrays["pred"][rollout]));
                if (Item("score") is { } label) e.Set("is_correct", SampleFields.Flag(label));
                if (Item("pred_score") is { } score) e.Set("reward_model_score", SampleFields.Number(score));
                if (Item("report") is { ValueKind: not JsonValueKind.Null } report) e.Copy("report", report);
                if (Item("finish_reason") is { } finish) e.Set("finish_reason", SampleFields.Text(finish));
            });
            JsonElement? Item(string name) => arrays.TryGetValue(name, out var items) ? items[rollout] : null;
        }
    }

    public static bool HasObjects(Row row, string array, string member) =>
        SampleLayout.IsArray(row, array) && SampleLayout.Items(row, array) is [{ ValueKind: JsonValueKind.Object } first, ..] && first.TryGetProperty(member, out _);

    public static IEnumerable<Row> ZeroEval(Row row, FieldNames names) => Objects(row, names, "samples", "output", "answer_field", "match");

    public static IEnumerable<Row> Ovm(Row row, FieldNames names) => Objects(row, names with { Answer = [.. names.Answer, "ground_truth"] }, "outputs", "response", "response_answer", "label");

    /// <summary>Objects in an array; members that are not named here keep their names.</summary>
    private static IEnumerable<Row> Objects(Row row, FieldNames names, string array, string text, string answer, string label)
    {
        var items = SampleLayout.Items(row, array);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (item.ValueKind != JsonValueKind.Object) throw ForgeException.BadRecord(row.Path, row.Line, $"\"{array}\"[{i}]: expected an object with \"{text}\"");
            yield return SampleFields.Problem(row, names, [array], i).With(e =>
            {
                foreach (var member in item.EnumerateObject())
                {
                    if (member.Name == text) e.SetOrNull("generation", SampleFields.Text(member.Value));
                    else if (member.Name == answer) e.SetOrNull("predicted_answer", SampleFields.Text(member.Value));
                    else if (member.Name == label) e.Set("is_correct", SampleFields.Flag(member.Value));
                    else e.Copy(member.Name, member.Value);
                }
            });
        }
    }

    /// <summary>A generation field that holds an array, or verl's <c>responses</c>.</summary>
    private static string? ArrayOf(Row row, FieldNames names) => names.Generation.Append("responses").FirstOrDefault(g => SampleLayout.IsArray(row, g) && SampleLayout.Items(row, g) is [var first, ..] && Chat.Text(first) is not null);

    public static bool IsVerl(Row row, FieldNames names) => ArrayOf(row, names) is not null;

    public static IEnumerable<Row> Verl(Row row, FieldNames names)
    {
        var text = ArrayOf(row, names)!;
        var items = SampleLayout.Items(row, text);
        for (var i = 0; i < items.Count; i++)
        {
            var generation = Chat.Text(items[i]) ?? throw ForgeException.BadRecord(row.Path, row.Line, $"\"{text}\"[{i}]: expected a string");
            yield return SampleFields.Problem(row, names, [text], i).With(e => e.Set("generation", generation));
        }
    }
}
