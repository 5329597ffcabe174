using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>A choice letter that the text says is chosen, when no answer phrase names it.</summary>
internal static class ChoicePhrases
{
    private const int MaxTries = 24;
    private static readonly System.Buffers.SearchValues<char> Joints = System.Buffers.SearchValues.Create(",、，&/ad和");

    private static readonly string[] Marks =
        ["it's", "it is", "choose", "chose", "pick", "select", "selected", "option", "options", "choice", "choices", "option is", "options are", "choice is", "choices are", "选择", "选项", "选", "選", "所以", "因此", "故", "只有", "opción", "opção", "вариант", "Lösung", "विकल्प", "الخيار"];

    /// <summary>Behind a letter: the text says that it is right.</summary>
    private static readonly string[] Verdicts = ["is correct", "is right", "is the correct", "is the right", "is the answer", "是正确", "正确", "是对的", "项正确"];

    /// <summary>"I think it's B", "so choose (C)", "options A and C", "**B**", or a text that opens with the letter and a mark ("B。不是 A", "(C) Cecile").</summary>
    public static ExtractedAnswer? Find(string text) => Find(text, 0);

    /// <param name="text">What was said.</param>
    /// <param name="from">Where to look from.</param>
    public static ExtractedAnswer? Find(string text, int from)
    {
        if (from == 0 && Opening(text) is { } first) return first;
        var tries = 0;
        for (var at = text.Length - 1; at >= from && tries < MaxTries; at--)
        {
            if (!IsChoice(text, at)) continue;
            tries++;
            var start = ListStart(text, at, from);
            if (IsChosen(text, start, at + 1, from) && !Denials.Before(text, start) && !IsRejected(text, at))
                return new ExtractedAnswer(text[start..(at + 1)], new TextSpan(start, at + 1), ExtractionRule.Choice, 0.7);
            at = start;
        }

        return null;
    }

    /// <summary>"A is wrong", "B is not correct": what is said of the letter here.</summary>
    private static bool IsRejected(string text, int at) => Denials.Denies(text.AsSpan(at, Segment.End(text, at) - at));

    /// <summary>Whether a mark stands before the letters, or they stand alone in their line or in bold.</summary>
    private static bool IsChosen(string text, int start, int end, int from)
    {
        var head = text.AsSpan(from, start - from).TrimEnd(" (（*$");
        foreach (var mark in Marks)
            if (WordAt.Ends(head, head.Length, mark))
                return true;
        if (WordAt.Ends(head, head.Length, "but") && head[..^3].TrimEnd(" ,") is { Length: > 0 } denied && IsChoice(text, from + denied.Length - 1) && Denials.Before(text, from + denied.Length - 1)) return true;
        if (text.AsSpan(end).TrimStart(") ）*$") is [] or ['.' or '。' or '!', ..])
            foreach (var mark in (ReadOnlySpan<string>)["so", "thus", "therefore", "hence"])
                if (WordAt.Ends(head.TrimEnd(','), head.TrimEnd(',').Length, mark))
                    return true;
        foreach (var mark in Verdicts)
            if (text.AsSpan(end).TrimStart(") ）*").StartsWith(mark, StringComparison.OrdinalIgnoreCase))
                return true;
        var open = text.AsSpan(0, start).TrimEnd("(（ ");
        var close = text.AsSpan(end).TrimStart(")） .。．");
        if (open.EndsWith("**", StringComparison.Ordinal) && close.StartsWith("**", StringComparison.Ordinal)) return true;
        return (open.Length == 0 || open[^1] == '\n') && (close.Length == 0 || close[0] is '\n' or '\r');
    }

    /// <summary>"A, B and D": where the run of letters that ends here starts.</summary>
    private static int ListStart(string text, int at, int from)
    {
        for (var turn = 0; turn < 10; turn++)
        {
            var head = text.AsSpan(from, at - from);
            var rest = head.TrimEnd(" ,、，&/()");
            if (rest.EndsWith(" and", StringComparison.Ordinal) || rest.EndsWith(" or", StringComparison.Ordinal)) rest = rest[..rest.LastIndexOf(' ')].TrimEnd(" ,()");
            if (rest.EndsWith("和", StringComparison.Ordinal)) rest = rest[..^1].TrimEnd();
            if (rest.Length == 0 || rest.Length == head.Length || !head[rest.Length..].ContainsAny(Joints) || !IsChoice(text, from + rest.Length - 1)) return at;
            at = from + rest.Length - 1;
        }

        return at;
    }

    private static ExtractedAnswer? Opening(string text)
    {
        var at = 0;
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '(' or '（')) at++;
        if (!IsChoice(text, at) || at + 1 >= text.Length || text[at + 1] is not ('。' or '.' or ')' or '）' or ':' or '：' or '，' or '、') || IsRejected(text, at)) return null;
        if (text.AsSpan(at).Contains('\n') && text.AsSpan(at)[text.AsSpan(at).IndexOf('\n')..].TrimStart() is [>= 'B' and <= 'J', ')' or '.' or ':', ..]) return null; // a list of the options
        return new ExtractedAnswer(text[at].ToString(), new TextSpan(at, at + 1), ExtractionRule.Choice, 0.7);
    }

    /// <summary>A capital A to J, but for I, that stands alone.</summary>
    internal static bool IsChoice(string text, int at) =>
        at < text.Length && text[at] is >= 'A' and <= 'J' and not 'I'
        && (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
        && (at + 1 == text.Length || !(char.IsAsciiLetterOrDigit(text[at + 1]) || text[at + 1] is '\'' or '’' or '_' or '^' or '='));
}
