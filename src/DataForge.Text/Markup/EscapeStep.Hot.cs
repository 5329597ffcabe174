using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace DataForge.Text.Markup;

/// <summary>Escapes of a JSON or program string that were left in the text, however often they were escaped again: <c>\n</c>, <c>\t</c>, <c>\'</c>, <c>\u0027</c>.</summary>
/// <remarks>A backslash also begins LaTeX's commands: <c>\neq</c> and <c>\times</c> stay. Behind several backslashes (<c>\\next</c> may be a new row of a matrix) a small letter needs more signs of a string in the text.</remarks>
internal static class EscapeStep
{
    private const int LongestName = 20;

    private static readonly FrozenSet<string> Commands = FrozenSet.ToFrozenSet(
    [
        "nabla", "natural", "ncong", "ne", "nearrow", "neg", "negthinspace", "neq", "newline", "newcommand", "nexists", "ngeq", "ngeqslant", "ngtr", "ni", "nicefrac", "nleftarrow", "nleq", "nleqslant", "nless", "nmid", "nobreak",
        "noindent", "nolimits", "nonumber", "nonbreakingspace", "normalfont", "normalsize", "not", "notag", "notin", "nparallel", "nprec", "nrightarrow", "nsim", "nsubseteq", "nsupseteq", "nu", "num", "nwarrow",
        "tag", "tan", "tanh", "tau", "tbinom", "text", "textbf", "textcolor", "textit", "textnormal", "textrm", "textsc", "textsf", "textstyle", "textsuperscript", "texttt", "textup", "tfrac", "thanks", "therefore", "theta", "thickspace",
        "thicksim", "thinspace", "tilde", "times", "tiny", "to", "top", "toprule", "triangle", "triangleq", "triangleleft", "triangleright", "tt", "twoheadrightarrow",
    ]);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ByName = Commands.GetAlternateLookup<ReadOnlySpan<char>>();

    private enum Reading
    {
        None,
        Sure,
        Doubtful,
    }

    /// <summary>A backslash at a place may begin an escape.</summary>
    public static bool May(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] == '\\') end++;
        return Read(text, at, end) != Reading.None;
    }

    public static bool Run(MarkupText from, MarkupText to)
    {
        var text = from.Span;
        var done = 0;
        bool? isString = null;
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = text.IndexOf((byte)'\\'); at >= 0 && at < text.Length;)
        {
            var end = at;
            while (end < text.Length && text[end] == '\\') end++;
            var reading = Read(text, at, end);
            if (reading == Reading.Sure || (reading == Reading.Doubtful && (isString ??= IsString(text))))
            {
                to.Copy(from, done, at);
                done = end + 1;
                if (text[end] == 'u') to.Put(from, at, done = end + CodePoint(text, end, out var rune), utf8[..rune.EncodeToUtf8(utf8)]);
                else if (text[end] == '\'') done = end;
                else to.Put(from, at, done, text[end] == 't' ? "\t"u8 : "\n"u8);
                end = done;
            }

            var next = text[end..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : end + next;
        }

        return to.Finish(from, done);
    }

    private static Reading Read(ReadOnlySpan<byte> text, int at, int end)
    {
        if (end >= text.Length) return Reading.None;
        switch (text[end])
        {
            case (byte)'u':
                return CodePoint(text, end, out _) > 0 ? Reading.Sure : Reading.None;
            case (byte)'\'':
                return at > 0 && MarkupLook.IsLetter(text[at - 1]) && end + 1 < text.Length && MarkupLook.IsLetter(text[end + 1]) ? Reading.Sure : Reading.None;
            case (byte)'n' or (byte)'t':
                var stop = end + 1;
                while (stop < text.Length && stop - end <= LongestName && MarkupLook.IsLetter(text[stop])) stop++;
                if (stop == end + 1) return Reading.Sure;
                if (IsCommand(text[end..stop])) return Reading.None;
                return end - at == 1 || text[end + 1] is >= (byte)'A' and <= (byte)'Z' ? Reading.Sure : Reading.Doubtful;
            case (byte)'r':
                return end + 1 < text.Length && text[end + 1] is (byte)'\\' or >= (byte)'A' and <= (byte)'Z' ? Reading.Sure : Reading.None;
            default:
                return Reading.None;
        }
    }

    private static bool IsCommand(ReadOnlySpan<byte> name)
    {
        Span<char> chars = stackalloc char[LongestName + 1];
        for (var i = 0; i < name.Length; i++) chars[i] = (char)name[i];
        return ByName.Contains(chars[..name.Length]);
    }

    /// <summary>Quotes are escaped in it, or lines end before capitals and signs.</summary>
    private static bool IsString(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\\\""u8) >= 0 || text.IndexOf("\\u00"u8) >= 0) return true;
        var signs = 0;
        for (var at = text.IndexOf("\\n"u8); at >= 0;)
        {
            var end = at + 1;
            if (end + 1 < text.Length && !(text[end + 1] is >= (byte)'a' and <= (byte)'z')) return true;
            if (Read(text, at, end) != Reading.None && ++signs == 2) return true;
            var next = text[end..].IndexOf("\\n"u8);
            at = next < 0 ? -1 : end + next;
        }

        return false;
    }

    /// <summary>Bytes of <c>u0041</c>, or of both halves of a surrogate pair from the first <c>u</c> on; 0 when it is none.</summary>
    private static int CodePoint(ReadOnlySpan<byte> text, int at, out Rune rune)
    {
        rune = Rune.ReplacementChar;
        if (!Unit(text, at, out var first)) return 0;
        if (Rune.TryCreate(first, out rune)) return 5;
        rune = Rune.ReplacementChar;
        var low = at + 5;
        while (low < text.Length && text[low] == '\\') low++;
        if (low == at + 5 || !Unit(text, low, out var second) || !Rune.TryCreate(first, second, out var pair)) return 5;
        rune = pair;
        return low + 5 - at;
    }

    private static bool Unit(ReadOnlySpan<byte> text, int at, out char unit)
    {
        unit = default;
        if (at + 5 > text.Length || text[at] != 'u' || !ushort.TryParse(text.Slice(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        unit = (char)value;
        return true;
    }
}
