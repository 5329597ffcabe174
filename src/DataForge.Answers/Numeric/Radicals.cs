using System.Numerics;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>A number made of rationals, square roots of rationals and i, by its image in two fields of p² elements: equal numbers agree, different ones but for a chance near 2^-120. No digits, so nothing cancels.</summary>
/// <remarks>Each prime under a root has one fixed root, real or i times one, so that √12 is 2√3 and √2·√3 is √6.</remarks>
internal readonly record struct Radicals(ulong Re, ulong Im, ulong OtherRe, ulong OtherIm)
{
    // both ≡ 3 (mod 4), so that −1 has no root in the prime field
    private const ulong First = (1UL << 61) - 1;
    private const ulong Second = (1UL << 61) - 229;
    private const int MaxPrime = 1000;
    private const int MaxRadicandBits = 160;

    /// <summary>Null for any other kind of number.</summary>
    public static Radicals? Of(Node node) => Field(node, First) is { } a && Field(node, Second) is { } b ? new Radicals(a.Re, a.Im, b.Re, b.Im) : null;

    public override string ToString() => $"q:{Re:x}.{Im:x}.{OtherRe:x}.{OtherIm:x}";

    private readonly record struct Element(ulong Re, ulong Im);

    private static Element? Field(Node node, ulong p)
    {
        if (!Allowance.Take(1)) return null;
        switch (node)
        {
            case Num number: return Of(number.Value, p);
            case BaseNum number: return Of(number.Value, p);
            case Constant { Kind: ConstantKind.I }: return new Element(0, 1);
            case Unary { Kind: UnaryKind.Negate } unary: return Field(unary.Operand, p) is { } v ? Negate(v, p) : null;
            case Unary { Kind: UnaryKind.Percent } unary: return Field(unary.Operand, p) is { } w && Of(new Rational(1, 100), p) is { } hundredth ? Multiply(w, hundredth, p) : null;
            case Sum sum:
                var total = new Element(0, 0);
                foreach (var term in sum.Terms)
                {
                    if (Field(term, p) is not { } t) return null;
                    total = new Element((total.Re + t.Re) % p, (total.Im + t.Im) % p);
                }

                return total;
            case Product product:
                var value = new Element(1, 0);
                foreach (var factor in product.Factors)
                {
                    if (Field(factor, p) is not { } f) return null;
                    value = Multiply(value, f, p);
                }

                return value;
            case Divide divide: return Field(divide.Top, p) is { } top && Field(divide.Bottom, p) is { } bottom && Inverse(bottom, p) is { } inverse ? Multiply(top, inverse, p) : null;
            case Power power: return OfPower(power, p);
            case Call { Name: "sqrt", Arguments: [var radicand] }: return Exact.Of(radicand) is { } square ? Root(square, p) : null;
            default: return null;
        }
    }

    private static Element? OfPower(Power power, ulong p)
    {
        if (Exact.Of(power.Exponent) is not { } exponent) return null;
        if (exponent.Denominator == 2) return Exact.Of(power.Radix) is { Sign: > 0 } under && Root(under, p) is { } root ? Raise(root, exponent.Numerator, p) : null;
        return exponent.IsInteger && Field(power.Radix, p) is { } radix ? Raise(radix, exponent.Numerator, p) : null;
    }

    private static Element? Raise(Element radix, BigInteger exponent, ulong p)
    {
        if (exponent.Sign < 0)
        {
            if (Inverse(radix, p) is not { } inverse) return null;
            (radix, exponent) = (inverse, -exponent);
        }

        if (radix is { Re: 0, Im: 0 }) return exponent.IsZero ? null : radix;
        var n = BigInteger.Remainder(exponent, ((BigInteger)p * p) - 1); // the order of the field's units
        var result = new Element(1, 0);
        for (; !n.IsZero; n >>= 1)
        {
            if (!n.IsEven) result = Multiply(result, radix, p);
            radix = Multiply(radix, radix, p);
        }

        return result;
    }

    private static Element? Of(Rational value, ulong p)
    {
        var bottom = (ulong)BigInteger.Remainder(value.Denominator, p);
        if (bottom == 0) return null;
        var top = BigInteger.Remainder(value.Numerator, p);
        var whole = new Element((ulong)(top.Sign < 0 ? top + p : top), 0);
        return bottom == 1 ? whole : Multiply(whole, new Element(Power(bottom, p - 2, p), 0), p);
    }

    /// <summary>√(a/b) is √(ab)/b; primes are taken out one by one.</summary>
    private static Element? Root(Rational radicand, ulong p)
    {
        if (radicand.IsZero) return new Element(0, 0);
        var rest = BigInteger.Abs(radicand.Numerator) * radicand.Denominator;
        if (rest.GetBitLength() > MaxRadicandBits || !Allowance.Take(40)) return null;
        var result = radicand.Sign < 0 ? new Element(0, 1) : new Element(1, 0);
        for (var d = 2; d <= MaxPrime; d++)
        {
            if (rest.IsOne) break;
            while ((rest % d).IsZero)
            {
                rest /= d;
                // a first factor gives √d, a second one makes it d
                result = Multiply(result, PrimeRoot((ulong)d, p), p);
            }
        }

        if (!rest.IsOne)
        {
            var square = BigReal.Root(rest);
            if (square * square == rest) result = Multiply(result, new Element((ulong)(square % p), 0), p);
            else if (rest < (BigInteger)MaxPrime * MaxPrime) result = Multiply(result, PrimeRoot((ulong)rest, p), p);
            else return null; // may be a product of primes whose roots stand elsewhere
        }

        return Of(new Rational(1, radicand.Denominator), p) is { } inverse ? Multiply(result, inverse, p) : null;
    }

    private static Element PrimeRoot(ulong prime, ulong p)
    {
        var root = Power(prime, (p + 1) / 4, p);
        return Multiply(root, root, p) == prime % p ? new Element(root, 0) : new Element(0, Power(p - prime, (p + 1) / 4, p));
    }

    private static Element Negate(Element a, ulong p) => new(a.Re == 0 ? 0 : p - a.Re, a.Im == 0 ? 0 : p - a.Im);

    private static Element Multiply(Element a, Element b, ulong p) => new(
        (Multiply(a.Re, b.Re, p) + p - Multiply(a.Im, b.Im, p)) % p,
        (Multiply(a.Re, b.Im, p) + Multiply(a.Im, b.Re, p)) % p);

    private static Element? Inverse(Element a, ulong p)
    {
        var norm = (Multiply(a.Re, a.Re, p) + Multiply(a.Im, a.Im, p)) % p;
        if (norm == 0) return null;
        var inverse = Power(norm, p - 2, p);
        return new Element(Multiply(a.Re, inverse, p), Multiply(a.Im == 0 ? 0 : p - a.Im, inverse, p));
    }

    private static ulong Multiply(ulong a, ulong b, ulong p) => (ulong)((UInt128)a * b % p);

    private static ulong Power(ulong a, ulong n, ulong p)
    {
        var result = 1UL;
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) == 1) result = Multiply(result, a, p);
            a = Multiply(a, a, p);
        }

        return result;
    }
}
