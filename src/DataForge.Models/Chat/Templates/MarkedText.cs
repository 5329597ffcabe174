namespace DataForge.Models.Chat.Templates;

/// <summary>Text that knows which of its characters came from the messages and which from the template.</summary>
/// <remarks>The mark is a second string of the same length, so whatever cuts or joins the text cuts or joins the mark the same way. A null mark: all from the template.</remarks>
internal readonly record struct MarkedText(string Value, string? Mark = null)
{
    private const char Template = '\0';
    private const char Content = '\x01';

    public static MarkedText Empty { get; } = new("");

    public int Length => Value.Length;

    /// <summary>Text given from outside.</summary>
    public static MarkedText FromContent(string value) => new(value, new string(Content, value.Length));

    public static MarkedText operator +(MarkedText left, MarkedText right) => left.Mark is null && right.Mark is null
        ? new(left.Value + right.Value)
        : new(left.Value + right.Value, left.FullMark() + right.FullMark());

    /// <summary>The code points in order: what Python counts, indexes and cuts by.</summary>
    public List<MarkedText> CodePoints()
    {
        var points = new List<MarkedText>(Value.Length);
        for (var at = 0; at < Value.Length; at += points[^1].Length) points.Add(Slice(at, char.IsHighSurrogate(Value[at]) && at + 1 < Value.Length && char.IsLowSurrogate(Value[at + 1]) ? 2 : 1));
        return points;
    }

    /// <summary>Number of code points before a place of the text; of all by default.</summary>
    public int CountCodePoints(int? before = null)
    {
        var count = 0;
        for (var at = 0; at < (before ?? Value.Length); at++)
            if (!(char.IsLowSurrogate(Value[at]) && at > 0 && char.IsHighSurrogate(Value[at - 1])))
                count++;
        return count;
    }

    public MarkedText Slice(int start, int length) => new(Value.Substring(start, length), Mark?.Substring(start, length));

    /// <summary>The whole text changed character by character.</summary>
    public MarkedText Map(Func<char, int, char> change) => new(string.Create(Value.Length, (Value, change), (span, state) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = state.change(state.Value[i], i);
    }), Mark);

    /// <param name="chars">What to strip; null: white space.</param>
    public MarkedText Strip(string? chars, bool left, bool right)
    {
        var (start, end) = (0, Value.Length);
        while (left && start < end && Strips(Value[start], chars)) start++;
        while (right && end > start && Strips(Value[end - 1], chars)) end--;
        return Slice(start, end - start);
    }

    /// <param name="separator">Null: runs of white space, as Python's split().</param>
    public List<MarkedText> Split(string? separator)
    {
        var parts = new List<MarkedText>();
        var start = 0;
        if (separator is null)
        {
            for (var at = 0; at <= Value.Length; at++)
            {
                if (at < Value.Length && !IsSpace(Value[at])) continue;
                if (at > start) parts.Add(Slice(start, at - start));
                start = at + 1;
            }

            return parts;
        }

        for (int at; (at = Value.IndexOf(separator, start, StringComparison.Ordinal)) >= 0; start = at + separator.Length) parts.Add(Slice(start, at - start));
        parts.Add(Slice(start, Value.Length - start));
        return parts;
    }

    public MarkedText Replace(string old, MarkedText by) => old.Length == 0 ? this : Join(Split(old), by);

    public static MarkedText Join(IEnumerable<MarkedText> parts, MarkedText separator)
    {
        var builder = new MarkedTextBuilder();
        var first = true;
        foreach (var part in parts)
        {
            if (!first) builder.Add(separator);
            builder.Add(part);
            first = false;
        }

        return builder.Text();
    }

    /// <summary>The stretches that came from the messages, in order.</summary>
    public List<Range> ContentRanges()
    {
        var ranges = new List<Range>();
        if (Mark is null) return ranges;
        for (var at = Mark.IndexOf(Content); at >= 0;)
        {
            var end = Mark.IndexOf(Template, at);
            if (end < 0) end = Mark.Length;
            ranges.Add(at..end);
            at = Mark.IndexOf(Content, end);
        }

        return ranges;
    }

    public string FullMark() => Mark ?? new string(Template, Value.Length);

    private static bool Strips(char c, string? chars) => chars is null ? IsSpace(c) : chars.Contains(c);

    /// <summary>Python's str.isspace, which also counts the four separators U+001C to U+001F.</summary>
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';
}
