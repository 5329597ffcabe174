namespace DataForge.Answers;

/// <summary>Boxed answers: <c>\boxed{…}</c>, <c>\fbox{…}</c>, <c>\boxed x</c>, with nested and unbalanced braces.</summary>
internal static class Boxes
{
    private const int MaxBoxes = 32;
    private const int MaxGap = 48;

    private readonly record struct Box(int Start, TextSpan Content, int End);

    /// <summary>The last non-empty box, together with the boxes right before it when only separators stand between.</summary>
    public static ExtractedAnswer? Last(string text)
    {
        var boxes = new List<Box>();
        var limit = text.Length;
        for (var tries = 0; tries < 2 * MaxBoxes && boxes.Count < MaxBoxes && Previous(text, limit) is { } box; tries++)
        {
            limit = box.Start;
            if (boxes.Count > 0 && box.End > boxes[^1].Start)
            {
                // nested: the inner box was seen first, the outer one holds it and more
                if (boxes.Count == 1 && !IsBlank(text, box.Content)) boxes[0] = box;
                continue;
            }

            if (IsBlank(text, box.Content)) continue;
            if (boxes.Count > 0 && !IsSeparator(text.AsSpan(box.End, boxes[^1].Start - box.End))) break;
            boxes.Add(box);
        }

        if (boxes.Count == 0) return null;
        boxes.Reverse();
        var span = new TextSpan(boxes[0].Content.Start, boxes[^1].Content.End);
        if (boxes.Count == 1) return new ExtractedAnswer(Content(text, boxes[0]), span, ExtractionRule.Boxed, 0.99);
        var parts = new List<string>();
        foreach (var part in boxes.Select(b => Content(text, b)))
            if (!parts.Contains(part))
                parts.Add(part);
        return new ExtractedAnswer(string.Join(", ", parts), span, parts.Count == 1 ? ExtractionRule.Boxed : ExtractionRule.Boxes, 0.95);
    }

    private static string Content(string text, Box box) => Clean.Outer(text.AsSpan(box.Content.Start, box.Content.Length));

    private static bool IsBlank(string text, TextSpan span) => text.AsSpan(span.Start, span.Length).IsWhiteSpace();

    /// <summary>The last box command that starts before <paramref name="limit"/>.</summary>
    private static Box? Previous(string text, int limit)
    {
        while (limit > 0)
        {
            var head = text.AsSpan(0, limit);
            var boxed = head.LastIndexOf("boxed", StringComparison.Ordinal);
            var fbox = boxed < 0 || head[(boxed + 1)..].Contains("\\fbox", StringComparison.Ordinal) ? head.LastIndexOf("\\fbox", StringComparison.Ordinal) : -1;
            var at = Math.Max(boxed, fbox);
            if (at < 0) return null;
            var name = at == fbox ? at + 5 : at + 5;
            var start = at == boxed && at > 0 && text[at - 1] is '\\' or '\b' ? at - 1 : at;
            // "boxed" alone is a word; a box needs a brace or a backslash, or a lost one ("\b" + "oxed" is a backspace)
            if (Read(text, start, name) is { } box && (text[start] == '\\' || (name < text.Length && text[name] == '{'))) return box;
            limit = at;
        }

        return null;
    }

    private static Box? Read(string text, int start, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\n') at++;
        if (at >= text.Length) return null;
        if (text[at] != '{')
        {
            var end = at;
            while (end < text.Length && text[end] is not (' ' or '$' or '\n' or ',' or '.' or ';' or '}')) end++;
            return new Box(start, new TextSpan(at, end), end);
        }

        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\': i++; break;
                case '{': depth++; break;
                case '}' when --depth == 0: return new Box(start, new TextSpan(at + 1, i), i + 1);
                default: break;
            }
        }

        return Unclosed(text, start, at + 1);
    }

    /// <summary>A box that is never closed ends with its line or its math.</summary>
    private static Box Unclosed(string text, int start, int from)
    {
        var end = text.AsSpan(from).IndexOfAny('\n', '$');
        end = end < 0 ? text.Length : from + end;
        return new Box(start, new TextSpan(from, end), end);
    }

    /// <summary>Whether a gap between two boxes holds nothing but separators: blanks, commas, dollar signs, "and", "or", 和, a name with its equals sign.</summary>
    internal static bool IsSeparator(ReadOnlySpan<char> gap)
    {
        if (gap.Length > MaxGap) return false;
        var i = 0;
        while (i < gap.Length)
        {
            if (gap[i] == '\\')
            {
                var end = i + 1;
                while (end < gap.Length && char.IsAsciiLetter(gap[end])) end++;
                var command = gap[(i + 1)..end];
                if (command.Length > 0 && command is not ("quad" or "qquad" or "text" or "textbf" or "mathrm" or "left" or "right" or "cup")) return false;
                i = Math.Max(end, i + 2);
            }
            else if (char.IsLetter(gap[i]))
            {
                var end = i;
                while (end < gap.Length && (char.IsLetterOrDigit(gap[end]) || gap[end] == '_')) end++;
                var word = gap[i..end];
                if (word is not ("and" or "or" or "And" or "Or" or "和" or "或" or "与" or "及") && !IsName(gap[end..], word)) return false;
                i = end;
            }
            else if (char.IsDigit(gap[i])) return false;
            else i++;
        }

        return true;
    }

    private static bool IsName(ReadOnlySpan<char> rest, ReadOnlySpan<char> word)
    {
        var i = 0;
        if (i < rest.Length && rest[i] == '{') while (i < rest.Length && rest[i] != '}') i++;
        while (i < rest.Length && rest[i] is ' ' or '}') i++;
        return word.Length <= 3 && i < rest.Length && rest[i] == '=';
    }
}
