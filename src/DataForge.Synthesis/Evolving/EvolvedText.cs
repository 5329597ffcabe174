using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Finds the new problem in what a model wrote around it: labels, lead-ins, numbering, bold, quotes, code fences, a solution, a closing remark.</summary>
/// <remarks>What remains is the model's own text, byte for byte. It does not judge whether the problem makes sense.</remarks>
public static partial class EvolvedText
{
    /// <summary>A problem found in an output.</summary>
    /// <param name="Whole">True when something follows it in the output, so that it is complete even where the output itself was cut off.</param>
    public sealed record Found(string Text, bool Whole);

    private sealed record Section(LineRole Role, List<string> Lines)
    {
        public bool Ended { get; set; }
    }

    [GeneratedRegex(@"^\s*(?:sure|certainly|of course|okay|ok|absolutely|great|alright|yes|here|below|the following|this is|i've|i have|i will|let me|let's|got it|好的|好|当然|没问题|可以|以下|下面|这是|根据)\b?[^:：\d\n]{0,160}[:：]\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LeadIn();

    [GeneratedRegex(@"^\s*(?:sure|certainly|of course|okay|ok|absolutely|great|alright|got it|好的|好|当然|没问题|可以)(?:[!！.。,，]?\s*(?:thing|here you go|当然)?[!！.。]?)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Exclamation();

    [GeneratedRegex(@"^\s*[(\[*_]*(?:this (?:new |modified |rewritten |revised |updated )?(?:problem|question|version)\b|in this (?:new |modified |rewritten |revised |updated )?(?:problem|version|question),? (?:i|we|the)\b|i hope\b|let me know\b|feel free\b|note that i\b|i (?:have )?(?:changed|replaced|added|modified|introduced|rewrote)\b|the numbers (?:have been|were)\b|(?:to|let'?s) solve\b|we can solve\b|first, we\b|希望|这道新?题目?(?:中|里|将|把|通过|增加|考查|结合)|这个新?(?:题目|问题)(?:中|里|将|把|通过|增加|考查|结合)|本题|我(?:将|把|对|在)|如果你|如需)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Closing();

    [GeneratedRegex(@"^\s*(\d{1,2})[.)、．]\s*")]
    private static partial Regex ItemNumber();

    [GeneratedRegex(@"\s*[(\[（【]\s*(?:answer|ans|答案)\s*[:：][^)\]）】\n]*[)\]）】]\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InlineAnswer();

    /// <summary>The problem in the output; null when no text is left.</summary>
    /// <param name="parent">The original, so that an output that repeats it first is not taken at its repetition.</param>
    public static Found? Find(string output, string parent)
    {
        var lines = Unfence(output.ReplaceLineEndings("\n")).Split('\n');
        var sections = Cut(lines);
        var chosen = sections.FirstOrDefault(s => s.Role == LineRole.NewProblem && HasText(s))
            ?? sections.FirstOrDefault(s => s.Role == LineRole.Problem && HasText(s) && !Same(s, parent))
            ?? sections.FirstOrDefault(s => s.Role == LineRole.Text && HasText(s) && !OnlyTalk(s))
            ?? sections.FirstOrDefault(s => s.Role == LineRole.Problem && HasText(s));
        if (chosen is null) return null;
        var text = Body(chosen.Lines, out var closed);
        return text.Length == 0 ? null : new Found(text, closed || chosen.Ended);
    }

    private static List<Section> Cut(string[] lines)
    {
        var sections = new List<Section> { new(LineRole.Text, []) };
        foreach (var line in lines)
        {
            var (role, textAt) = EvolvedLabels.Of(line);
            var open = sections[^1];
            // "Question: how many …?" inside a labelled problem that has not asked anything yet is its last part.
            var continues = role == LineRole.Problem && open.Role == LineRole.NewProblem && HasText(open) && !open.Lines.Any(QuestionMarks.Asks);
            if (role == LineRole.Text || continues)
            {
                open.Lines.Add(line);
                continue;
            }

            open.Ended = true;
            sections.Add(new Section(role, [line[textAt..]]));
        }

        return sections;
    }

    private static string Body(List<string> lines, out bool closed)
    {
        var kept = DropLeadIn(lines);
        var end = kept.FindIndex(1 <= kept.Count ? 1 : 0, l => Closing().IsMatch(l));
        closed = end >= 0;
        if (closed) kept.RemoveRange(end, kept.Count - end);
        kept = FirstItem(kept, ref closed);
        if (kept.Where(l => l.Length > 0).All(l => l.StartsWith('>'))) kept = [.. kept.Select(l => l.Length > 0 ? l[1..].TrimStart(' ') : l)];
        return InlineAnswer().Replace(Unwrap(string.Join('\n', kept).Trim()), "").Trim();
    }

    private static List<string> DropLeadIn(List<string> lines)
    {
        var at = 0;
        while (at < lines.Count && (string.IsNullOrWhiteSpace(lines[at]) || Exclamation().IsMatch(lines[at]))) at++;
        var kept = lines[at..];
        if (kept.Count == 0) return kept;
        var lead = LeadIn().Match(kept[0]);
        if (!lead.Success) return kept;
        var rest = kept[0][lead.Length..];
        if (string.IsNullOrWhiteSpace(rest)) kept.RemoveAt(0);
        else kept[0] = rest;
        while (kept.Count > 0 && string.IsNullOrWhiteSpace(kept[0])) kept.RemoveAt(0);
        return kept;
    }

    /// <summary>"1. …? 2. …?" is a list of problems and the first is taken; a numbered list whose items do not each ask something is one problem with parts; a lone "1." goes.</summary>
    private static List<string> FirstItem(List<string> lines, ref bool closed)
    {
        var starts = Enumerable.Range(0, lines.Count).Where(i => ItemNumber().IsMatch(lines[i])).ToList();
        if (starts.Count == 0 || starts[0] != lines.FindIndex(l => l.Length > 0) || ItemNumber().Match(lines[starts[0]]).Groups[1].Value != "1") return lines;
        var items = starts.Select((s, i) => lines[s..(i + 1 < starts.Count ? starts[i + 1] : lines.Count)]).ToList();
        if (items.Count > 1 && !items[..^1].All(item => item.Any(QuestionMarks.Asks))) return lines;
        if (items.Count > 1 && items.All(item => string.Join(' ', item).Length < 40)) return lines; // parts of one exercise: "1. 3 + 4 = ?"
        closed |= items.Count > 1;
        var first = items[0];
        first[0] = first[0][ItemNumber().Match(first[0]).Length..];
        return first;
    }

    private static string Unfence(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal)) return text;
        var begin = trimmed.IndexOf('\n');
        if (begin < 0) return text;
        var end = trimmed.IndexOf("\n```", begin, StringComparison.Ordinal);
        return end < 0 ? trimmed[(begin + 1)..] : trimmed[(begin + 1)..end];
    }

    /// <summary>Takes off quotes or bold that stand around the whole text.</summary>
    private static string Unwrap(string text)
    {
        foreach (var (open, close) in ((string, string)[])[("**", "**"), ("__", "__"), ("\"", "\""), ("“", "”"), ("「", "」"), ("『", "』"), ("'", "'"), ("*", "*")])
        {
            if (text.Length <= open.Length + close.Length || !text.StartsWith(open, StringComparison.Ordinal) || !text.EndsWith(close, StringComparison.Ordinal)) continue;
            var inner = text[open.Length..^close.Length];
            if (!inner.Contains(open, StringComparison.Ordinal) && !inner.Contains(close, StringComparison.Ordinal)) return Unwrap(inner.Trim());
        }

        return text;
    }

    private static bool HasText(Section section) => section.Lines.Any(l => !string.IsNullOrWhiteSpace(l));

    private static bool OnlyTalk(Section section) => DropLeadIn(section.Lines).All(l => string.IsNullOrWhiteSpace(l) || Closing().IsMatch(l));

    private static bool Same(Section section, string parent) => Words(Body(section.Lines, out _)) == Words(parent);

    private static string Words(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
