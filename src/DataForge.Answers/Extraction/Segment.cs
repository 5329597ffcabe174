namespace DataForge.Answers;

/// <summary>What follows an answer phrase: to the end of its sentence, and the answer inside it.</summary>
internal static class Segment
{
    private const int MaxLength = 1200;

    /// <summary>End of the sentence that starts at <paramref name="from"/>: a line break, a full stop before a blank, 。 — outside math and braces.</summary>
    public static int End(string text, int from)
    {
        var depth = 0;
        var dollar = false;
        var last = Math.Min(text.Length, from + MaxLength);
        for (var i = from; i < last; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    if (text[i + 1] is '(' or '[') depth++;
                    else if (text[i + 1] is ')' or ']') depth--;
                    i++;
                    break;
                case '{': depth++; break;
                case '}': depth--; break;
                case '$': dollar = !dollar && Closes(text, i + 1, last); break;
                case '\n' when depth <= 0 && !dollar: return i;
                case '。' or '；' when depth <= 0 && !dollar: return i;
                case '<' when i + 1 < text.Length && text[i + 1] == '|': return i;
                case '.' when depth <= 0 && !dollar && IsStop(text, i): return i;
                default: break;
            }
        }

        return last;
    }

    private static bool Closes(string text, int from, int last) => text.AsSpan(from, last - from).IndexOf('$') is >= 0 and var at && !MathSpans.IsProse(text.AsSpan(from, at));

    private static bool IsStop(string text, int at) =>
        (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] is '*' or '"' or '”' or '<')
        && !(at > 0 && text[at - 1] is '.') && !IsAbbreviation(text, at);

    private static bool IsAbbreviation(string text, int at)
    {
        var start = at;
        while (start > 0 && (char.IsAsciiLetter(text[start - 1]) || text[start - 1] == '.')) start--;
        return text.AsSpan(start, at - start) is "a.m" or "p.m" or "A.M" or "P.M" or "sq" or "ft" or "approx" or "Mr" or "Mrs" or "Dr" or "St";
    }

    /// <summary>The answer inside a sentence: all of it when it is short, else what follows its last "is", else its last math or number.</summary>
    public static TextSpan? Answer(string text, TextSpan span)
    {
        span = Trim(text, SkipLead(text, span));
        if (span.Length == 0) return null;
        var words = PlainWords.Count(text.AsSpan(span.Start, span.Length));
        if (words > 1 && CutClause(text, span, words > 3) is { } clause) return clause;
        if (words <= 3) return span;
        if (AfterIs(text, span) is { } rest) return rest;
        var math = MathSpans.Last(text, span.End);
        if (math is { } m && m.Start < span.Start) math = null;
        var number = LastNumber.In(text, span.End);
        if (number is { } n && n.Start < span.Start) number = null;
        if (math is { } found && (number is null || number.Value.End <= found.End)) return found.Content;
        return number ?? (words <= 12 ? span : null);
    }

    /// <summary>"5 because …", "D, it can't be A": an answer, then a clause that explains it.</summary>
    private static TextSpan? CutClause(string text, TextSpan span, bool isLong)
    {
        foreach (var mark in Clauses)
        {
            if (!isLong && mark is " (" or "，" or "（") continue;
            var at = text.AsSpan(span.Start, span.Length).IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at <= 0) continue;
            var head = Trim(text, new TextSpan(span.Start, span.Start + at));
            if (head.Length > 0 && PlainWords.Count(text.AsSpan(head.Start, head.Length)) <= 2 && HoldsAnswer(text.AsSpan(head.Start, head.Length))) return head;
        }

        return null;
    }

    private static readonly string[] Clauses = [" because", " since ", ", since", ", it ", ", which", ", so ", ", as ", ", not ", " when ", " if ", ", where", "，", "（", " ("];

    private static bool HoldsAnswer(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (char.IsDigit(c) || c is '$' or '\\' || (char.IsAsciiLetterUpper(c) && text.Length <= 3))
                return true;
        return false;
    }

    private static TextSpan? AfterIs(string text, TextSpan span)
    {
        foreach (var mark in (ReadOnlySpan<string>)[" is ", " are ", " equals ", " be ", "是", "为"])
        {
            var at = text.AsSpan(span.Start, span.Length).LastIndexOf(mark, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = Trim(text, SkipLead(text, new TextSpan(span.Start + at + mark.Length, span.End)));
            if (rest.Length > 0 && PlainWords.Count(text.AsSpan(rest.Start, rest.Length)) <= 3 && HoldsAnswer(text.AsSpan(rest.Start, rest.Length))) return rest;
        }

        return null;
    }

    private static readonly string[] Leads =
        ["therefore", "thus", "hence", "for sure", "equal to", "given by", "indeed", "simply", "clearly", "just", "definitely", "option", "choice", "选项", "选"];

    private static TextSpan SkipLead(string text, TextSpan span)
    {
        for (var turn = 0; turn < 3; turn++)
        {
            span = Trim(text, span);
            var before = span;
            foreach (var lead in Leads)
                if (text.AsSpan(span.Start, span.Length).StartsWith(lead, StringComparison.OrdinalIgnoreCase) && Ends(text, span.Start + lead.Length, lead[0]))
                    span = new TextSpan(span.Start + lead.Length, span.End);
            if (span == before) break;
        }

        return span;
    }

    private static bool Ends(string text, int at, char first) => !char.IsAscii(first) || at >= text.Length || !char.IsLetterOrDigit(text[at]);

    private static TextSpan Trim(string text, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && (char.IsWhiteSpace(text[start]) || text[start] is '*' or '_' or ':' or '：' or '=' or ',' or '，' or '"' or '“')) start++;
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '*' or '_' or '。' or '；' or ';' or ',' or '，' or '"' or '”' or '：' or ':')) end--;
        return new TextSpan(start, end);
    }
}
