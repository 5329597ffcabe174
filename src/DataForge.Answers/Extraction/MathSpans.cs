namespace DataForge.Answers;

/// <summary>Math delimiters: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c>, <c>\[…\]</c>. Dollar signs that price something are told apart.</summary>
internal static class MathSpans
{
    private const int MaxTries = 64;

    /// <summary>Content of the last math span that ends at or before <paramref name="limit"/>, with the end of its closing delimiter; null when there is none.</summary>
    public static (TextSpan Content, int Start, int End)? Last(string text, int limit)
    {
        for (var tries = 0; limit > 0 && tries < MaxTries; tries++)
        {
            var head = text.AsSpan(0, limit);
            var close = head.LastIndexOfAny('$', ')', ']');
            if (close < 0) return null;
            if (text[close] == '$')
            {
                if (close > 0 && text[close - 1] == '\\') { limit = close; continue; }
                if (Dollar(text, close) is { } span) return span;
            }
            else if (close > 0 && text[close - 1] == '\\' && Bracket(text, close) is { } span)
            {
                return span;
            }

            limit = close;
        }

        return null;
    }

    private static (TextSpan, int, int)? Bracket(string text, int close)
    {
        var opener = text[close] == ')' ? "\\(" : "\\[";
        var open = text.AsSpan(0, close - 1).LastIndexOf(opener, StringComparison.Ordinal);
        if (open < 0 || text.AsSpan(open + 2, close - 1 - open - 2).IsWhiteSpace()) return null;
        return (new TextSpan(open + 2, close - 1), open, close + 1);
    }

    private static (TextSpan, int, int)? Dollar(string text, int close)
    {
        var doubled = close > 0 && text[close - 1] == '$';
        var contentEnd = doubled ? close - 1 : close;
        for (var i = contentEnd - 1; i >= 0; i--)
        {
            if (text[i] == '\n' && !doubled && i > 0 && text[i - 1] == '\n') return null;
            if (text[i] != '$' || (i > 0 && text[i - 1] == '\\')) continue;
            var content = text.AsSpan(i + 1, contentEnd - i - 1);
            if (content.IsWhiteSpace() || (!doubled && IsProse(content))) return null;
            return (new TextSpan(i + 1, contentEnd), doubled && i > 0 && text[i - 1] == '$' ? i - 1 : i, close + 1);
        }

        return null;
    }

    /// <summary>Two or more plain words: what stands between two prices, not math.</summary>
    internal static bool IsProse(ReadOnlySpan<char> content) => PlainWords.Count(content) >= 2;
}
