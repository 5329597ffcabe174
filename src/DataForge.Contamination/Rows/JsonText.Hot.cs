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
    private const int UnitWidth = 6;
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
                var plain = PlainLength(bytes);
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

    /// <summary>Bytes before the first that is a quote, a backslash or a control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlainLength(Vector256<byte> bytes)
    {
        var special = Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.LessThan(bytes, Vector256.Create((byte)' '));
        return special == Vector256<byte>.Zero ? Vector256<byte>.Count : BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
    }

    /// <summary>Bytes of the escape that the backslash at a place begins; 0 when it is broken.</summary>
    public static int EscapeLength(ReadOnlySpan<byte> line, int at) => at + 1 >= line.Length ? 0 : Escapes[line[at + 1]] switch
    {
        0 => 0,
        Unit => TryUnit(line[at..], out _) ? UnitWidth : 0,
        _ => 2,
    };

    /// <summary>A character of one or two UTF-16 units.</summary>
    private static bool ReadUnits(ReadOnlySpan<byte> line, ref int at, Span<byte> text, ref int length)
    {
        if (!TryUnit(line[at..], out var unit)) return false;
        at += UnitWidth;
        var rune = Rune.ReplacementChar;
        if (!char.IsSurrogate(unit)) rune = new Rune(unit);
        else if (char.IsHighSurrogate(unit) && TryUnit(line[at..], out var low) && char.IsLowSurrogate(low))
        {
            rune = new Rune(unit, low);
            at += UnitWidth;
        }

        length += rune.EncodeToUtf8(text[length..]);
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        (unit, var value) = ('\0', (ushort)0);
        if (escape.Length < UnitWidth || !escape.StartsWith("\\u"u8) || !ushort.TryParse(escape[2..UnitWidth], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)) return false;
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
