using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A generation field that the user names by a path: <c>response.text</c>, <c>choices.message.content</c>. Arrays on the way give a sample for each element.</summary>
internal static class NamedField
{
    /// <summary>Whether the user named the generation's field.</summary>
    public static bool IsGiven(FieldNames names) => !names.Generation.SequenceEqual(FieldNames.Default.Generation);

    public static bool Fits(Row row, FieldNames names) => Path(row, names) is not null;

    public static IEnumerable<Row> Samples(Row row, FieldNames names)
    {
        var path = Path(row, names)!;
        var steps = path.Split('.');
        var values = new List<JsonElement> { row.Element(steps[0])!.Value };
        foreach (var step in steps.Skip(1))
            values = [.. values.SelectMany(v => v.ValueKind == JsonValueKind.Array ? Chat.Items(v) : [v]).Select(v => Chat.Member(v, step)).OfType<JsonElement>()];
        List<JsonElement> texts = [.. values.SelectMany(v => v.ValueKind == JsonValueKind.Array && Chat.Text(v) is null ? Chat.Items(v) : [v])];
        return EvaluationLayouts.Several(row, names, $"\"{path}\"", [steps[0]], texts, text => new FoundSample(Chat.Text(text)) { Gold = SampleFields.GoldOrNull(row, names) });
    }

    private static string? Path(Row row, FieldNames names) => names.Generation.FirstOrDefault(n => n.Contains('.') && !row.Has(n) && row.HasValue(n[..n.IndexOf('.')]));
}
