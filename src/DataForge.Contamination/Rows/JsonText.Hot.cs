using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace DataForge.Contamination;

/// <summary>A JSON string's escapes taken out. A lone surrogate becomes U+FFFD: data holds them, and a scan must not stop there.</summary>
internal static class JsonText
{
    /// <summary>Bytes behind a text's end that may be written.</summary>
    public const int Margin = 32;

    /// <param name="raw">What stands between the quotes, already validated.</param>
    /// <param name="text">At least as long as <paramref name="raw"/> and <see cref="Margin"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        var length = 0;
        while (true)
        {
            var at = CopyToBackslash(raw, text[length..]);
            length += at;
            if (at == raw.Length) return length;
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
    }

    /// <summary>Copies what stands before the first backslash, and perhaps more behind it that is to be overwritten.</summary>
    private static int CopyToBackslash(ReadOnlySpan<byte> raw, Span<byte> text)
    {
        ref var from = ref MemoryMarshal.GetReference(raw);
        ref var to = ref MemoryMarshal.GetReference(text);
        var at = 0;
        for (; at + Vector256<byte>.Count <= raw.Length; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref from, (nuint)at);
            bytes.StoreUnsafe(ref to, (nuint)at);
            var backslashes = Vector256.Equals(bytes, Vector256.Create((byte)'\\')).ExtractMostSignificantBits();
            if (backslashes != 0) return at + BitOperations.TrailingZeroCount(backslashes);
        }

        for (; at < raw.Length && raw[at] != '\\'; at++) text[at] = raw[at];
        return at;
    }

    private static char Hex(ReadOnlySpan<byte> digits) => (char)ushort.Parse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
