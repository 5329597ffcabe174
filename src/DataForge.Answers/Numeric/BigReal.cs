using System.Numerics;

namespace DataForge.Answers.Numeric;

/// <summary>A binary floating-point number of any precision: Mantissa · 2^Exponent, rounded to <see cref="Work.Precision"/> bits after each operation.</summary>
/// <remarks>Relative error of each operation: a few units of the last place (elementary functions work with <see cref="Guard"/> bits more). Exponents beyond ±2^40 fail.</remarks>
internal readonly partial struct BigReal(BigInteger mantissa, long exponent) : IReal<BigReal>
{
    private const int Guard = 32;
    private const long MaxExponent = 1L << 40;

    /// <summary>A gap between two terms that every precision covers.</summary>
    private const int FreeSpread = 24;

    public BigInteger Mantissa { get; } = mantissa;

    public long Exponent { get; } = exponent;

    /// <summary>Position of the leading bit: the value lies in [2^(Top-1), 2^Top).</summary>
    public long Top => Mantissa.IsZero ? long.MinValue / 2 : Exponent + (long)BigInteger.Abs(Mantissa).GetBitLength();

    private static BigReal Round(BigInteger mantissa, long exponent, int bits)
    {
        if (mantissa.IsZero) return default; // a zero has no exponent: shifted by 10^9 bits it would still cost them
        var excess = (long)BigInteger.Abs(mantissa).GetBitLength() - bits;
        if (excess <= 0) return new BigReal(mantissa, exponent);
        var half = BigInteger.One << (int)(excess - 1);
        var rounded = mantissa.Sign >= 0 ? (mantissa + half) >> (int)excess : -((-mantissa + half) >> (int)excess);
        return new BigReal(rounded, exponent + excess);
    }

    private static BigReal Checked(BigReal value, Work work)
    {
        work.Step();
        if (Math.Abs(value.Exponent) > MaxExponent) work.Failed = true;
        return value;
    }

    public static BigReal From(long value) => new(value, 0);

    public static BigReal From(Rational value, Work work)
    {
        if (value.IsInteger) return Round(value.Numerator, 0, work.Precision);
        var shift = work.Precision + 2 + (int)(value.Denominator.GetBitLength() - BigInteger.Abs(value.Numerator).GetBitLength());
        return Round(Shift(value.Numerator, shift) / value.Denominator, -shift, work.Precision);
    }

    private static BigInteger Shift(BigInteger value, int bits) => bits >= 0 ? value << bits : value >> -bits;

    public static BigReal Add(BigReal a, BigReal b, Work work)
    {
        if (a.Mantissa.IsZero) return b;
        if (b.Mantissa.IsZero) return a;
        var (topA, topB) = (a.Top, b.Top);
        if (Math.Abs(topA - topB) > work.Spread + FreeSpread) work.Widen(Math.Abs(topA - topB));
        if (topA - topB > work.Precision + 4) return a;
        if (topB - topA > work.Precision + 4) return b;
        var low = Math.Min(a.Exponent, b.Exponent);
        var sum = (a.Mantissa << (int)(a.Exponent - low)) + (b.Mantissa << (int)(b.Exponent - low));
        var result = Round(sum, low, work.Precision);
        var loss = sum.IsZero ? work.Precision : Math.Max(topA, topB) - result.Top;
        if (loss > work.Lost) work.Lost = loss;
        return Checked(result, work);
    }

    public static BigReal Multiply(BigReal a, BigReal b, Work work) => Checked(Round(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent, work.Precision), work);

    public static BigReal Divide(BigReal a, BigReal b, Work work)
    {
        if (b.Mantissa.IsZero)
        {
            work.Failed = true;
            return default;
        }

        if (a.Mantissa.IsZero) return a;
        var shift = Math.Max(0, work.Precision + 2 + (int)(BigInteger.Abs(b.Mantissa).GetBitLength() - BigInteger.Abs(a.Mantissa).GetBitLength()));
        return Checked(Round((a.Mantissa << shift) / b.Mantissa, a.Exponent - b.Exponent - shift, work.Precision), work);
    }

    public static BigReal Negate(BigReal a) => new(-a.Mantissa, a.Exponent);

    public static BigReal Sqrt(BigReal a, Work work)
    {
        if (a.Mantissa.Sign <= 0)
        {
            work.Failed |= a.Mantissa.Sign < 0;
            return default;
        }

        var shift = Math.Max(0, 2 * work.Precision + 4 - (int)a.Mantissa.GetBitLength());
        if (((a.Exponent - shift) & 1) != 0) shift++;
        work.Step(8);
        if (work.Failed) return default;
        return Checked(Round(Root(a.Mantissa << shift), (a.Exponent - shift) / 2, work.Precision), work);
    }

    /// <summary>⌊√n⌋ by Newton's method from above, begun with the square root of the leading bits.</summary>
    internal static BigInteger Root(BigInteger n)
    {
        if (n.Sign <= 0) return BigInteger.Zero;
        var shift = (int)Math.Max(0, (n.GetBitLength() - 96) & ~1L);
        var x = (new BigInteger(Math.Sqrt((double)(n >> shift)) * (1 + 1e-14)) + 2) << (shift / 2);
        while (true)
        {
            var next = (x + n / x) >> 1;
            if (next >= x) return x;
            x = next;
        }
    }

    public static BigReal Floor(BigReal a, Work work)
    {
        if (a.Exponent >= 0) return a;
        if (-a.Exponent > 1 << 20) return a.Mantissa.Sign < 0 ? From(-1) : default;
        var nearest = (a.Mantissa + (BigInteger.One << (int)(-a.Exponent - 1))) >> (int)-a.Exponent;
        var off = new BigReal(a.Mantissa - (nearest << (int)-a.Exponent), a.Exponent);
        if (off.Mantissa.IsZero) return new BigReal(nearest, 0);
        if (off.Top < a.Top - work.Precision + FreeSpread) return new BigReal(nearest, 0); // an integer but for rounding: (√2)² is 2
        if (off.Top < -FreeSpread) work.Widen(Math.Max(0, a.Top) - off.Top);
        return Round(a.Mantissa >> (int)-a.Exponent, 0, work.Precision);
    }

    /// <summary>Zero, or so small beside what was cancelled to make it that it cannot be told from zero.</summary>
    public static bool IsZero(BigReal a, Work work) => a.Mantissa.IsZero;

    public static int Sign(BigReal a) => a.Mantissa.Sign;

    public static double ToDouble(BigReal a)
    {
        if (a.Mantissa.IsZero) return 0;
        var excess = (int)Math.Max(0, (long)BigInteger.Abs(a.Mantissa).GetBitLength() - 64);
        var exponent = Math.Clamp(a.Exponent + excess, -100_000, 100_000);
        return Math.ScaleB((double)(a.Mantissa >> excess), (int)exponent);
    }

    /// <summary>The value as sign, <paramref name="digits"/> significant decimal digits and a power of ten; what a key holds.</summary>
    public static string ToDigits(BigReal a, int digits)
    {
        if (a.Mantissa.IsZero) return "0";
        if (Math.Abs(a.Top) > 1 << 12) return $"{a.Mantissa.Sign}b{Round(a.Mantissa, a.Exponent, digits * 3)}";
        var magnitude = (int)Math.Floor((a.Top - 1) * 0.30102999566398120);
        for (var turn = 0; turn < 3; turn++)
        {
            var power = digits - 1 - magnitude;
            var scaled = BigInteger.Abs(a.Mantissa);
            BigInteger divisor = 1;
            if (power >= 0) scaled *= BigInteger.Pow(10, power);
            else divisor = BigInteger.Pow(10, -power);
            if (a.Exponent >= 0) scaled <<= (int)a.Exponent;
            else divisor <<= (int)-a.Exponent;
            var rounded = (2 * scaled + divisor) / (2 * divisor);
            var text = rounded.ToString();
            if (text.Length == digits) return $"{(a.Mantissa.Sign < 0 ? "-" : "")}{text.TrimEnd('0')}e{magnitude}";
            magnitude += text.Length > digits ? 1 : -1;
        }

        return a.ToString();
    }

    public override string ToString() => $"{Mantissa}b{Exponent}";

    /// <summary>The simple fraction this value is, when it is one to within its precision: denominator below 2^40.</summary>
    public static Rational? ToRational(BigReal a, int trustedBits)
    {
        if (a.Mantissa.IsZero) return Rational.Zero;
        if (a.Top > 64 && a.Top + 100 < trustedBits && a.Exponent < 0 && a.Exponent > -100_000)
        {
            var nearest = (a.Mantissa + (BigInteger.One << (int)(-a.Exponent - 1))) >> (int)-a.Exponent;
            var off = new BigReal(a.Mantissa - (nearest << (int)-a.Exponent), a.Exponent);
            return off.Top < a.Top - trustedBits + 16 ? nearest : null;
        }

        if (a.Top > 64 || a.Top < -40 || trustedBits < 150) return null;
        // the continued fraction of top/bottom, without reducing anything; convergents h/k
        var (top, bottom) = a.Exponent >= 0 ? (a.Mantissa << (int)a.Exponent, BigInteger.One) : (a.Mantissa, BigInteger.One << (int)-a.Exponent);
        var (h0, h1, k0, k1) = (Int128.Zero, Int128.One, Int128.One, Int128.Zero);
        var (x, y) = (top, bottom);
        for (var i = 0; i < 64; i++)
        {
            var whole = BigInteger.DivRem(x, y, out var rest);
            if (rest.Sign < 0) (whole, rest) = (whole - 1, rest + y);
            if (i > 0 && whole.GetBitLength() > 41) return null;
            var part = (Int128)whole;
            (h0, h1, k0, k1) = (h1, (part * h1) + h0, k1, (part * k1) + k0);
            if (k1 >> 40 != 0) return null;
            var error = BigInteger.Abs((top * (BigInteger)k1) - ((BigInteger)h1 * bottom));
            if (error.IsZero || (bottom * (BigInteger)k1).GetBitLength() - error.GetBitLength() > trustedBits - a.Top - 16 || rest.IsZero) return new Rational((BigInteger)h1, (BigInteger)k1);
            (x, y) = (y, rest);
        }

        return null;
    }
}
