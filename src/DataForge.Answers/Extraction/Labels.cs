using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>Answers behind a label: "The final answer is", "Answer:", 答案是, "La respuesta es", "| Answer | 5 |", <c>"answer": 5</c>. The last label that is followed by an answer counts.</summary>
internal static class Labels
{
    private const int MaxLabels = 48;
    private const int MaxReach = 60;

    /// <param name="text">What was said.</param>
    /// <param name="floor">Where the last label without an answer ends, be it followed by nothing or by a denial: nothing before it may be guessed to be the answer. 0 when there is none.</param>
    public static ExtractedAnswer? Last(string text, out int floor)
    {
        floor = 0;
        var nouns = Nouns(text);
        for (var i = nouns.Count - 1; i >= 0; i--)
        {
            var (start, end) = (nouns[i].Start, nouns[i].End);
            if (JsonValue.At(text, start, end) is { } json) return json;
            if (Connected(text, start, end) is not { } connected) continue;
            var found = connected.IsTable ? TableCell.At(text, connected.From) : LabelledValue.At(text, connected.From);
            if (found.Text is not null && (Denials.IsSupposed(text.AsSpan(0, start)) || Denials.IsRetracted(text.AsSpan(found.Span.End)))) found = found with { Text = null, IsUnanswered = true };
            if (connected.IsDenied && found.Text is not null) found = LabelledValue.AfterDenial(text, connected.From);
            if (found.Text is { Length: > 0 } answer)
            {
                var final = text.AsSpan(0, start).TrimEnd(" *#_\"").EndsWith("final", StringComparison.OrdinalIgnoreCase);
                var isHan = WordAt.IsUnspaced(text[start]) && text[start] is not ((>= '\uAC00' and <= '\uD7A3') or (>= '\u0E00' and <= '\u0E7F'));
                return new ExtractedAnswer(answer, found.Span, isHan ? ExtractionRule.ChinesePhrase : final ? ExtractionRule.FinalAnswer : ExtractionRule.AnswerPhrase, isHan ? 0.92 : final ? 0.95 : 0.9);
            }

            if (found.IsUnanswered) floor = Math.Max(floor, found.Span.End);
        }

        return null;
    }

    /// <summary>Whether a text is a label and nothing else: "Final answer:", "The answer is".</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        text = text.Trim(" ~:：*_\\");
        foreach (var lead in (ReadOnlySpan<string>)["The ", "My ", "Final ", "Correct ", "the ", "final "])
            if (text.StartsWith(lead, StringComparison.Ordinal))
                text = text[lead.Length..];
        if (text.StartsWith("final ", StringComparison.OrdinalIgnoreCase)) text = text["final ".Length..];
        if (text.EndsWith(" is", StringComparison.Ordinal) || text.EndsWith(" es", StringComparison.Ordinal)) text = text[..^3];
        return text.Length is > 0 and < 16 && text.IndexOfAny(LabelWords.Search) == 0 && !text.Contains(' ');
    }

    /// <summary>The last labels' nouns, in order.</summary>
    private static List<TextSpan> Nouns(string text)
    {
        var nouns = new List<TextSpan>();
        var from = 0;
        var search = System.Text.Ascii.IsValid(text) ? LabelWords.AsciiSearch : LabelWords.Search;
        while (from < text.Length && text.AsSpan(from).IndexOfAny(search) is >= 0 and var at)
        {
            at += from;
            from = at + 1;
            var end = NounEnd(text, at);
            if (end < 0) continue;
            from = end;
            if (nouns.Count == MaxLabels) nouns.RemoveAt(0);
            nouns.Add(new TextSpan(at, end));
        }

        return nouns;
    }

    /// <summary>Where the noun with its ending ends; -1 when it stands inside another word.</summary>
    private static int NounEnd(string text, int at)
    {
        if (text[at] == '\n') return at + 2; // GSM8K's "A: 5"
        if (WordAt.IsUnspaced(text[at]))
        {
            var end = at + 1;
            foreach (var noun in (ReadOnlySpan<string>)["答え", "答案", "回答", "解答", "正解", "답변", "정답", "คำตอบ", "答：", "答:", "结果是", "结果为", "結果是", "結果為", "故选", "故選", "应选", "應選", "所以选", "因此选"])
                if (text.AsSpan(at).StartsWith(noun, StringComparison.Ordinal))
                    end = at + noun.Length;
            // marks and verbs that are part of the noun's entry are read again as connectors
            while (end > at + 1 && text[end - 1] is '：' or ':' or '是' or '为' or '為' or '选' or '選') end--;
            return end;
        }

        var start = WordAt.Start(text, at);
        while (start < at && text[start] is '\'' or '’') start++;
        var word = WordAt.End(text, at);
        var isPrefixed = start < at && !(text.AsSpan(start, at - start) is "ال" or "وال" or "l'" or "L'" or "l’" or "L’" or "Final");
        if (isPrefixed) return -1;
        while (text[word - 1] is '\'' or '’') word--;
        var letters = text.AsSpan(at, word - at);
        if (letters.StartsWith("ans", StringComparison.OrdinalIgnoreCase) && letters.Length != 3 && !letters.StartsWith("answer", StringComparison.OrdinalIgnoreCase)) return -1;
        if (letters.StartsWith("answer", StringComparison.OrdinalIgnoreCase) && letters.Length > 7) return -1;
        return letters.Length > 14 ? -1 : word;
    }

    private readonly record struct Connection(int From, bool IsDenied, bool IsTable);

    /// <summary>Where the value starts: behind a colon, an equals sign, a verb or a table's bar that follows the noun within its sentence, or behind a heading's line break.</summary>
    private static Connection? Connected(string text, int start, int at)
    {
        var end = Math.Min(text.Length, at + MaxReach);
        var isUnspaced = WordAt.IsUnspaced(text[start]);
        for (var i = at; i < end; i++)
        {
            switch (text[i])
            {
                case ':' or '：' or '=' or '→' or '⇒' or '—' or '–': return Denied(i + 1);
                case '-' when i > at && text[i - 1] == ' ' && i + 1 < text.Length && text[i + 1] == ' ': return Denied(i + 1);
                case '|': return new Connection(i, false, true);
                case '\n': return text.AsSpan(at, i - at).TrimEnd("* #_\r`").IsEmpty && IsHeading(text, start) ? new Connection(i + 1, false, false) : null;
                case '.' when text.AsSpan(start, at - start).Equals("ans", StringComparison.OrdinalIgnoreCase): return Denied(i + 1);
                case '.' or '。' or '?' or '？' or '!' or ';' or '।': return null;
                case '$' or '\\': return i > at && Unsaid(i) ? new Connection(i, false, false) : null;
                default: break;
            }

            if (isUnspaced || WordAt.IsUnspaced(text[i]))
            {
                foreach (var word in LabelWords.JoinedCopulas)
                    if (text.AsSpan(i).StartsWith(word, StringComparison.Ordinal))
                        return Denied(i + word.Length);
                if (isUnspaced && text[at - 1] is '选' or '選' && Segment.FirstValue(text.AsSpan(i, 1)) == 0) return Denied(i);
            }

            if (char.IsDigit(text[i]) && text[start] > 127 && Unsaid(i)) return Denied(i);
            if (!WordAt.IsLetter(text[i]) || (i > at && WordAt.IsLetter(text[i - 1]))) continue;
            foreach (var word in LabelWords.Copulas)
                if (WordAt.Starts(text, i, word))
                    return Denied(i + word.Length);
        }

        return null;

        bool Unsaid(int to) => text.AsSpan(at, to - at).Trim(" *_()").IsEmpty;
        Connection Denied(int from) => new(from, Denials.Negates(text.AsSpan(at, from - at), text[start] is 'r' or 'R') || Denials.IsModal(text.AsSpan(at, from - at)), false);
    }

    /// <summary>A noun that stands alone in its line, with words like "Final" before it at most.</summary>
    private static bool IsHeading(string text, int start)
    {
        var line = text.AsSpan(0, start).LastIndexOf('\n') + 1;
        return PlainWords.Count(text.AsSpan(line, start - line)) <= 2;
    }
}
