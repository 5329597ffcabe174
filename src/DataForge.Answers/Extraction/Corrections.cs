using System.Buffers;

namespace DataForge.Answers;

/// <summary>Self-corrections: "10. Wait, actually 12", "10, no, 12", "\boxed{10} — sorry, it should be 12", "等等，应该是12".</summary>
/// <remarks>Strict, for a text that checks its answer also says "wait": what is said instead must be a value, and all that its sentence says.</remarks>
internal static class Corrections
{
    private const int MaxReach = 90;
    private const int MaxMarks = 12;

    private static readonly SearchValues<string> Marks = SearchValues.Create(
        ["wait", "actually", "correction", "sorry", "scratch that", "on second thought", "i mean", "my mistake", "made a mistake", "made an error", "oops", "rather,", "no,", "no it", "should be", "should have been", "hold on", "不对", "等等", "等一下", "更正", "应该是", "其实是"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Fillers =
    [
        "wait", "actually", "correction", "sorry", "scratch that", "on second thought", "i mean", "my mistake", "i made a mistake", "made a mistake", "i made an error", "made an error", "oops", "rather", "no", "hold on", "hmm", "that's wrong", "that is wrong", "that's not right", "that is not right", "that's incorrect",
        "the correct answer", "the right answer", "the correct value", "the answer", "the result", "it", "it's", "that", "this", "should be", "should have been", "should", "be", "is", "was", "to", "make that", "so", "instead", "not quite", "not",
        "let me correct that", "let me correct", "let me fix that", "i meant", "不对", "等等", "等一下", "更正", "应该是", "其实是", "答案", "是", "应为",
    ];

    /// <summary>The value said instead of an answer that ends at <paramref name="from"/>; null when nothing corrects it.</summary>
    public static TextSpan? After(string text, int from)
    {
        TextSpan? last = null;
        for (var tries = 0; tries < MaxMarks && from < text.Length && text.AsSpan(from).IndexOfAny(Marks) is >= 0 and var at; tries++)
        {
            at += from;
            from = at + 2;
            if (at > 0 && WordAt.IsLetter(text[at - 1]) && !WordAt.IsUnspaced(text[at])) continue;
            if (Stated(text, at) is { } span) (last, from) = (span, span.End);
        }

        return last;
    }

    /// <summary>Where, in a labelled sentence, the corrected value starts: "10, wait, 12"; -1 when nothing is corrected.</summary>
    public static int Within(ReadOnlySpan<char> sentence)
    {
        var at = sentence.LastIndexOfAny(Comma, sentence.Length);
        while (at > 0)
        {
            var rest = sentence[at..].TrimStart(" ,;—–-.…:，");
            var start = sentence.Length - rest.Length;
            if (Segment.FirstValue(sentence[..at]) >= 0 && rest.IndexOfAny(Marks) == 0 && Filler(rest, 0) is > 0 and var after && Segment.FirstValue(rest[after..]) >= 0) return start + after;
            at = sentence.LastIndexOfAny(Comma, at);
        }

        return -1;
    }

    private static readonly SearchValues<char> Comma = SearchValues.Create(",;—–-.…，");

    private static int LastIndexOfAny(this ReadOnlySpan<char> text, SearchValues<char> values, int limit) => text[..limit].LastIndexOfAny(values);

    private static TextSpan? Stated(string text, int at)
    {
        var reach = text.AsSpan(at, Math.Min(MaxReach, text.Length - at));
        var after = Filler(reach, 0);
        if (after == 0 || after >= reach.Length) return null;
        var start = at + after;
        if (Segment.FirstValue(text.AsSpan(start, Math.Min(4, text.Length - start))) is not (>= 0 and < 3)) return null;
        var end = Segment.End(text, start);
        var said = text.AsSpan(start, end - start);
        if (said.Contains('?') || said.Contains("box", StringComparison.Ordinal) || PlainWords.Count(said) > 2 || (said.ContainsAny("+*×<>") && !said.Contains('$'))) return null;
        return Segment.Answer(text, new TextSpan(start, end));
    }

    /// <summary>How far the words and marks that lead to the corrected value reach.</summary>
    private static int Filler(ReadOnlySpan<char> text, int at)
    {
        for (var found = true; found;)
        {
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is ',' or '.' or '!' or ':' or ';' or '—' or '–' or '…' or '，' or '。' or '*')) at++;
            found = false;
            foreach (var word in Fillers)
            {
                if (!WordAt.Starts(text, at, word)) continue;
                at += word.Length;
                found = true;
                break;
            }
        }

        return at;
    }
}
