using System.Collections.Frozen;
using System.Text;

namespace DataForge.Text.Markup;

/// <summary>A tag of HTML, MathML or XML as it stands in a text; well-formed, or it is none: <c>a&lt;b and c>d</c> holds no tag.</summary>
internal readonly ref struct HtmlTag(string name, bool closes, ReadOnlySpan<byte> attributes, int end)
{
    private const int Longest = 4_000, LongestName = 30;

    private static readonly FrozenSet<string> Flags = FrozenSet.ToFrozenSet(
        ["allowfullscreen", "async", "autofocus", "autoplay", "checked", "controls", "default", "defer", "disabled", "hidden", "ismap", "itemscope", "loop", "multiple", "muted", "noshade", "novalidate", "nowrap", "open", "readonly", "required", "reversed", "selected"]);

    /// <summary>In lower case.</summary>
    public string Name { get; } = name;

    public bool Closes { get; } = closes;

    /// <summary>Behind its <c>></c>.</summary>
    public int End { get; } = end;

    private ReadOnlySpan<byte> Attributes { get; } = attributes;

    /// <summary>The tag that begins with the <c>&lt;</c> at a place.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, int at, out HtmlTag tag)
    {
        tag = default;
        var i = at + 1;
        var closes = i < text.Length && text[i] == '/';
        if (closes) i++;
        var name = i;
        while (i < text.Length && i - name <= LongestName && (char.IsAsciiLetterOrDigit((char)text[i]) || (i > name && text[i] is (byte)'-' or (byte)':' or (byte)'_'))) i++;
        if (i == name || i - name > LongestName || !MarkupLook.IsLetter(text[name])) return false;
        var attributes = i;
        var limit = Math.Min(text.Length, at + Longest);
        while (true)
        {
            var gap = i;
            while (i < limit && IsSpace(text[i])) i++;
            if (i < limit && text[i] == '/') i++;
            if (i < limit && text[i] == '>') break;
            if (i >= limit || i == gap || !Attribute(text, ref i, limit, out _, out _)) return false;
        }

        tag = new HtmlTag(Encoding.ASCII.GetString(text[name..attributes]).ToLowerInvariant(), closes, text[attributes..i], i + 1);
        return true;
    }

    /// <summary>An attribute's value; empty when there is none.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> attribute)
    {
        for (var i = 0; i < Attributes.Length;)
        {
            if (IsSpace(Attributes[i]) || Attributes[i] == '/') i++;
            else if (!Attribute(Attributes, ref i, Attributes.Length, out var name, out var value)) return default;
            else if (Ascii.EqualsIgnoreCase(name, attribute)) return value;
        }

        return default;
    }

    private static bool Attribute(ReadOnlySpan<byte> text, scoped ref int i, int limit, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var start = i;
        while (i < limit && !IsSpace(text[i]) && text[i] is not ((byte)'=' or (byte)'>' or (byte)'<' or (byte)'"' or (byte)'\'' or (byte)'/')) i++;
        name = text[start..i];
        if (name.Length == 0) return false;
        var behind = i;
        while (behind < limit && IsSpace(text[behind])) behind++;
        if (behind >= limit || text[behind] != '=') return name.Length <= LongestName && Flags.Contains(Encoding.ASCII.GetString(name).ToLowerInvariant());
        i = behind + 1;
        while (i < limit && IsSpace(text[i])) i++;
        if (i >= limit) return false;
        start = i;
        if (text[i] is (byte)'"' or (byte)'\'')
        {
            var close = text[(i + 1)..limit].IndexOf(text[i]);
            if (close < 0) return false;
            value = text.Slice(i + 1, close);
            i += close + 2;
            return true;
        }

        while (i < limit && !IsSpace(text[i]) && text[i] is not ((byte)'>' or (byte)'<' or (byte)'"')) i++;
        value = text[start..i];
        return value.Length > 0;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r';
}
