using System.Buffers;
using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>Boxed answers: <c>\boxed{…}</c>, <c>\fbox{…}</c>, <c>\boxed x</c>, with nested and unbalanced braces.</summary>
internal static class Boxes
{
    private const int MaxBoxes = 32;
    private const int MaxGap = 48;
    private static readonly SearchValues<string> Names = SearchValues.Create(["box", "\boxed"], StringComparison.Ordinal);

    private readonly record struct Box(int Start, TextSpan Content, int End, bool IsClosed);

    /// <summary>The last non-empty box, together with the boxes right before it when only separators stand between.</summary>
    /// <param name="text">What was said.</param>
    /// <param name="isCutOff">Whether the text ends inside a box that cannot be whole, and no earlier box is there.</param>
    public static ExtractedAnswer? Last(string text, out bool isCutOff)
    {
        isCutOff = false;
        var all = Outermost(text);
        var wasCut = all.Count > 0 && IsCut(text, all[^1]);
        if (wasCut) all.RemoveAt(all.Count - 1);
        var boxes = new List<Box>();
        for (var i = all.Count - 1; i >= 0 && boxes.Count < MaxBoxes; i--)
        {
            var box = all[i];
            if (IsEmpty(text, box) || (!box.IsClosed && !BoxText.IsWhole(text.AsSpan(box.Content.Start, box.Content.Length)))) continue;
            if (boxes.Count == 0 && Denials.Before(text, box.Start)) continue;
            if (boxes.Count > 0 && !IsSeparator(text.AsSpan(box.End, boxes[^1].Start - box.End))) break;
            boxes.Add(box);
        }

        isCutOff = wasCut && boxes.Count == 0;
        return boxes.Count == 0 ? null : Joined(text, boxes);
    }

    private static ExtractedAnswer Joined(string text, List<Box> boxes)
    {
        boxes.Reverse();
        var span = new TextSpan(boxes[0].Content.Start, boxes[^1].Content.End);
        var parts = new List<string>();
        foreach (var part in boxes.Select(b => BoxText.Of(text.AsSpan(b.Content.Start, b.Content.Length))))
            if (!parts.Contains(part))
                parts.Add(part);
        var isOne = parts.Count == 1;
        return new ExtractedAnswer(string.Join(", ", parts), span, isOne ? ExtractionRule.Boxed : ExtractionRule.Boxes, boxes.Count == 1 ? 0.99 : 0.95);
    }

    /// <summary>A box that runs into the end of the text: cut off unless what it holds is whole. One that starts as an earlier box does was to repeat it.</summary>
    private static bool IsCut(string text, Box box)
    {
        if (box.IsClosed || !Markup.IsBlank(text, box.End, text.Length)) return false;
        var content = text.AsSpan(box.Content.Start, box.Content.Length);
        return !BoxText.IsWhole(content) || (box.Start > 0 && text.AsSpan(0, box.Start).Contains("boxed{" + content.Trim().ToString(), StringComparison.Ordinal));
    }

    private static bool IsEmpty(string text, Box box) => BoxText.IsPlaceholder(text.AsSpan(box.Content.Start, box.Content.Length));

    /// <summary>All boxes that stand in no other box, in order. Linear in the text.</summary>
    private static List<Box> Outermost(string text)
    {
        var boxes = new List<Box>();
        var first = text.AsSpan().IndexOfAny(Names);
        if (first < 0) return boxes;
        Dictionary<int, int>? closing = null;
        for (var from = first; Next(text, from) is { } found;)
        {
            from = found.Name;
            var content = found.Name;
            while (content < text.Length && text[content] is ' ' or '\n') content++;
            if (content < text.Length && text[content] == '{')
            {
                closing ??= Closing(text, content);
                var isClosed = closing.TryGetValue(content, out var close);
                var end = isClosed ? close : LineEnd(text, content + 1);
                boxes.Add(new Box(found.Start, new TextSpan(content + 1, end), isClosed ? end + 1 : end, isClosed));
            }
            else if (text[found.Start] == '\\' && content < text.Length)
            {
                var end = content;
                while (end < text.Length && text[end] is not (' ' or '$' or '\n' or ',' or '.' or ';' or '}' or ')' or '<')) end++;
                boxes.Add(new Box(found.Start, new TextSpan(content, end), end, true));
            }

            if (boxes.Count > 0) from = Math.Max(from, boxes[^1].End);
        }

        return boxes;
    }

    /// <param name="Name">Where the command's name ends.</param>
    private readonly record struct Command(int Start, int Name);

    /// <summary>The next box command: "boxed" alone is a word; a box needs a brace or a backslash, or a lost one ("\b" + "oxed" is a backspace).</summary>
    private static Command? Next(string text, int from)
    {
        while (from < text.Length)
        {
            var at = text.AsSpan(from).IndexOfAny(Names);
            if (at < 0) return null;
            at += from;
            from = at + 3;
            if (text[at] == '\b') return new Command(at, at + 5);
            if (text.AsSpan(at).StartsWith("boxed", StringComparison.Ordinal))
            {
                var isCommand = at > 0 && text[at - 1] == '\\';
                if (isCommand || (at + 5 < text.Length && text[at + 5] == '{')) return new Command(isCommand ? at - 1 : at, at + 5);
            }
            else if (at > 1 && text[at - 1] == 'f' && text[at - 2] == '\\')
            {
                return new Command(at - 2, at + 3);
            }
        }

        return null;
    }

    /// <summary>For each opening brace from <paramref name="from"/> on, its closing one.</summary>
    private static Dictionary<int, int> Closing(string text, int from)
    {
        var closing = new Dictionary<int, int>();
        var open = new Stack<int>();
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '{') open.Push(i);
            else if (text[i] == '}' && open.Count > 0) closing[open.Pop()] = i;
        }

        return closing;
    }

    /// <summary>A box that is never closed ends with its line or its math.</summary>
    private static int LineEnd(string text, int from)
    {
        var end = text.AsSpan(from).IndexOfAny('\n', '$');
        return end < 0 ? text.Length : from + end;
    }

    private static readonly string[] Between = ["and", "or", "And", "Or", "maybe", "perhaps", "possibly", "either", "also", "和", "或", "与", "及", "或者", "以及", "y", "o", "et", "ou", "und", "oder", "и", "или", "e"];

    /// <summary>Whether a gap between two boxes holds nothing but separators: blanks, commas, dollar signs, "and", "or maybe", 和, a name with its equals sign.</summary>
    internal static bool IsSeparator(ReadOnlySpan<char> gap)
    {
        if (gap.Length > MaxGap || gap.Contains("\n\n", StringComparison.Ordinal)) return false;
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
                if (!Between.AsSpan().Contains(word.ToString()) && !IsName(gap[end..], word)) return false;
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
