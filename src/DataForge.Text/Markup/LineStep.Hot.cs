namespace DataForge.Text.Markup;

/// <summary>What a layout writes into the lines of a text: hyphens at their ends, times and numbers of subtitles, line numbers, the time and speaker of a chat.</summary>
/// <remarks>Lines count as numbered where three in a row have consecutive numbers and most of them do not end a sentence; a list of sentences keeps its numbers.</remarks>
internal static class LineStep
{
    private const int FewestNumbered = 3, LongestNumber = 5, LongestSpeaker = 24;

    private readonly record struct Line(int Start, int End, int Skip, int Number, bool IsTime);

    /// <summary>The line behind the line end at a place has a number or a time; or the first line may have one, which counts once any later line begins alike.</summary>
    public static bool May(ReadOnlySpan<byte> text, int at)
    {
        var line = text[(at + 1)..];
        var indent = Indent(line);
        if (indent >= line.Length || !(MarkupLook.IsDigit(line[indent]) || line[indent] == '[')) return false;
        if (text[0] == '[') return true;
        if (line.IndexOf((byte)'\n') is >= 0 and var end) line = line[..end];
        return Number(line, out _) > 0 || Speaker(line) > 0;
    }

    /// <summary>Before the hyphen at a place stands a letter, and in the line behind it a small one.</summary>
    public static bool MayJoin(ReadOnlySpan<byte> text, int at)
    {
        if (text[0] == '[') return true;
        var line = text[(at + 2)..];
        var indent = Indent(line);
        return at > 0 && MarkupLook.IsLetter(text[at - 1]) && indent < line.Length && line[indent] is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9');
    }

    public static bool Run(MarkupText from, MarkupText to)
    {
        var text = from.Span;
        var lines = Split(text);
        var numbered = Numbered(text, lines);
        var done = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var (begin, end, _, _, isTime) = lines[i];
            var behind = Math.Min(text.Length, end + 1);
            if (isTime || (i + 1 < lines.Count && lines[i + 1].IsTime && IsNumber(text[begin..end])))
            {
                Leave(from, to, begin, behind, ref done);
                continue;
            }

            var start = begin + (numbered[i] ? lines[i].Skip : Speaker(text[begin..end]));
            Leave(from, to, begin, Math.Min(start, behind), ref done);
            // a word goes on in the next line
            if (i + 1 < lines.Count && end - start > 2 && text[end - 1] == '-' && MarkupLook.IsLetter(text[end - 2]) && Begin(text, lines[i + 1], numbered[i + 1]) is { } next && next is >= (byte)'a' and <= (byte)'z')
            {
                lines[i + 1] = lines[i + 1] with { Start = lines[i + 1].Start + Indent(text[lines[i + 1].Start..lines[i + 1].End]) };
                Leave(from, to, end - 1, lines[i + 1].Start, ref done);
            }
        }

        return to.Finish(from, done);
    }

    /// <summary>Takes what stands before a range, and not the range.</summary>
    private static void Leave(MarkupText from, MarkupText to, int at, int end, ref int done)
    {
        if (end <= at) return;
        to.Copy(from, done, at);
        done = end;
    }

    private static byte? Begin(ReadOnlySpan<byte> text, Line line, bool isNumbered)
    {
        var rest = text[(line.Start + (isNumbered ? line.Skip : 0))..line.End];
        rest = rest[Indent(rest)..];
        return rest.Length > 1 ? rest[0] : null;
    }

    private static int Indent(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return at < 0 ? line.Length : at;
    }

    private static List<Line> Split(ReadOnlySpan<byte> text)
    {
        var lines = new List<Line>();
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : start + length;
            var line = text[start..end];
            var skip = Number(line, out var number);
            lines.Add(new Line(start, end, skip, number, line.Length > 0 && MarkupLook.IsDigit(line[0]) && line.IndexOf("-->"u8) > 0));
            start = end + 1;
        }

        return lines;
    }

    /// <summary>Bytes of <c>  12: </c>, <c>12) </c>, <c>12  </c> before a line; 0 when it has none.</summary>
    private static int Number(ReadOnlySpan<byte> line, out int number)
    {
        number = 0;
        var at = Indent(line);
        var first = at;
        while (at < line.Length && at - first < LongestNumber && MarkupLook.IsDigit(line[at])) number = number * 10 + line[at++] - '0';
        if (at == first || at >= line.Length) return 0;
        if (line[at] is (byte)':' or (byte)'.' or (byte)')' or (byte)'|' or (byte)'\t') return at + 1 < line.Length && MarkupLook.IsDigit(line[at + 1]) ? 0 : at + 1;
        return line[at] == ' ' && at + 1 < line.Length && (line[at + 1] is (byte)' ' or (byte)'|' || first > 0) ? at + 1 : 0;
    }

    private static bool[] Numbered(ReadOnlySpan<byte> text, List<Line> lines)
    {
        var numbered = new bool[lines.Count];
        for (var first = 0; first < lines.Count;)
        {
            var end = first + 1;
            while (end < lines.Count && lines[first].Skip > 0 && lines[end].Skip > 0 && lines[end].Number == lines[end - 1].Number + 1) end++;
            if (end - first >= FewestNumbered)
            {
                var open = 0;
                for (var i = first; i < end - 1; i++)
                    if (text[lines[i].End - 1] is not ((byte)'.' or (byte)'?' or (byte)'!' or (byte)';' or (byte)':'))
                        open++;
                if (open * 2 >= end - 1 - first) Array.Fill(numbered, true, first, end - first);
            }

            first = end;
        }

        return numbered;
    }

    private static bool IsNumber(ReadOnlySpan<byte> line) => line.Length is > 0 and <= LongestNumber && line.TrimEnd((byte)'\r').IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>Bytes of <c>[12:03] Robin: </c> before a line; 0 when it has none.</summary>
    private static int Speaker(ReadOnlySpan<byte> line)
    {
        if (line.Length < 8 || line[0] != '[') return 0;
        var close = line[..Math.Min(line.Length, 12)].IndexOf((byte)']');
        if (close < 5 || line[..close].IndexOf((byte)':') < 0 || line[1..close].IndexOfAnyExceptInRange((byte)'0', (byte)':') >= 0) return 0;
        var colon = line[(close + 1)..Math.Min(line.Length, close + LongestSpeaker)].IndexOf((byte)':');
        return colon < 0 ? close + 1 : close + 1 + colon + 1;
    }
}
