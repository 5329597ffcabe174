using System.Collections.Concurrent;
using System.Numerics;

namespace DataForge.Answers.Numeric;

/// <summary>Elementary functions in fixed point: argument reduction, then Taylor series.</summary>
internal readonly partial struct BigReal
{
    private static readonly ConcurrentDictionary<int, BigInteger> PiBits = new();
    private static readonly ConcurrentDictionary<int, BigInteger> LogTwoBits = new();

    public static BigReal Pi(Work work) => Round(FixedPi(work.Precision + Guard), -(work.Precision + Guard), work.Precision);

    /// <summary>π · 2^bits by Machin's formula 16 atan(1/5) − 4 atan(1/239).</summary>
    private static BigInteger FixedPi(int bits) => PiBits.GetOrAdd(Step(bits), static b =>
        (4 * (4 * InverseAtan(5, b + 16) - InverseAtan(239, b + 16))) >> 16) >> (Step(bits) - bits);

    /// <summary>Constants are kept at few precisions, and cut to the one asked for.</summary>
    private static int Step(int bits) => (bits + 511) & ~511;

    private static BigInteger InverseAtan(int n, int bits)
    {
        var term = (BigInteger.One << bits) / n;
        var (sum, square) = (term, n * n);
        for (var k = 1; !term.IsZero; k++)
        {
            term /= square;
            sum += (k & 1) == 1 ? -(term / (2 * k + 1)) : term / (2 * k + 1);
        }

        return sum;
    }

    /// <summary>ln 2 · 2^bits by 18 artanh(1/26) − 2 artanh(1/4801) + 8 artanh(1/8749).</summary>
    private static BigInteger FixedLogTwo(int bits) => LogTwoBits.GetOrAdd(Step(bits), static b =>
        (18 * InverseArtanh(26, b + 16) - 2 * InverseArtanh(4801, b + 16) + 8 * InverseArtanh(8749, b + 16)) >> 16) >> (Step(bits) - bits);

    private static BigInteger InverseArtanh(int n, int bits)
    {
        var term = (BigInteger.One << bits) / n;
        var (sum, square) = (term, (long)n * n);
        for (var k = 1; !term.IsZero; k++)
        {
            term /= square;
            sum += term / (2 * k + 1);
        }

        return sum;
    }

    /// <summary>The value times 2^bits, as an integer.</summary>
    private static BigInteger Fixed(BigReal a, int bits)
    {
        if (a.Mantissa.IsZero) return BigInteger.Zero;
        var shift = a.Exponent + bits;
        if (shift >= 0) return a.Mantissa << (int)shift;
        return shift < -1_000_000 ? BigInteger.Zero : a.Mantissa >> (int)-shift;
    }

    public static BigReal Exp(BigReal a, Work work)
    {
        work.Step(40);
        if (work.Failed) return default;
        if (a.Top > 40)
        {
            work.Failed = true;
            return default;
        }

        if (!a.Mantissa.IsZero && a.Top < -FreeSpread) work.Widen(-a.Top); // 1 + a
        var bits = work.Precision + Guard + (int)Math.Max(0, a.Top);
        var x = Fixed(a, bits);
        var logTwo = FixedLogTwo(bits);
        var k = (x + (logTwo >> 1)) / logTwo;
        var r = x - k * logTwo;
        const int Halvings = 8;
        r >>= Halvings;
        var one = BigInteger.One << bits;
        var (sum, term) = (one + r, r);
        for (var n = 2; !term.IsZero && n < 400; n++)
        {
            term = ((term * r) >> bits) / n;
            sum += term;
        }

        for (var i = 0; i < Halvings; i++) sum = (sum * sum) >> bits;
        return Checked(Round(sum, (long)k - bits, work.Precision), work);
    }

    public static BigReal Log(BigReal a, Work work)
    {
        work.Step(120);
        if (a.Mantissa.Sign <= 0) work.Failed = true;
        if (work.Failed || (a.Top == 1 && a.Mantissa.IsPowerOfTwo)) return default; // ln 1

        var bits = work.Precision + Guard + 64;
        var scale = a.Top;
        var m = Fixed(new BigReal(a.Mantissa, a.Exponent - scale), bits); // in [1/2, 1)
        // three square roots bring it near 1, then 2 artanh((m-1)/(m+1))
        const int Roots = 6;
        for (var i = 0; i < Roots; i++) m = Root(m << bits);
        var one = BigInteger.One << bits;
        var y = ((m - one) << bits) / (m + one);
        var square = (y * y) >> bits;
        var (sum, term) = (y, y);
        for (var n = 3; !term.IsZero && n < 2000; n += 2)
        {
            term = (term * square) >> bits;
            sum += term / n;
        }

        var value = (sum << (Roots + 1)) + scale * FixedLogTwo(bits);
        return Checked(Round(value, -bits, work.Precision), work);
    }

    public static (BigReal Sin, BigReal Cos) SinCos(BigReal a, Work work)
    {
        work.Step(60);
        if (work.Failed) return default;
        if (a.Top > 256)
        {
            work.Failed = true;
            return default;
        }

        if (!a.Mantissa.IsZero && a.Top < -FreeSpread) work.Widen(-2 * a.Top); // the cosine is 1 − a²/2
        var bits = work.Precision + Guard + (int)Math.Max(0, a.Top);
        var x = Fixed(a, bits);
        var half = FixedPi(bits) >> 1;
        var turns = (2 * x + half) / (2 * half);
        if (2 * x + half < 0) turns -= 1;
        var r = x - turns * half;
        var square = (r * r) >> bits;
        var (sin, cos) = (r, BigInteger.One << bits);
        var (sinTerm, cosTerm) = (sin, cos);
        for (var n = 1; n < 400 && !(sinTerm.IsZero && cosTerm.IsZero); n++)
        {
            cosTerm = -((cosTerm * square) >> bits) / ((2 * n - 1) * (2 * n));
            sinTerm = -((sinTerm * square) >> bits) / ((2 * n) * (2 * n + 1));
            cos += cosTerm;
            sin += sinTerm;
        }

        var (s, c) = ((int)(turns & 3)) switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
        return (Small(s, bits, work), Small(c, bits, work));
    }

    /// <summary>A fixed-point result; one that is nothing but rounding error is zero, and says that its digits are lost.</summary>
    private static BigReal Small(BigInteger value, int bits, Work work)
    {
        if (BigInteger.Abs(value).GetBitLength() <= Guard)
        {
            work.Lost = Math.Max(work.Lost, work.Precision);
            return default;
        }

        var lost = work.Precision + Guard - (long)BigInteger.Abs(value).GetBitLength();
        if (lost > work.Lost) work.Lost = lost;
        return Round(value, -bits, work.Precision);
    }

    public static BigReal Atan(BigReal a, Work work)
    {
        work.Step(80);
        if (work.Failed || a.Mantissa.IsZero) return default;
        if (a.Top > FreeSpread) work.Widen(a.Top); // π/2 − 1/a
        if (a.Top > 4 * work.Precision || a.Top < -4 * work.Precision)
        {
            if (a.Top < 0) return a;
            var quarter = Divide(Pi(work), From(2), work);
            return a.Mantissa.Sign < 0 ? Negate(quarter) : quarter;
        }

        var inner = new Work(work.Precision + Guard);
        var x = a;
        const int Halvings = 4;
        for (var i = 0; i < Halvings; i++)
            x = Divide(x, Add(From(1), Sqrt(Add(From(1), Multiply(x, x, inner), inner), inner), inner), inner);
        var bits = inner.Precision + (int)Math.Max(0, -x.Top);
        var y = Fixed(x, bits);
        var square = (y * y) >> bits;
        var (sum, term) = (y, y);
        for (var n = 3; !term.IsZero && n < 4000; n += 2)
        {
            term = -((term * square) >> bits);
            sum += term / n;
        }

        return Checked(Round(sum << Halvings, -bits, work.Precision), work);
    }
}
