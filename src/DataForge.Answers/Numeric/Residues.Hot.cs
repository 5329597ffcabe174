using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>A rational function's value modulo two 61-bit primes at fixed points: equal functions agree, different ones but for a chance near 2^-110.</summary>
internal readonly record struct Residues(ulong A, ulong B)
{
    public const ulong PrimeA = (1UL << 61) - 1;
    public const ulong PrimeB = (1UL << 61) - 31;

    /// <param name="node">An expression.</param>
    /// <param name="constantsAsSymbols">π, e and i as further variables: agreement still proves equality, difference then proves nothing.</param>
    /// <param name="names">Renames variables first; null keeps them.</param>
    /// <returns>Null when the expression is no rational function, or a denominator vanishes at the points.</returns>
    public static Residues? Of(Node node, bool constantsAsSymbols = false, Func<string, string>? names = null) =>
        Field(node, PrimeA, constantsAsSymbols, names) is { } a && Field(node, PrimeB, constantsAsSymbols, names) is { } b ? new Residues(a, b) : null;

    /// <summary>Quotient of two values; null when either is zero.</summary>
    public static Residues? Ratio(Residues top, Residues bottom) => top.A == 0 || top.B == 0 || bottom.A == 0 || bottom.B == 0
        ? null
        : new Residues(Multiply(top.A, Inverse(bottom.A, PrimeA), PrimeA), Multiply(top.B, Inverse(bottom.B, PrimeB), PrimeB));

    private static ulong? Field(Node node, ulong p, bool constants, Func<string, string>? names)
    {
        switch (node)
        {
            case Num number: return Of(number.Value, p);
            case BaseNum number: return Of(number.Value, p);
            case Sym symbol: return Points.Residue(names is null ? symbol.Name : names(symbol.Name), p);
            case Constant { Kind: not ConstantKind.Infinity } constant when constants: return Points.Residue("#" + constant.Kind, p);
            case Unary { Kind: UnaryKind.Negate } unary: return Field(unary.Operand, p, constants, names) is { } v ? (v == 0 ? 0 : p - v) : null;
            case Unary { Kind: UnaryKind.Percent } unary: return Field(unary.Operand, p, constants, names) is { } w ? Multiply(w, Inverse(100, p), p) : null;
            case Sum sum:
                var total = 0UL;
                for (var i = 0; i < sum.Terms.Count; i++)
                {
                    if (Field(sum.Terms[i], p, constants, names) is not { } term) return null;
                    total = (total + term) % p;
                }

                return total;
            case Product product:
                var value = 1UL;
                for (var i = 0; i < product.Factors.Count; i++)
                {
                    if (Field(product.Factors[i], p, constants, names) is not { } factor) return null;
                    value = Multiply(value, factor, p);
                }

                return value;
            case Divide divide:
                if (Field(divide.Bottom, p, constants, names) is not (> 0 and var bottom) || Field(divide.Top, p, constants, names) is not { } top) return null;
                return Multiply(top, Inverse(bottom, p), p);
            case Power power:
                if (Exact.Of(power.Exponent) is not { IsInteger: true } exponent || Field(power.Radix, p, constants, names) is not { } radix) return null;
                if (exponent.Sign < 0 && radix == 0) return null;
                var reduced = (ulong)System.Numerics.BigInteger.Remainder(System.Numerics.BigInteger.Abs(exponent.Numerator), p - 1);
                var raised = Power(radix, reduced, p);
                return exponent.Sign < 0 ? Inverse(raised, p) : raised;
            case Call { Name: "binom", Arguments: [var n, Num { Value: { IsInteger: true } k }] } when k.Sign >= 0 && k.Numerator <= 12:
                return Field(n, p, constants, names) is { } over ? Choose(over, (int)k.Numerator, p) : null;
            case Call { Name: "sum" or "prod" or "int" or "iint" or "oint" or "lim" } big:
                return Exact.Of(big) is { } computed ? Of(computed, p) : null;
            case Call call when !Evaluation.IsKnown(call.Name): return Opaque(call, p, constants, names);
            case Ratio { Parts: [var left, var right] }: return Field(new Divide(left, right), p, constants, names);
            default: return null;
        }
    }

    /// <summary>Somebody's function: a fixed random function of its arguments' values.</summary>
    private static ulong? Opaque(Call call, ulong p, bool constants, Func<string, string>? names)
    {
        var state = names is null ? call.Name : names(call.Name);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (Field(call.Arguments[i], p, constants, names) is not { } argument) return null;
            state = $"{state}({argument})";
        }

        return Points.Residue(state, p);
    }

    private static ulong? Of(Rational value, ulong p)
    {
        var bottom = Positive(value.Denominator, p);
        if (bottom == 0) return null;
        var top = Positive(value.Numerator, p);
        return bottom == 1 ? top : Multiply(top, Inverse(bottom, p), p);
    }

    private static ulong Positive(System.Numerics.BigInteger value, ulong p)
    {
        var rest = System.Numerics.BigInteger.Remainder(value, p);
        return (ulong)(rest.Sign < 0 ? rest + p : rest);
    }

    private static ulong Choose(ulong n, int k, ulong p)
    {
        var (top, bottom) = (1UL, 1UL);
        for (var i = 0; i < k; i++)
        {
            top = Multiply(top, (n + p - (ulong)i) % p, p);
            bottom = Multiply(bottom, (ulong)i + 1, p);
        }

        return Multiply(top, Inverse(bottom, p), p);
    }

    private static ulong Multiply(ulong a, ulong b, ulong p)
    {
        var high = Math.BigMul(a, b, out var low);
        // a, b < 2^61: the product is below 2^122; fold at bit 61 with 2^61 ≡ c (mod p), c = 1 or 31
        var c = (1UL << 61) - p;
        var upper = (high << 3) | (low >> 61);
        var lower = low & ((1UL << 61) - 1);
        var folded = Math.BigMul(upper, c, out var rest);
        var sum = lower + (rest & ((1UL << 61) - 1)) + ((folded << 3) | (rest >> 61)) * c;
        return sum % p;
    }

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

    private static ulong Inverse(ulong a, ulong p) => Power(a, p - 2, p);
}
