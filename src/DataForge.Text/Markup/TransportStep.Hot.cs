namespace DataForge.Text.Markup;

/// <summary>Percent signs of addresses and quoted-printable mail, where a text is written in them throughout: <c>two%20pears</c>, <c>caf=C3=A9</c>, a line that ends in <c>=</c>.</summary>
internal static class TransportStep
{
    public static bool Run(MarkupText from, MarkupText to)
    {
        var text = from.Span;
        var percent = text.IndexOf("%20"u8) >= 0;
        var quoted = text.IndexOf("=\n"u8) >= 0;
        if (!percent && !quoted) return false;
        var done = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var next = percent ? text[at..].IndexOfAny((byte)'%', (byte)'=') : text[at..].IndexOf((byte)'=');
            if (next < 0) break;
            at += next;
            var (width, value) = (0, -1);
            if (text[at] == '%' && percent && Hex(text, at + 1) is >= 0 and var octet) (width, value) = (3, octet);
            else if (text[at] == '=' && at + 1 < text.Length && text[at + 1] == '\n' && JoinsWord(text, at)) width = 2;
            else if (quoted && text[at] == '=' && at + 2 < text.Length && char.IsAsciiHexDigitUpper((char)text[at + 1]) && char.IsAsciiHexDigitUpper((char)text[at + 2]) && Hex(text, at + 1) is >= 0x80 or '=')
                (width, value) = (3, Hex(text, at + 1));
            if (width == 0) continue;
            to.Copy(from, done, at);
            if (value >= 0) to.Put(from, at, at + width, [(byte)value]);
            at += width - 1;
            done = at + 1;
        }

        return to.Finish(from, done);
    }

    /// <summary>The line went on, in a word or behind one, and not in a formula of single letters.</summary>
    private static bool JoinsWord(ReadOnlySpan<byte> text, int at)
    {
        if (at == 0 || at + 2 >= text.Length) return false;
        var (before, after) = (text[at - 1], text[at + 2]);
        if (before is (byte)' ' or >= 0x80 || after is (byte)' ' or (byte)'=' or >= 0x80) return true;
        return (at > 1 && MarkupLook.IsLetter(text[at - 2])) || (at + 3 < text.Length && MarkupLook.IsLetter(text[at + 3]));
    }

    private static int Hex(ReadOnlySpan<byte> text, int at)
    {
        if (at + 2 > text.Length || !char.IsAsciiHexDigit((char)text[at]) || !char.IsAsciiHexDigit((char)text[at + 1])) return -1;
        return Convert.ToInt32($"{(char)text[at]}{(char)text[at + 1]}", 16);
    }
}
