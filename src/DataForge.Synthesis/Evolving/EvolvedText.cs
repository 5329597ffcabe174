using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Finds the new problem in what a model wrote around it: frames, labels, lead-ins, numbering, bold, quotes, a solution, a closing remark.</summary>
/// <remarks>What remains is the model's own text, byte for byte but for line endings. It does not judge the problem: <see cref="Gates"/> does.</remarks>
public static partial class EvolvedText
{
    /// <summary>A problem found in an output.</summary>
    /// <param name="Whole">True when something follows it in the output, so that it is complete even where the output itself was cut off.</param>
    public sealed record Found(string Text, bool Whole);

    private sealed record Section(LineRole Role, List<string> Lines)
    {
        public bool Ended { get; set; }
    }

    [GeneratedRegex(@"^\s*(\d{1,2})[.)、．]\s*")]
    private static partial Regex ItemNumber();

    /// <summary>The problem in the output; null when no text is left.</summary>
    /// <param name="parent">The original, so that an output that repeats it first is not taken at its repetition.</param>
    public static Found? Find(string output, string parent)
    {
        var parentWords = Words(parent);
        var text = Envelope.Open(output, t => Words(t) == parentWords, out var closed);
        var sections = Cut(text.Split('\n'));
        var bodies = sections.ConvertAll(s => HasText(s) ? Body(s, parentWords) : null);
        var chosen = Choose(sections, bodies, parent, parentWords);
        return chosen < 0 || bodies[chosen] is not { Text.Length: > 0 } body ? null : body with { Whole = body.Whole || sections[chosen].Ended || closed };
    }

    /// <summary>A final version after drafts; else the unlabelled text before any label when it is a problem of the parent's kin; else the first labelled as new; else the first that is not the parent.</summary>
    private static int Choose(List<Section> sections, List<Found?> bodies, string parent, string parentWords)
    {
        bool Other(int i) => bodies[i] is { Text.Length: > 0 } body && Words(body.Text) != parentWords;
        bool Is(int i, LineRole role) => sections[i].Role == role && Other(i);
        var all = Enumerable.Range(0, sections.Count).ToList();
        if (all.FindIndex(i => Is(i, LineRole.FinalProblem)) is >= 0 and var final) return final;
        if (Is(0, LineRole.Text) && Asking.Asks(bodies[0]!.Text) && !Asking.AsksTheUser(bodies[0]!.Text) && !SharedWords.None(parent, bodies[0]!.Text) && !Deliberates(bodies[0]!.Text)) return 0;
        foreach (var role in (LineRole[])[LineRole.NewProblem, LineRole.Problem, LineRole.Text])
            if (all.FindIndex(i => Is(i, role)) is >= 0 and var found)
                return found;
        return all.FindIndex(i => sections[i].Role is LineRole.FinalProblem or LineRole.NewProblem or LineRole.Problem or LineRole.Text && bodies[i] is { Text.Length: > 0 });
    }

    [GeneratedRegex(@"\b(?:original (?:problem|question)|the user|i need to|i should|i could|let me (?:think|change|try)|we need to (?:change|create|rewrite|produce|modify)|change the numbers|new numbers)\b|原题|用户", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Deliberation();

    /// <summary>True when the text thinks about the work in place of doing it.</summary>
    internal static bool Deliberates(string text) => Deliberation().IsMatch(text);

    private static List<Section> Cut(string[] lines)
    {
        var sections = new List<Section> { new(LineRole.Text, []) };
        foreach (var line in lines)
        {
            var (role, textAt) = EvolvedLabels.Of(line);
            var open = sections[^1];
            var isProblem = open.Role is LineRole.FinalProblem or LineRole.NewProblem or LineRole.Problem or LineRole.Text;
            var asked = open.Lines.Any(Asking.Asks);
            if (role == LineRole.EndIfAsked) role = isProblem && HasProblemText(open) && !asked ? LineRole.Text : LineRole.End;
            // "Question: how many …?" after text that has not asked anything yet is its last part.
            var continues = role == LineRole.Problem && isProblem && HasProblemText(open) && !asked;
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

    private static Found Body(Section section, string parentWords)
    {
        var lines = FirstItem(DropLeadIn(section.Lines), out var closed);
        if (lines.Where(l => l.Length > 0).All(l => l.StartsWith('>'))) lines = [.. lines.Select(l => l.Length > 0 ? l[1..].TrimStart(' ') : l)];
        var text = Unwrap(Envelope.Trim(string.Join('\n', lines)).TrimStart(':', '：', ' '));
        text = DropRemarks(text, ref closed);
        text = WithoutRepeat(text, parentWords, ref closed);
        var bare = Unwrap(Envelope.Trim(Remarks.WithoutAnswer(text)));
        return new Found(bare, closed || bare.Length < text.Length);
    }

    private static List<string> DropLeadIn(List<string> lines)
    {
        var text = string.Join('\n', lines);
        while (true)
        {
            text = Envelope.Trim(text);
            var first = Sentences.Of(text).FirstOrDefault() ?? "";
            var head = first.IndexOfAny([':', '：']) is > 0 and var colon ? first[..(colon + 1)] : null;
            if (first.Length < text.Length && Remarks.IsLeadIn(first.Trim())) text = text[first.Length..];
            else if (head is not null && head.Length < text.Length && Remarks.IsLeadIn(Closing().Replace(head.Trim(), ""))) text = text[head.Length..].TrimStart('*', '_');
            else if (text.IndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end && Remarks.IsPreface(text[..end], text[end..])) text = text[end..];
            else if (text.Length > 0 && Remarks.IsLeadIn(text)) return [];
            else break;
        }

        // A lead-in may have hidden a label.
        var rest = text.Split('\n').ToList();
        if (EvolvedLabels.Of(rest[0]) is { Role: LineRole.FinalProblem or LineRole.NewProblem or LineRole.Problem, TextAt: var at } && at > 0 && text.Length < string.Join('\n', lines).Trim().Length) rest[0] = rest[0][at..];
        return rest;
    }

    [GeneratedRegex(@"[*_]+$")]
    private static partial Regex Closing();

    /// <summary>Once the problem has asked, the first sentence that comments, offers or solves ends it.</summary>
    private static string DropRemarks(string text, ref bool closed)
    {
        var kept = 0;
        var asked = false;
        foreach (var sentence in Sentences.Of(text))
        {
            var opensParagraph = kept > 1 && text.AsSpan(0, kept).EndsWith("\n\n");
            if (asked && (Remarks.IsTrailing(sentence.Trim()) || opensParagraph && Remarks.IsComment(text[kept..].Split("\n\n")[0])))
            {
                closed = true;
                return text[..kept].TrimEnd();
            }

            asked |= Asking.Asks(sentence);
            kept += sentence.Length;
        }

        return text;
    }

    /// <summary>A problem written twice in a row is taken once; of the original and a new one in a row, the new one.</summary>
    private static string WithoutRepeat(string text, string parentWords, ref bool closed)
    {
        var sentences = Sentences.Of(text);
        for (var i = 1; i < sentences.Count; i++)
        {
            var (head, tail) = (string.Concat(sentences.Take(i)), string.Concat(sentences.Skip(i)));
            var (headWords, tailWords) = (Words(head), Words(tail));
            if (headWords.Length == 0 || !Asking.Asks(head)) continue;
            if (headWords == parentWords && tailWords.Length > 0 && Asking.Asks(tail)) return tail.Trim();
            if (!tailWords.StartsWith(headWords, StringComparison.Ordinal) && (tailWords.Length < headWords.Length / 2 || !headWords.StartsWith(tailWords, StringComparison.Ordinal))) continue;
            closed = true;
            return head.TrimEnd();
        }

        return text;
    }

    /// <summary>"1. …? 2. …?" is a list of problems and the first is taken; a numbered list whose items do not each ask something is one problem with parts; a lone "1." goes.</summary>
    private static List<string> FirstItem(List<string> lines, out bool closed)
    {
        closed = false;
        var starts = Enumerable.Range(0, lines.Count).Where(i => ItemNumber().IsMatch(lines[i])).ToList();
        if (starts.Count == 0 || starts[0] != lines.FindIndex(l => l.Length > 0) || ItemNumber().Match(lines[starts[0]]).Groups[1].Value != "1") return lines;
        var items = starts.Select((s, i) => lines[s..(i + 1 < starts.Count ? starts[i + 1] : lines.Count)]).ToList();
        if (items.Count > 1 && !items[..^1].All(item => item.Any(Asking.Asks))) return lines;
        if (items.Count > 1 && items.All(item => string.Join(' ', item).Length < 40)) return lines; // parts of one exercise: "1. 3 + 4 = ?"
        closed = items.Count > 1;
        var first = items[0];
        first[0] = first[0][ItemNumber().Match(first[0]).Length..];
        return first;
    }

    /// <summary>Takes off quotes or bold that stand around the whole text.</summary>
    private static string Unwrap(string text)
    {
        foreach (var (open, close) in ((string, string)[])[("***", "***"), ("**", "**"), ("__", "__"), ("\"", "\""), ("“", "”"), ("‘", "’"), ("«", "»"), ("「", "」"), ("『", "』"), ("'", "'"), ("`", "`"), ("*", "*"), ("_", "_"), ("[", "]"), ("{", "}")])
        {
            if (text.Length <= open.Length + close.Length || !text.StartsWith(open, StringComparison.Ordinal) || !text.EndsWith(close, StringComparison.Ordinal)) continue;
            var inner = text[open.Length..^close.Length];
            if (open is "[" or "{" && !Asking.Asks(inner)) continue;
            if (!inner.Contains(open, StringComparison.Ordinal) && !inner.Contains(close, StringComparison.Ordinal)) return Unwrap(Envelope.Trim(inner));
        }

        return text;
    }

    private static bool HasText(Section section) => section.Lines.Any(l => !string.IsNullOrWhiteSpace(l));

    /// <summary>True when the section holds more than courtesies and lead-ins.</summary>
    private static bool HasProblemText(Section section) => HasText(section) && string.Concat(DropLeadIn(section.Lines)).Trim().Length > 0;

    private static string Words(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
