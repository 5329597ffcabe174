using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Reads a model's reply: pairs as <c>Question: …</c> and <c>Answer: …</c> (问题：, 答案：) or as JSON, or the one word <c>void</c>.</summary>
public static partial class QaReply
{
    [GeneratedRegex(@"^\W*(?:void|none|无|没有)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Void();

    [GeneratedRegex(@"^\s*(?:#{1,6}\s*)?[*_]{0,3}(?:\d{1,3}[.)]\s*)?[*_]{0,3}(?:(?<q>question|problem|exercise|q|问题|题目|问)|(?<a>answer|solution|a|答案|解答|答|解))\s*\d{0,3}\s*[*_]{0,3}\s*[:：]\s*[*_]{0,3}(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    /// <param name="IsVoid">The model says that there is none.</param>
    public readonly record struct Reading(bool IsVoid, IReadOnlyList<(string Question, string Answer)> Pairs);

    /// <summary>No pairs and no <c>void</c>: the reply cannot be read.</summary>
    public static Reading Read(string reply)
    {
        var text = ThinkTags.Split(reply).Text.ReplaceLineEndings("\n").Trim();
        if (Json(text) is { } pairs) return new Reading(pairs.Count == 0, pairs);
        var found = Labelled(text);
        return new Reading(found.Count == 0 && text.Split('\n').LastOrDefault(l => l.Trim().Length > 0) is { } last && Void().IsMatch(last), found);
    }

    private static List<(string, string)> Labelled(string text)
    {
        var pairs = new List<(string, string)>();
        StringBuilder question = new(), answer = new();
        StringBuilder? into = null;
        foreach (var line in text.Split('\n'))
        {
            var label = Label().Match(line);
            if (label.Success && label.Groups["q"].Success)
            {
                Take();
                into = question.Append(label.Groups["rest"].Value);
            }
            else if (label.Success && question.Length > 0 && answer.Length == 0) into = answer.Append(label.Groups["rest"].Value);
            else into?.Append('\n').Append(line);
        }

        Take();
        return pairs;

        void Take()
        {
            var (q, a) = (question.ToString().Trim(), answer.ToString().Trim());
            if (q.Length > 0 && a.Length > 0) pairs.Add((q, a));
            question.Clear();
            answer.Clear();
        }
    }

    /// <summary>Null for a text that is no JSON of pairs.</summary>
    private static List<(string, string)>? Json(string text)
    {
        var from = text.StartsWith("```", StringComparison.Ordinal) ? text.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
        var to = from > 0 && text.LastIndexOf("```", StringComparison.Ordinal) is > 0 and var close && close > from ? close : text.Length;
        var body = text[from..to].Trim();
        if (body is not (['[', ..] or ['{', ..])) return null;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowTrailingCommas = true, MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.EnumerateObject().FirstOrDefault(p => p.Value.ValueKind == JsonValueKind.Array).Value is { ValueKind: JsonValueKind.Array } list) root = list;
            JsonElement[] items = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            var pairs = items.Where(i => i.ValueKind == JsonValueKind.Object).Select(i => (Text(i, "question", "problem"), Text(i, "solution", "answer"))).Where(p => p.Item1.Length > 0 && p.Item2.Length > 0).ToList();
            return pairs.Count < items.Length ? null : pairs;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(JsonElement item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (item.TryGetProperty(name, out var value))
                return value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString()!.Trim(),
                    JsonValueKind.Number => value.GetRawText(),
                    _ => "",
                };
        return "";
    }
}
