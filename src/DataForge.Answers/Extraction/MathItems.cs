namespace DataForge.Answers;

/// <summary>Solutions one a line: "The solutions are:" and then marked items that hold math and nothing else are one list.</summary>
internal static class MathItems
{
    private const int MaxItems = 24;

    private static readonly string[] Heads = ["solution", "root", "answer", "value", "are", "解"];

    private static readonly System.Buffers.SearchValues<char> Marks = System.Buffers.SearchValues.Create("-*•–.)");

    /// <summary>The last item with those before it; the answer alone where it stands in no such list.</summary>
    /// <param name="text">A text.</param>
    /// <param name="answer">Its last math.</param>
    /// <param name="start">Where the math begins, with its delimiter.</param>
    /// <param name="end">Where it ends.</param>
    public static string With(string text, string answer, int start, int end)
    {
        if (!Ends(text, end) || Marker(text, start) is not { } line) return answer;
        var items = new List<string> { answer };
        for (var at = line; at > 0 && items.Count < MaxItems; at = line)
        {
            var stop = at - 1;
            while (stop > 0 && char.IsWhiteSpace(text[stop - 1])) stop--;
            var above = text.LastIndexOf('\n', Math.Max(0, stop - 1)) + 1;
            if (MathSpans.Last(text, stop) is { } span && span.Start >= above && Ends(text, span.End) && Marker(text, span.Start) == above)
            {
                items.Insert(0, Clean.Sentence(text.AsSpan(span.Content.Start, span.Content.Length)));
                line = above;
                continue;
            }

            return items.Count > 1 && IsHead(text.AsSpan(above, stop - above)) ? string.Join(", ", items) : answer;
        }

        return answer;
    }

    private static bool IsHead(ReadOnlySpan<char> line)
    {
        line = line.TrimEnd("* ");
        if (line.Length == 0 || line[^1] is not (':' or '：')) return false;
        foreach (var head in Heads)
            if (line.Contains(head, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Nothing but punctuation up to the end of the line.</summary>
    private static bool Ends(string text, int at)
    {
        while (at < text.Length && text[at] is '.' or ',' or ';' or ' ' or '*' or '\r') at++;
        return at >= text.Length || text[at] == '\n';
    }

    /// <summary>The start of the line, when only the mark of a list item stands before the math.</summary>
    private static int? Marker(string text, int start)
    {
        var line = text.LastIndexOf('\n', Math.Max(0, start - 1)) + 1;
        var mark = text.AsSpan(line, start - line).Trim(" *");
        return start > line && (mark is "-" or "•" or "–" or "" || (mark.Length < 4 && mark[^1] is '.' or ')' && char.IsAsciiDigit(mark[0]))) && text.AsSpan(line, start - line).IndexOfAny(Marks) >= 0 ? line : null;
    }
}
