namespace DataForge.Answers;

/// <summary>A choice letter that the text says is chosen, when no answer phrase names it.</summary>
internal static class ChoicePhrases
{
    private static readonly string[] Marks = ["it's ", "it is ", "choose ", "option ", "choice ", "option is ", "choice is ", "选择", "选项", "选"];

    /// <summary>"I think it's B", "so choose (C)", or a text that opens with the letter and a mark ("B。不是 A", "(C) Cecile").</summary>
    public static ExtractedAnswer? Find(string text)
    {
        if (Opening(text) is { } first) return first;
        var best = -1;
        foreach (var mark in Marks)
        {
            var limit = text.Length;
            for (var tries = 0; tries < 8 && limit > 0; tries++)
            {
                var at = Backwards.LastIgnoringCase(text.AsSpan(0, limit), mark);
                if (at < 0) break;
                limit = at;
                var letter = at + mark.Length;
                while (letter < text.Length && text[letter] is '(' or ' ' or '（') letter++;
                if (IsChoice(text, letter) && letter > best) best = letter;
            }
        }

        return best < 0 ? null : new ExtractedAnswer(text[best].ToString(), new TextSpan(best, best + 1), ExtractionRule.Choice, 0.7);
    }

    private static ExtractedAnswer? Opening(string text)
    {
        var at = 0;
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '(' or '（')) at++;
        if (!IsChoice(text, at) || at + 1 >= text.Length || text[at + 1] is not ('。' or '.' or ')' or '）' or ':' or '：' or '，' or '、')) return null;
        return new ExtractedAnswer(text[at].ToString(), new TextSpan(at, at + 1), ExtractionRule.Choice, 0.7);
    }

    /// <summary>A capital A to J that stands alone.</summary>
    internal static bool IsChoice(string text, int at) =>
        at < text.Length && text[at] is >= 'A' and <= 'J'
        && (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
        && (at + 1 == text.Length || !(char.IsAsciiLetterOrDigit(text[at + 1]) || text[at + 1] is '\'' or '_' or '^' or '='));
}
