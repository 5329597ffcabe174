namespace DataForge.Answers;

/// <summary>The last number of a text: digits with separators, a sign, a fraction bar, a percent sign, a currency sign.</summary>
internal static class LastNumber
{
    public static TextSpan? In(string text, int limit = int.MaxValue)
    {
        for (var i = Math.Min(text.Length, limit) - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i])) continue;
            var start = i;
            while (start > 0 && (char.IsAsciiDigit(text[start - 1]) || IsInner(text, start - 1))) start--;
            if (start > 0 && (char.IsAsciiLetter(text[start - 1]) || text[start - 1] == '_'))
            {
                i = start;
                continue;
            }

            if (start > 0 && text[start - 1] == '.' && (start == 1 || !char.IsLetterOrDigit(text[start - 2]))) start--;
            if (start > 0 && text[start - 1] is '-' or '−' or '–' && (start == 1 || !IsOperand(text[start - 2]))) start--;
            var end = i + 1;
            if (end < text.Length && text[end] == '%') end++;
            else if (end + 1 < text.Length && text[end] == '\\' && text[end + 1] == '%') end += 2;
            return new TextSpan(start, end);
        }

        return null;
    }

    /// <summary>A separator inside a number: 1,000 · 3.5 · 3/4 · 10:30.</summary>
    private static bool IsInner(string text, int at) =>
        text[at] is ',' or '.' or '/' or ':' && at > 0 && char.IsAsciiDigit(text[at - 1]) && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])
        && (text[at] != ',' || IsThousands(text, at));

    private static bool IsThousands(string text, int at)
    {
        var digits = 0;
        while (at + 1 + digits < text.Length && char.IsAsciiDigit(text[at + 1 + digits])) digits++;
        return digits is 3 or 2;
    }

    private static bool IsOperand(char c) => char.IsLetterOrDigit(c) || c is ')' or '}' or ']';
}
