using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>What follows a label.</summary>
/// <param name="Text">The answer; null when there is none.</param>
/// <param name="Span">Where it stands, or where the search for it ended.</param>
/// <param name="IsUnanswered">Whether the label was followed by nothing or by a denial, so that the text says no answer there.</param>
internal readonly record struct LabelledValue(string? Text, TextSpan Span, bool IsUnanswered)
{
    private const int MaxItems = 32;

    /// <summary>The value behind a label whose verb or colon ends at <paramref name="from"/>.</summary>
    public static LabelledValue At(string text, int from)
    {
        var at = Skip(text, from);
        if (at >= text.Length) return new LabelledValue(null, new TextSpan(from, from), true);
        var isNextLine = text.AsSpan(from, at - from).Contains('\n');
        if (isNextLine && Lines(text, at) is { Text: not null } list) return list;
        var end = Segment.End(text, at);
        var value = Of(text, new TextSpan(at, end));
        // a paragraph that only begins below a label is no answer
        if (isNextLine && value.Text is { } said && (PlainWords.Count(said) > 6 || !(Segment.HoldsAnswer(said) || Segment.FirstValue(said) is 0 or 1))) return new LabelledValue(null, value.Span, false);
        return value;
    }

    /// <summary>What is said instead where the words between the label and its verb deny: "should not be 44 but 45".</summary>
    public static LabelledValue AfterDenial(string text, int from)
    {
        var end = Segment.End(text, Skip(text, from));
        var sentence = text.AsSpan(from, end - from);
        var at = Denials.Replacement(sentence);
        return at < 0 ? new LabelledValue(null, new TextSpan(from, end), Segment.FirstValue(sentence) >= 0) : Of(text, new TextSpan(from + at, end));
    }

    private static LabelledValue Of(string text, TextSpan sentence)
    {
        var value = text.AsSpan(sentence.Start, sentence.Length);
        if (Corrections.Within(value) is > 0 and var corrected) return Of(text, new TextSpan(sentence.Start + corrected, sentence.End));
        if (Denials.Denies(value))
        {
            var at = Denials.Replacement(value);
            return at < 0 ? new LabelledValue(null, sentence, true) : Of(text, new TextSpan(sentence.Start + at, sentence.End));
        }

        if (Segment.Answer(text, sentence) is not { } span) return new LabelledValue(null, sentence, false);
        // "Answer: Let's think step by step. …": words alone are the answer only where nothing follows them
        if (PlainWords.Count(text.AsSpan(span.Start, span.Length)) > 3 && Segment.FirstValue(text.AsSpan(span.Start, span.Length)) < 0 && text.AsSpan(sentence.End).Trim(" \n\r.*。").Length > 0)
            return new LabelledValue(null, sentence, false);
        var answer = Hedges.Removed(Unpriced(Clean.Sentence(text.AsSpan(span.Start, span.Length))));
        return answer.Length == 0 ? new LabelledValue(null, sentence, false) : new LabelledValue(answer, span, false);
    }

    /// <summary>"$B": the dollar sign of a prompt's "$LETTER" before a choice.</summary>
    private static string Unpriced(string answer) => answer is ['$', >= 'A' and <= 'J'] ? answer[1..] : answer;

    /// <summary>Several lines under a label, each a marked item or an equation for a name; one answer, joined by commas.</summary>
    private static LabelledValue Lines(string text, int from)
    {
        var items = new List<string>();
        var (at, last) = (from, from);
        while (items.Count < MaxItems && at < text.Length)
        {
            var end = text.AsSpan(at).IndexOf('\n') is >= 0 and var length ? at + length : text.Length;
            if (ListItem.Of(text.AsSpan(at, end - at), items.Count + 1) is not { } item) break;
            items.Add(item);
            (at, last) = (Math.Min(text.Length, end + 1), end);
            while (at < text.Length && text[at] is '\n' or '\r' or ' ') at++;
        }

        return items.Count < 2 ? default : new LabelledValue(string.Join(", ", items), new TextSpan(from, last), false);
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] is '*' or '_' or '#' or ':' or '：' or '>') at++;
            else if (Copula(text, at) is > 0 and var length) at += length;
            else break;
        }

        return at;
    }

    /// <summary>"is: ", "answer: is": a second verb behind the first.</summary>
    private static int Copula(string text, int at)
    {
        foreach (var word in (ReadOnlySpan<string>)["is", "are", "be", "est", "es", "ist", "是", "为"])
            if (WordAt.Starts(text, at, word))
                return word.Length;
        return 0;
    }
}
