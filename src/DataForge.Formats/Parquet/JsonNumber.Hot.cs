using System.Buffers.Text;
using System.Globalization;

namespace DataForge.Formats;

/// <summary>Numbers as JSON spells them, and whether a type holds their value exactly.</summary>
internal static class JsonNumber
{
    private const int SafeDigits = 15; // every decimal of so many digits comes back from a double

    public static bool IsInteger(ReadOnlySpan<byte> spelled) => spelled.IndexOfAny(".eE"u8) < 0;

    public static bool TryInteger(ReadOnlySpan<byte> spelled, out long value) => Utf8Parser.TryParse(spelled, out value, out var used) && used == spelled.Length;

    public static bool TryUnsigned(ReadOnlySpan<byte> spelled, out ulong value) => Utf8Parser.TryParse(spelled, out value, out var used) && used == spelled.Length;

    /// <summary>The nearest double, where its shortest form has the same value: 0.1 and 1e22 fit, 0.1234567890123456789 and 2^53 + 1 do not.</summary>
    public static bool TryDouble(ReadOnlySpan<byte> spelled, out double value)
    {
        if (!double.TryParse(spelled, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value)) return false;
        if (spelled.Length <= SafeDigits && spelled.IndexOfAny("eE"u8) < 0) return true;
        Span<byte> shortest = stackalloc byte[32];
        return value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture) && SameValue(spelled, shortest[..length]);
    }

    /// <summary>As <see cref="TryDouble"/>, for single precision.</summary>
    public static bool TrySingle(ReadOnlySpan<byte> spelled, out float value)
    {
        if (!float.TryParse(spelled, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !float.IsFinite(value)) return false;
        Span<byte> shortest = stackalloc byte[32];
        return value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture) && SameValue(spelled, shortest[..length]);
    }

    /// <summary>The number times 10^scale, where that is an integer of at most <paramref name="width"/> digits.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> spelled, int width, int scale, out Int128 value)
    {
        value = 0;
        var number = new Decimals(spelled);
        var zeros = number.Exponent + scale; // digits to add
        if (number.Digits == 0) return true;
        if (zeros < 0 || number.Digits + zeros > width) return false;
        var digits = number.Digits;
        for (var at = 0; digits > 0; at++)
        {
            if (number.Significant[at] == '.') continue;
            value = value * 10 + (number.Significant[at] - '0');
            digits--;
        }

        for (var i = 0; i < zeros; i++) value *= 10;
        if (number.Negative) value = -value;
        return true;
    }

    /// <summary>True where two spellings mean the same number.</summary>
    private static bool SameValue(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var x = new Decimals(a);
        var y = new Decimals(b);
        if (x.Digits == 0 || y.Digits == 0) return x.Digits == y.Digits;
        if (x.Negative != y.Negative || x.Digits != y.Digits || x.Exponent != y.Exponent) return false;
        var (i, j) = (0, 0);
        for (var n = 0; n < x.Digits; n++, i++, j++)
        {
            i = Digit(x.Significant, i);
            j = Digit(y.Significant, j);
            if (x.Significant[i] != y.Significant[j]) return false;
        }

        return true;

        static int Digit(ReadOnlySpan<byte> text, int from) => from + text[from..].IndexOfAnyInRange((byte)'0', (byte)'9');
    }

    /// <summary>A number as digits without zeros at either end, times a power of ten.</summary>
    private readonly ref struct Decimals
    {
        /// <summary>The mantissa from its first digit that is not 0.</summary>
        public readonly ReadOnlySpan<byte> Significant;

        public readonly int Digits, Exponent;
        public readonly bool Negative;

        public Decimals(ReadOnlySpan<byte> number)
        {
            Negative = number[0] == '-';
            var e = number.IndexOfAny("eE"u8);
            var spelled = e < 0 ? number : number[..e];
            var exponent = 0L;
            if (e >= 0 && !Utf8Parser.TryParse(number[(e + 1)..].TrimStart((byte)'+'), out exponent, out _)) exponent = int.MaxValue / 2;
            var first = spelled.IndexOfAnyInRange((byte)'1', (byte)'9');
            if (first < 0) return;
            Significant = spelled[first..];
            var point = spelled.IndexOf((byte)'.');
            var last = spelled.LastIndexOfAnyInRange((byte)'1', (byte)'9');
            var after = spelled.Length - last - 1; // zeros, and a point among them
            var zeros = point > last ? after - 1 : after;
            Digits = last - first + 1 - (point > first && point < last ? 1 : 0);
            var decimals = point < 0 ? 0 : spelled.Length - point - 1;
            Exponent = (int)Math.Clamp(exponent - decimals + zeros, int.MinValue / 2, int.MaxValue / 2);
        }
    }
}
