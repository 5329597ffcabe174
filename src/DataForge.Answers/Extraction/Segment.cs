namespace DataForge.Answers;

/// <summary>What follows an answer phrase: to the end of its sentence, and the answer inside it.</summary>
internal static class Segment
{
    private const int MaxLength = 1200;
    private const int MaxWords = 3;
    private const int MaxWholeWords = 12;

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
                case '。' or '；' or '।' or '۔' when depth <= 0 && !dollar: return i;
                case '<' when i + 1 < text.Length && text[i + 1] is '|' or '/': return i;
                case '.' when depth <= 0 && !dollar && IsStop(text, i): return i;
                default: break;
            }
        }

        return last;
    }

    private static bool Closes(string text, int from, int last) => text.AsSpan(from, last - from).IndexOf('$') is >= 0 and var at && !MathSpans.IsProse(text.AsSpan(from, at));

    private static bool IsStop(string text, int at) =>
        (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] is '*' or '"' or '”' or '<' or '_' or '`')
        && !(at > 0 && text[at - 1] is '.') && !IsAbbreviation(text, at);

    private static bool IsAbbreviation(string text, int at)
    {
        var start = at;
        while (start > 0 && (char.IsAsciiLetter(text[start - 1]) || text[start - 1] == '.')) start--;
        return text.AsSpan(start, at - start) is "a.m" or "p.m" or "A.M" or "P.M" or "sq" or "ft" or "approx" or "Mr" or "Mrs" or "Dr" or "St" or "i.e" or "e.g";
    }

    /// <summary>The answer inside a sentence: all of it when it is short or says more of a number than its digits; else what follows its last "is", else its only math or number.</summary>
    public static TextSpan? Answer(string text, TextSpan span)
    {
        span = Trim(text, SkipLead(text, span));
        if (span.Length == 0) return null;
        var words = PlainWords.Count(text.AsSpan(span.Start, span.Length));
        if (words > 0 && CutClause(text, span, words > MaxWords) is { } clause) return clause;
        if (words <= MaxWords) return span;
        if (AfterIs(text, span) is { } rest) return rest;
        var whole = words <= MaxWholeWords ? span : (TextSpan?)null;
        if (Modifiers.In(text.AsSpan(span.Start, span.Length))) return whole;
        var math = MathSpans.Last(text, span.End);
        if (math is { } m && m.Start < span.Start) math = null;
        if (math is { } found && LastNumber.In(text, found.End, span.End) is null) return found.Content;
        if (LastNumber.In(text, span.Start, span.End) is not { } number) return whole;
        return LastNumber.IsOnly(text, span, number) || text.AsSpan(span.Start, number.Start - span.Start).TrimEnd().EndsWith('=') ? number : whole;
    }

    /// <summary>Whether a text holds a digit, math, or no more than a letter.</summary>
    public static bool HoldsAnswer(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (char.IsDigit(c) || c is '$' or '\\' or '√' or 'π' or '∞' || (char.IsAsciiLetterUpper(c) && text.Length <= 3))
                return true;
        return false;
    }

    private static readonly string[] Clauses =
        [" because", " since ", ", since", ", it ", ", which", ", so ", ", as ", ", not ", " when ", " if ", ", where", " porque", " parce que", " car ", " weil ", ", denn ", " pois ", " потому", ", так как", ", क्योंकि", ", কারণ", " لأن", "，", "、因为", " (", "（", ", "];

    /// <summary>"5 because …", "D, it can't be A", "72 (8 times 9)": an answer, then words that explain it. The first place where such words start.</summary>
    private static TextSpan? CutClause(string text, TextSpan span, bool isLong)
    {
        TextSpan? best = null;
        foreach (var mark in Clauses)
        {
            var from = span.Start;
            while (text.AsSpan(from, (best?.End ?? span.End) - from).IndexOf(mark, StringComparison.OrdinalIgnoreCase) is >= 0 and var found)
            {
                var at = from + found;
                from = at + mark.Length;
                if (!IsCut(text.AsSpan(from, span.End - from), mark, isLong)) continue;
                var head = Trim(text, new TextSpan(span.Start, at));
                if (head.Length == 0 || PlainWords.Count(text.AsSpan(head.Start, head.Length)) > 2 || !HoldsAnswer(text.AsSpan(head.Start, head.Length))) continue;
                best = head;
                break;
            }
        }

        return best;
    }

    private static bool IsCut(ReadOnlySpan<char> rest, string mark, bool isLong) => mark switch
    {
        ", " => StartsClause(rest),
        " (" or "（" => IsRemark(rest, isLong),
        "，" => isLong || (rest.Length > 0 && WordAt.IsUnspaced(rest[0])),
        _ => true,
    };

    /// <summary>Two plain words or more behind a comma, with no value between them: no further item of a list.</summary>
    private static bool StartsClause(ReadOnlySpan<char> rest)
    {
        var first = rest[..Math.Min(rest.Length, 24)];
        var value = FirstValue(first);
        var head = value < 0 ? first : first[..value];
        return PlainWords.Count(head) >= 2 && !head.ContainsAny(':', '=') && !head.StartsWith("and ", StringComparison.Ordinal) && !head.StartsWith("or ", StringComparison.Ordinal);
    }

    /// <summary>A parenthesis of words that is no unit and no negation of something else.</summary>
    private static bool IsRemark(ReadOnlySpan<char> rest, bool isLong)
    {
        var close = rest.IndexOfAny(')', '）');
        var inside = close < 0 ? rest : rest[..close];
        return isLong || (PlainWords.Count(inside) >= 1 && FirstValue(inside) >= 0);
    }

    private static TextSpan? AfterIs(string text, TextSpan span)
    {
        foreach (var mark in (ReadOnlySpan<string>)[" is ", " are ", " equals ", " be ", "是", "为"])
        {
            var at = text.AsSpan(span.Start, span.Length).LastIndexOf(mark, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = Trim(text, SkipLead(text, new TextSpan(span.Start + at + mark.Length, span.End)));
            if (rest.Length > 0 && PlainWords.Count(text.AsSpan(rest.Start, rest.Length)) <= MaxWords && HoldsAnswer(text.AsSpan(rest.Start, rest.Length))) return rest;
        }

        return null;
    }

    private static TextSpan SkipLead(string text, TextSpan span)
    {
        for (var turn = 0; turn < 4; turn++)
        {
            span = Trim(text, span);
            var before = span;
            foreach (var lead in LabelWords.Leads)
                if (text.AsSpan(span.Start, span.Length) is var rest && WordAt.Starts(rest, 0, lead) && rest.Length > lead.Length)
                    span = Trim(text, new TextSpan(span.Start + lead.Length, span.End));
            if (span == before) break;
        }

        return span;
    }

    private static TextSpan Trim(string text, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start < end && (char.IsWhiteSpace(text[start]) || text[start] is '*' or '_' or ':' or '：' or '=' or ',' or '，' or '"' or '“')) start++;
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '*' or '_' or '。' or '；' or ';' or ',' or '，' or '"' or '”' or '：' or ':' or '।' or '|')) end--;
        foreach (var verb in LabelWords.Trailing)
            if (end - start > verb.Length && text.AsSpan(start, end - start).EndsWith(verb, StringComparison.Ordinal) && !char.IsAsciiLetter(text[end - verb.Length - 1]))
            {
                end -= verb.Length;
                while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '\'' or '’')) end--;
                break;
            }

        return new TextSpan(start, end);
    }

    /// <summary>Where a text's first digit, math or lone capital letter stands; -1 when nowhere.</summary>
    public static int FirstValue(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsDigit(text[i]) || text[i] is '$' or '\\' or '√' or 'π' or '∞' || (text[i] is >= 'A' and <= 'J' and not 'I' && (i == 0 || !WordAt.IsLetter(text[i - 1]) || WordAt.IsUnspaced(text[i - 1])) && (i + 1 == text.Length || !WordAt.IsLetter(text[i + 1]) || WordAt.IsUnspaced(text[i + 1]))))
                return i;
        return -1;
    }
}
