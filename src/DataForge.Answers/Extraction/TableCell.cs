namespace DataForge.Answers;

/// <summary>An answer in a Markdown table: the cell right of the label, or the last cell under it where the label heads a column.</summary>
internal static class TableCell
{
    /// <param name="text">What was said.</param>
    /// <param name="bar">The bar that closes the label's cell.</param>
    public static LabelledValue At(string text, int bar)
    {
        var line = text.AsSpan(0, bar).LastIndexOf('\n') + 1;
        var end = LineEnd(text, bar);
        var rule = end < text.Length ? text[(end + 1)..LineEnd(text, end + 1)].Trim() : "";
        if (rule.Length > 2 && rule[0] == '|' && rule.Trim('|', '-', ':', ' ').Length == 0)
        {
            var column = text.AsSpan(line, bar - line).Count('|');
            var last = LastRow(text, LineEnd(text, end + 1));
            return last is { } row ? Cell(text, row, column) : default;
        }

        return Cell(text, new TextSpan(bar, end), 1);
    }

    private static LabelledValue Cell(string text, TextSpan row, int column)
    {
        var at = row.Start;
        for (; at < row.End && column > 0; at++)
            if (text[at] == '|')
                column--;
        if (column > 0) return default;
        var close = text.AsSpan(at, row.End - at).IndexOf('|');
        var span = new TextSpan(at, close < 0 ? row.End : at + close);
        var value = Clean.Sentence(text.AsSpan(span.Start, span.Length));
        return value.Length == 0 || PlainWords.Count(value) > 6 ? default : new LabelledValue(value, span, false);
    }

    private static TextSpan? LastRow(string text, int end)
    {
        TextSpan? last = null;
        while (end < text.Length)
        {
            var next = LineEnd(text, end + 1);
            if (!text.AsSpan(end + 1, next - end - 1).TrimStart().StartsWith("|")) break;
            last = new TextSpan(end + 1, next);
            end = next;
        }

        return last;
    }

    private static int LineEnd(string text, int from) => from >= text.Length ? text.Length : text.AsSpan(from).IndexOf('\n') is >= 0 and var at ? from + at : text.Length;
}
