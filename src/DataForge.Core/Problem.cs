using System.Text.Json;

namespace DataForge.Core;

/// <summary>A problem as read: the row with its ids and answer found, whatever the file called them.</summary>
/// <param name="Row">The row as it was read.</param>
/// <param name="Id"><see cref="Identity.OfProblem"/>, or the row's own <c>problem_id</c>.</param>
/// <param name="Answer">The row's answer and where it comes from; null when there is none.</param>
/// <param name="Language"><c>en</c> or <c>zh</c>: the row's own, else zh when Han characters stand in the problem.</param>
public sealed record Problem(Row Row, string Id, string Text, string? Solution, ReferenceAnswer? Answer, string Language)
{
    /// <summary>The answer's text, gold or voted; null when there is none.</summary>
    public string? ExpectedAnswer => Answer?.Text;

    /// <exception cref="ForgeException">No problem field holds a non-blank string.</exception>
    public static Problem From(Row row, FieldNames names)
    {
        var text = TextOf(row, names)
            ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a problem in one of the fields {string.Join(", ", names.Problem)}, found {string.Join(", ", row.Names.Take(12))}; name it with --problem-field");
        var solution = FieldNames.First(row, names.Solution) is { } s ? row.TextOrNumber(s) : null;

        // GSM8K's "answer" and MATH's "answer" are a worked solution in the one and a bare answer in the other.
        if (!names.Solution.Contains("answer")) solution ??= Worked(row, "answer");
        if (FieldNames.First(row, names.Answer) is { } field) solution ??= Worked(row, field);
        return new Problem(row, row.Text("problem_id") ?? Identity.OfProblem(text), text, solution, ReferenceAnswer.Of(row, names), row.Text("language") ?? LanguageOf(text));
    }

    private static string? Worked(Row row, string field) =>
        row.PlainText(field) is { } text && GoldAnswer.AfterHashes(text) is not null ? text : null;

    /// <summary>The problem's text; the last user message where the field holds messages; null when there is none.</summary>
    /// <exception cref="ForgeException">The field holds an empty string, or another type.</exception>
    public static string? TextOf(Row row, FieldNames names)
    {
        if (FieldNames.First(row, names.Problem) is not { } field) return null;
        var text = row.Raw(field) is [(byte)'[', ..] ? LastUserMessage(row.Element(field)!.Value) : row.Required(field);
        return text is not null && string.IsNullOrWhiteSpace(text)
            ? throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a problem, found an empty string")
            : text;
    }

    private static string? LastUserMessage(JsonElement messages)
    {
        foreach (var message in messages.EnumerateArray().Reverse())
            if (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("user")
                && message.TryGetProperty("content", out var content) && TextOf(content) is { } text)
                return text;
        return null;
    }

    /// <summary>A message's content: a text, or the text parts of a list of parts; null when it holds none.</summary>
    private static string? TextOf(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String) return content.GetString();
        if (content.ValueKind != JsonValueKind.Array) return null;
        var parts = content.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.String ? p.GetString()
            : p.ValueKind == JsonValueKind.Object && (!p.TryGetProperty("type", out var type) || (type.ValueKind == JsonValueKind.String && type.GetString() is "text" or "input_text"))
                && p.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null).Where(t => t is not null).ToList();
        return parts.Count == 0 ? null : string.Concat(parts);
    }

    /// <summary>zh when a Han character stands in the text, else en.</summary>
    public static string LanguageOf(string text)
    {
        foreach (var c in text)
            if (c is >= '\u4E00' and <= '\u9FFF')
                return "zh";
        return "en";
    }
}
