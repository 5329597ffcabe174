using System.Numerics;
using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>The rounding rule: a decimal written with d places equals what rounds to it at d places.</summary>
internal static class Decimals
{
    private const int FewestPlaces = 2;

    public static bool Agree(Node a, Node b, bool asksToRound) => Rounds(a, b, asksToRound) || Rounds(b, a, asksToRound);

    /// <summary>Whether <paramref name="written"/> is a decimal that <paramref name="other"/> rounds to.</summary>
    private static bool Rounds(Node written, Node other, bool asksToRound)
    {
        if (Written(written) is not var (value, places) || places < (asksToRound ? 1 : FewestPlaces) || places > 60) return false;
        var scaled = (value * (Rational)BigInteger.Pow(10, places)).Numerator;
        if (scaled.IsZero && !(Exact.Of(other) is { IsZero: true })) return false; // 0.00 keeps no digit of 1/300
        if (Exact.Of(other) is { } exact)
        {
            if (exact.IsInteger && Written(other) is null && places == 0) return false;
            var (up, down) = exact.Rounded(places);
            return (up == scaled || down == scaled) && !(exact.IsInteger && value != exact && Written(other) is null && !IsComputed(other));
        }

        if (Traits.Of(other).HasVariables || Fingerprint.Evaluate(other, _ => Rational.Zero) is not { } real || !real.Value.IsReal(real.Work)) return false;
        var work = new Work(512);
        var distance = BigReal.Add(real.Value.Re, BigReal.Negate(BigReal.From(value, work)), work);
        var half = BigReal.From(new Rational(1, 2 * BigInteger.Pow(10, places)), work);
        return BigReal.Sign(BigReal.Add(half, BigReal.Negate(new BigReal(BigInteger.Abs(distance.Mantissa), distance.Exponent)), work)) >= 0;
    }

    private static bool IsComputed(Node node) => node is not (Num or Unary { Operand: Num });

    /// <summary>A decimal's value and the places it was written with; percent moves the point by two, a power of ten by its exponent.</summary>
    private static (Rational Value, int Places)? Written(Node node) => node switch
    {
        Num { Places: >= 0 } number => (number.Value, number.Places),
        Unary { Kind: UnaryKind.Negate, Operand: Num { Places: >= 0 } number } => (-number.Value, number.Places),
        Unary { Kind: UnaryKind.Percent } percent when Written(percent.Operand) is var (value, places) => (value / 100, places + 2),
        Product { Factors: [Num { Places: >= 0 } number, Power { Radix: Num { Value: var radix } } power] } when radix == 10 && Exact.Of(power.Exponent) is { IsInteger: true } exponent && BigInteger.Abs(exponent.Numerator) < 50
            => (number.Value * ((Rational)10).Pow((int)exponent.Numerator), Math.Max(0, number.Places - (int)exponent.Numerator)),
        _ => null,
    };
}
