using System.Text.Json;

namespace DataForge.Answers;

/// <summary>The value of an answer's key in JSON, or in what looks like it: <c>{"answer": "5"}</c>, <c>{'final_answer': 42}</c>, <c>"answer": [1, 2]</c>.</summary>
internal static class JsonValue
{
    private const int MaxLength = 1200;

    /// <param name="text">What was said.</param>
    /// <param name="start">Where the key's noun starts.</param>
    /// <param name="end">Where it ends; the key must end there.</param>
    public static ExtractedAnswer? At(string text, int start, int end)
    {
        if (end >= text.Length || text[end] is not ('"' or '\'') || !IsKey(text, start, text[end])) return null;
        var at = SkipBlank(text, end + 1);
        if (at >= text.Length || text[at] != ':') return null;
        at = SkipBlank(text, at + 1);
        if (at >= text.Length) return null;
        var close = text[at] switch
        {
            '"' or '\'' => Quote(text, at),
            '[' => Bracket(text, at),
            _ => at + Math.Max(0, text.AsSpan(at).IndexOfAny(",}\n")),
        };
        if (close <= at) return null;
        var answer = text[at] switch
        {
            '"' or '\'' => Unescaped(text[at..(close + 1)]),
            '[' => text[(at + 1)..close].Replace("\"", "", StringComparison.Ordinal),
            _ => text[at..close],
        };
        if (Segment.Answer(answer, new TextSpan(0, answer.Length)) is { } inner) answer = answer[inner.Start..inner.End];
        answer = Clean.Sentence(answer);
        return answer.Length == 0 || answer == "null" ? null : new ExtractedAnswer(answer, new TextSpan(at, close), ExtractionRule.AnswerPhrase, 0.9);
    }

    /// <summary>Whether the name begins with the same quote: "answer", "final_answer", "correct answer".</summary>
    private static bool IsKey(string text, int start, char quote)
    {
        while (start > 0 && (char.IsAsciiLetter(text[start - 1]) || text[start - 1] is '_' or ' ')) start--;
        return start > 0 && text[start - 1] == quote;
    }

    private static int SkipBlank(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    private static int Quote(string text, int open)
    {
        for (var i = open + 1; i < text.Length && i - open < MaxLength; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == text[open]) return i;
        }

        return -1;
    }

    private static int Bracket(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length && i - open < MaxLength; i++)
        {
            if (text[i] == '[') depth++;
            else if (text[i] == ']' && --depth == 0) return i;
        }

        return -1;
    }

    /// <summary>The string as JSON reads it; as it stands where a model wrote LaTeX without escaping its backslashes.</summary>
    private static string Unescaped(string quoted)
    {
        var inner = quoted[1..^1];
        if (!inner.Contains('\\')) return inner;
        try
        {
            var read = quoted[0] == '"' ? JsonSerializer.Deserialize<string>(quoted) ?? inner : inner;
            return read.AsSpan().ContainsAny("\f\b\t\r") ? inner : read; // "\frac", "\times": valid escapes, and not meant
        }
        catch (JsonException)
        {
            return inner;
        }
    }
}
