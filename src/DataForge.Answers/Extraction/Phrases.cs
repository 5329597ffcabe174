namespace DataForge.Answers;

/// <summary>"The final answer is", "the answer is", "Answer:", 答案是, 故选: the last phrase that is followed by an answer.</summary>
internal static class Phrases
{
    private const int MaxTries = 24;
    private const int MaxReach = 60;

    /// <summary>The last English phrase; "final answer" and "answer" alike, told apart by the rule.</summary>
    public static ExtractedAnswer? English(string text)
    {
        var limit = text.Length;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var at = Backwards.LastIgnoringCase(text.AsSpan(0, limit), "nswer");
            if (at < 1) return null;
            limit = at;
            if (text[at - 1] is not ('a' or 'A') || (at > 1 && char.IsAsciiLetter(text[at - 2]))) continue;
            if (Connector(text, at + 5) is not { } start) continue;
            var from = SkipBlank(text, start);
            var end = Segment.End(text, from);
            if (Segment.Answer(text, new TextSpan(from, end)) is not { } span) continue;
            var answer = Clean.Sentence(text.AsSpan(span.Start, span.Length));
            if (answer.Length == 0) continue;
            var final = text.AsSpan(0, at - 1).TrimEnd(" *#").EndsWith("final", StringComparison.OrdinalIgnoreCase);
            return new ExtractedAnswer(answer, span, final ? ExtractionRule.FinalAnswer : ExtractionRule.AnswerPhrase, final ? 0.95 : 0.9);
        }

        return null;
    }

    /// <summary>Position after "is", "are", "be", ":" or "=" that follows the word within its sentence; also after a heading's line break.</summary>
    private static int? Connector(string text, int at)
    {
        if (at < text.Length && text[at] is 's' or 'S') at++;
        var end = Math.Min(text.Length, at + MaxReach);
        for (var i = at; i < end; i++)
        {
            switch (text[i])
            {
                case ':' or '：' or '=': return AfterVerb(text, i + 1);
                case '\n': return text.AsSpan(at, i - at).TrimEnd("* #").IsEmpty ? i + 1 : null;
                case '.' or '。' or '?' or '!' or '$' or '\\': return i > at && text[i] is '$' or '\\' && text.AsSpan(at, i - at).Trim(" *_").IsEmpty ? i : null;
                case ' ' when Verb(text, i + 1) is > 0 and var length: return AfterVerb(text, i + 1 + length);
                default: break;
            }
        }

        return null;
    }

    /// <summary>"answer: the answer is …" and "answer is: …" both go on to the later mark.</summary>
    private static int AfterVerb(string text, int at)
    {
        var i = at;
        while (i < text.Length && text[i] is ' ' or '*' or ':' or '：') i++;
        return i;
    }

    private static int Verb(string text, int at)
    {
        foreach (var verb in (ReadOnlySpan<string>)["is", "are", "was", "be", "equals"])
            if (at + verb.Length <= text.Length && text.AsSpan(at, verb.Length).Equals(verb, StringComparison.OrdinalIgnoreCase)
                && (at + verb.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + verb.Length])))
                return verb.Length;
        return 0;
    }

    private static readonly string[] ChineseMarks = ["答案是", "答案为", "答案：", "答案:", "答案应为", "答案应该是", "答案选", "故选", "应选", "所以选", "因此选", "答：", "答:", "结果是", "结果为", "réponse est", "Réponse :", "Réponse:", "\nA: "];

    /// <summary>The last Chinese phrase.</summary>
    public static ExtractedAnswer? Chinese(string text)
    {
        var best = -1;
        var length = 0;
        foreach (var mark in ChineseMarks)
        {
            var at = text.AsSpan().LastIndexOf(mark);
            if (at <= best) continue;
            best = at;
            length = mark.Length;
        }

        if (best < 0) return null;
        var from = SkipBlank(text, best + length);
        var end = Segment.End(text, from);
        if (Segment.Answer(text, new TextSpan(from, end)) is not { } span) return null;
        span = CutComma(text, span);
        var answer = Clean.Sentence(text.AsSpan(span.Start, span.Length));
        return answer.Length == 0 ? null : new ExtractedAnswer(answer, span, ExtractionRule.ChinesePhrase, 0.92);
    }

    /// <summary>"5，因为…": a full-width comma before more words ends the answer; between numbers it separates them.</summary>
    private static TextSpan CutComma(string text, TextSpan span)
    {
        var at = text.AsSpan(span.Start, span.Length).IndexOf('，');
        if (at <= 0) return span;
        var next = span.Start + at + 1;
        while (next < span.End && text[next] == ' ') next++;
        return next < span.End && text[next] >= '一' && text[next] <= '鿿' ? new TextSpan(span.Start, span.Start + at) : span;
    }

    private static int SkipBlank(string text, int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '*' or '_' or '#')) at++;
        return at;
    }
}
