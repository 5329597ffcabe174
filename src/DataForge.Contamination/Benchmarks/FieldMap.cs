using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Which fields of a benchmark's records are its texts: <c>,</c> lists texts that are looked for one by one, <c>+</c> joins fields into one, <c>messages[0].content</c> goes inside.</summary>
public sealed record FieldMap(IReadOnlyList<IReadOnlyList<string>> Parts)
{
    private static readonly string[] Usual = ["problem", "Body+Question", "body+question", "question", "Question", "query", "input", "prompt", "instruction", "content", "informal_statement", "original_text", "text"];
    private static readonly string[] Answers = ["expected_answer", "answer", "Answer", "target", "golden", "final_answer", "gold", "correct", "label"];
    private static readonly string[] Ids = ["id", "ID", "problem_id", "unique_id", "question_id", "pid", "question_number", "idx", "index"];

    /// <summary><c>problem,solution</c> or <c>Body+Question</c>.</summary>
    /// <exception cref="ForgeException">A name is empty.</exception>
    public static FieldMap Parse(string map)
    {
        var parts = map.Split(',').Select(p => (IReadOnlyList<string>)p.Split('+')).ToList();
        return parts.Any(p => p.Any(n => n.Length == 0)) ? throw new ForgeException($"field map: expected names as problem,solution or Body+Question, found \"{map}\"") : new FieldMap(parts);
    }

    /// <summary>The map that a record's fields suggest; null when none of the usual names is there.</summary>
    public static FieldMap? Guess(JsonElement record) => Usual.Where(u => u.Split('+').All(n => Text(record, n) is { Length: > 0 })).Select(Parse).FirstOrDefault();

    public override string ToString() => string.Join(',', Parts.Select(p => string.Join('+', p)));

    /// <summary>The record as an item; null when it has none of the texts.</summary>
    /// <param name="number">The record's number, from 1; its id where it has none.</param>
    internal BenchmarkItem? Item(JsonElement record, string? key, int number)
    {
        var texts = new List<(string, string)>();
        foreach (var part in Parts)
        {
            var values = part.Select(n => Text(record, n)).OfType<string>().Where(t => t.Length > 0).ToList();
            if (values.Count > 0) texts.Add((string.Join('+', part), string.Join('\n', values)));
        }

        if (texts.Count == 0) return null;
        var id = key ?? Ids.Select(n => Scalar(record, n)).FirstOrDefault(v => v is { Length: > 0 and <= 100 }) ?? $"{number}";
        var answer = Answers.Select(n => Scalar(record, n)).FirstOrDefault(v => v is { Length: > 0 });
        if (answer?.LastIndexOf("####", StringComparison.Ordinal) is >= 0 and var mark) answer = answer[(mark + 4)..];
        return new BenchmarkItem(id, texts, answer);
    }

    private static string? Scalar(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private static string? Text(JsonElement record, string name)
    {
        var value = record;
        foreach (var step in name.Split('.'))
        {
            var bracket = step.EndsWith(']') ? step.IndexOf('[', StringComparison.Ordinal) : -1;
            var property = bracket < 0 ? step : step[..bracket];
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(property, out value)) return null;
            if (bracket < 0) continue;
            if (value.ValueKind != JsonValueKind.Array || !int.TryParse(step.AsSpan(bracket + 1, step.Length - bracket - 2), out var at) || at < 0 || at >= value.GetArrayLength()) return null;
            value = value[at];
        }

        var text = new StringBuilder();
        Append(value, text);
        return text.ToString();
    }

    private static void Append(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray()) Append(element, text);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject()) Append(property.Value, text);
                break;
            case JsonValueKind.String or JsonValueKind.Number:
                if (text.Length > 0) text.Append('\n');
                text.Append(value.ToString());
                break;
        }
    }
}
