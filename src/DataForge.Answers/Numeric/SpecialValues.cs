using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>Exact values of ζ at even whole numbers, Γ at whole and half numbers, of Σ 1/n^s and of geometric series.</summary>
internal static class SpecialValues
{
    /// <summary>The value as an expression; null where we know none.</summary>
    public static Node? Of(Call call) => call switch
    {
        { Name: "zeta", Arguments: [Num { Value: { IsInteger: true } s }] } => Zeta(s),
        { Name: "Gamma", Arguments: [var x] } when Exact.Of(x) is { } value => Gamma(value),
        { Name: "sum", Arguments: [Chain { Operators: "=", Operands: [Sym index, var low] }, Constant { Kind: ConstantKind.Infinity }, var term] } when Exact.Of(low) is { IsInteger: true } start => Infinite(index.Name, start, term),
        _ => null,
    };

    private static readonly long[] ZetaDenominators = [6, 90, 945, 9450, 93555];

    private static Divide? Zeta(Rational s) => !s.Numerator.IsEven || s.Numerator < 2 || s.Numerator > 10 ? null
        : new Divide(new Power(new Constant(ConstantKind.Pi), new Num(s)), Num.Of(ZetaDenominators[((int)s.Numerator / 2) - 1]));

    /// <summary>(n − 1)!, and √π (2k)!/(4^k k!) at k + ½.</summary>
    private static Node? Gamma(Rational x)
    {
        if (x.Sign <= 0 || x.CompareTo(60) > 0) return null;
        if (x.IsInteger) return new Unary(UnaryKind.Factorial, new Num(x - Rational.One));
        if (x.Denominator != 2) return null;
        Rational product = Rational.One;
        for (var at = new Rational(1, 2); at.CompareTo(x) < 0; at += Rational.One) product *= at;
        return new Product([new Num(product), new Call("sqrt", new Constant(ConstantKind.Pi))]);
    }

    private static Node? Infinite(string index, Rational start, Node term)
    {
        Rational? At(long offset) => Exact.Of(Substitution.Map(term, n => n is Sym symbol && symbol.Name == index ? new Num(start + offset) : null));
        if (term is Divide { Top: Num { Value: var top }, Bottom: Power { Radix: Sym radix, Exponent: Num { Value: { IsInteger: true } s } } } && radix.Name == index && start == Rational.One)
            return Zeta(s) is { } zeta ? new Product([new Num(top), zeta]) : null;
        if (At(0) is not { IsZero: false } first || At(1) is not { } second || At(2) is not { } third || At(5) is not { } sixth) return null;
        var ratio = second / first;
        var isGeometric = third == second * ratio && sixth == first * ratio.Pow(5) && ratio.Abs().CompareTo(Rational.One) < 0 && Substitution.Any(term, n => n is Power { Exponent: not Num });
        return isGeometric ? new Num(first / (Rational.One - ratio)) : null;
    }
}
