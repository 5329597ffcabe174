using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace DataForge.Contamination;

/// <summary>A JSON string checked and its escapes taken out, in one pass. A lone surrogate becomes U+FFFD: data holds them, and a scan must not stop there.</summary>
internal static class JsonText
{
    /// <summary>Bytes behind a text's end that may be written.</summary>
    public const int Margin = 32;

    private const byte Unit = 1; // "u", which is no single byte
    private static readonly byte[] Escapes = BuildEscapes();

    /// <param name="at">Behind the opening quote; becomes the place behind the closing one.</param>
    /// <param name="text">At least as long as the rest of the line and <see cref="Margin"/>.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>False when the string is broken.</returns>
    public static bool Read(ReadOnlySpan<byte> line, ref int at, Span<byte> text, out int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(text.Length, line.Length - at + Margin, nameof(text));
        ref var from = ref MemoryMarshal.GetReference(line);
        ref var to = ref MemoryMarshal.GetReference(text);
        ref var escapes = ref MemoryMarshal.GetArrayDataReference(Escapes);
        length = 0;
        while (at < line.Length)
        {
            if (at + Vector256<byte>.Count <= line.Length)
            {
                var bytes = Vector256.LoadUnsafe(ref from, (nuint)at);
                bytes.StoreUnsafe(ref to, (nuint)length);
                var special = Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.LessThan(bytes, Vector256.Create((byte)' '));
                var plain = special == Vector256<byte>.Zero ? Vector256<byte>.Count : BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
                at += plain;
                length += plain;
                if (plain == Vector256<byte>.Count) continue;
            }

            var b = Unsafe.Add(ref from, at);
            if (b != '\\')
            {
                if (b == '"')
                {
                    at++;
                    return true;
                }

                if (b < ' ') return false;
                Unsafe.Add(ref to, length++) = b;
                at++;
                continue;
            }

            if (at + 1 >= line.Length) return false;
            var escaped = Unsafe.Add(ref escapes, Unsafe.Add(ref from, at + 1));
            if (escaped > Unit)
            {
                Unsafe.Add(ref to, length++) = escaped;
                at += 2;
            }
            else if (escaped != Unit || !ReadUnits(line, ref at, text, ref length)) return false;
        }

        return false;
    }

    /// <summary>A character of one or two UTF-16 units.</summary>
    private static bool ReadUnits(ReadOnlySpan<byte> line, ref int at, Span<byte> text, ref int length)
    {
        const int width = 6;
        if (!TryUnit(line[at..], out var unit)) return false;
        at += width;
        var rune = Rune.ReplacementChar;
        if (!char.IsSurrogate(unit)) rune = new Rune(unit);
        else if (char.IsHighSurrogate(unit) && TryUnit(line[at..], out var low) && char.IsLowSurrogate(low))
        {
            rune = new Rune(unit, low);
            at += width;
        }

        length += rune.EncodeToUtf8(text[length..]);
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        (unit, var value) = ('\0', (ushort)0);
        if (escape.Length < 6 || !escape.StartsWith("\\u"u8) || !ushort.TryParse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)) return false;
        unit = (char)value;
        return true;
    }

    private static byte[] BuildEscapes()
    {
        var escapes = new byte[256];
        foreach (var (name, meant) in (ReadOnlySpan<(char, char)>)[('\\', '\\'), ('"', '"'), ('/', '/'), ('n', '\n'), ('t', '\t'), ('r', '\r'), ('b', '\b'), ('f', '\f'), ('u', (char)Unit)]) escapes[name] = (byte)meant;
        return escapes;
    }
}
