namespace DataForge.Formats;

/// <summary>Where a record of a web archive begins: a line of <c>WARC/</c> and a version, then a line of a WARC header field (ISO 28500, section 4).</summary>
internal static class RecordHead
{
    /// <summary>Bytes looked at for a head at a time.</summary>
    public const int Looked = 1 << 15;

    /// <summary>Bytes that tell a head, the blank line before it included.</summary>
    public const int Longest = 32;

    /// <summary>True where the bytes begin a record's first line.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith("WARC/"u8);

    /// <summary>The first place from <paramref name="from"/> on where a record begins; -1 where none does.</summary>
    /// <param name="behindBlank">Only behind a blank line; else also within a line, where the record before it was cut.</param>
    public static int Find(ReadOnlySpan<byte> bytes, int from, bool behindBlank)
    {
        while (from < bytes.Length)
        {
            var at = bytes[from..].IndexOf("WARC/"u8);
            if (at < 0) return -1;
            at += from;
            if (Is(bytes[at..]) && (!behindBlank || bytes[..at].EndsWith("\n\r\n"u8) || bytes[..at].EndsWith("\n\n"u8))) return at;
            from = at + 5;
        }

        return -1;
    }

    private static bool Is(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Longest / 2 || !char.IsAsciiDigit((char)bytes[5]) || bytes[6] != '.') return false;
        var at = 7;
        while (at < 10 && char.IsAsciiDigit((char)bytes[at])) at++;
        if (at == 7) return false;
        if (bytes[at] == '\r') at++;
        if (bytes[at] != '\n') return false;
        var field = bytes[(at + 1)..];
        return field.Length >= 5 && (System.Text.Ascii.EqualsIgnoreCase(field[..5], "WARC-"u8) || System.Text.Ascii.EqualsIgnoreCase(field[..5], "Conte"u8));
    }
}
