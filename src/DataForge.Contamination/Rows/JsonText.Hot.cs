using System.Globalization;
using System.Text;

namespace DataForge.Contamination;

/// <summary>A JSON string's escapes taken out. A lone surrogate becomes U+FFFD: data holds them, and a scan must not stop there.</summary>
internal static class JsonText
{
    /// <param name="raw">What stands between the quotes, already validated.</param>
    /// <param name="text">At least as long as <paramref name="raw"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var length = 0;
        while (true)
        {
            var at = raw.IndexOf((byte)'\\');
            if (at < 0) break;
            raw[..at].CopyTo(text[length..]);
            length += at;
            var code = raw[at + 1];
            raw = raw[(at + 2)..];
            if (code == 'u')
            {
                var unit = Hex(raw);
                raw = raw[4..];
                var rune = Rune.ReplacementChar;
                if (!char.IsSurrogate(unit)) rune = new Rune(unit);
                else if (char.IsHighSurrogate(unit) && raw.StartsWith("\\u"u8) && Hex(raw[2..]) is var low && char.IsLowSurrogate(low))
                {
                    rune = new Rune(unit, low);
                    raw = raw[6..];
                }

                length += rune.EncodeToUtf8(text[length..]);
                continue;
            }

            text[length++] = code switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => code,
            };
        }

        raw.CopyTo(text[length..]);
        return length + raw.Length;
    }

    private static char Hex(ReadOnlySpan<byte> digits) => (char)ushort.Parse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
