using System.Numerics;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>Exact rational value of an expression without variables; null when it has none, or only beyond the budget.</summary>
/// <remarks>Bit lengths are estimated before a power, factorial or binomial is computed, so that 9^{9^9} costs nothing.</remarks>
internal static class Exact
{
    public static Rational? Of(Node node) => node switch
    {
        Num number => number.Value,
        BaseNum number => number.Value,
        Unary unary => OfUnary(unary),
        Sum sum => Fold(sum.Terms, Rational.Zero, static (a, b) => a + b),
        Product product => Fold(product.Factors, Rational.One, static (a, b) => a * b),
        Divide divide => Of(divide.Bottom) is { IsZero: false } bottom && Of(divide.Top) is { } top ? Checked(top / bottom) : null,
        Power power => OfPower(power),
        Ratio { Parts: [var left, var right] } => Of(right) is { IsZero: false } bottom && Of(left) is { } top ? Checked(top / bottom) : null,
        Call call => OfCall(call),
        _ => null,
    };

    /// <summary>A sum, product or quotient within the budget: reducing it takes the square of its length.</summary>
    private static Rational? Checked(Rational value) =>
        value.Bits <= 2 * Limits.MaxBits && (value.Bits < 1024 || Allowance.Take(value.Bits * value.Bits >> 16)) ? value : null;

    private static Rational? Fold(IReadOnlyList<Node> nodes, Rational start, Func<Rational, Rational, Rational> join)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (Of(nodes[i]) is not { } value || Checked(join(start, value)) is not { } next) return null;
            start = next;
        }

        return start;
    }

    private static Rational? OfUnary(Unary unary)
    {
        if (unary.Kind is UnaryKind.Degree or UnaryKind.PlusMinus or UnaryKind.MinusPlus || Of(unary.Operand) is not { } value) return null;
        return unary.Kind switch
        {
            UnaryKind.Negate => -value,
            UnaryKind.Percent => value / 100,
            UnaryKind.DoubleFactorial => Factorial(value, 2),
            _ => Factorial(value, 1),
        };
    }

    /// <summary>n! by step 1, n!! by step 2.</summary>
    private static Rational? Factorial(Rational n, int step)
    {
        if (!n.IsInteger || n.Sign < 0 || n.Numerator > 5000 || !Allowance.Take(1 + (long)(n.Numerator * n.Numerator / 4000))) return null;
        return Product((int)n.Numerator % step == 0 ? step : 1, (int)n.Numerator, step);
    }

    /// <summary>low · (low + step) · … · high, by halves, so that the factors stay of one size.</summary>
    private static BigInteger Product(int low, int high, int step)
    {
        if (low > high) return BigInteger.One;
        if (high - low < 8 * step)
        {
            BigInteger product = low;
            for (var i = low + step; i <= high; i += step) product *= i;
            return product;
        }

        var middle = low + ((high - low) / step / 2 * step);
        return Product(low, middle, step) * Product(middle + step, high, step);
    }

    private static Rational? OfPower(Power power)
    {
        if (Of(power.Exponent) is not { } exponent || Of(power.Radix) is not { } radix) return null;
        if (exponent.IsInteger)
        {
            if (exponent.IsZero) return radix.IsZero ? null : Rational.One;
            if (radix.IsZero) return exponent.Sign > 0 ? radix : null;
            if (radix.Abs() == Rational.One) return radix.Sign > 0 || exponent.Numerator.IsEven ? Rational.One : -Rational.One;
            var bits = BigInteger.Abs(exponent.Numerator) * radix.Bits;
            if (bits > Limits.MaxBits || !Allowance.Take(1 + ((long)bits / 64))) return null;
            return radix.Pow((int)exponent.Numerator);
        }

        if (exponent.Denominator > 64 || BigInteger.Abs(exponent.Numerator) > 1000) return null;
        if (RootOf(radix, (int)exponent.Denominator) is not { } root) return null;
        if (root.IsZero) return exponent.Sign > 0 ? root : null;
        return BigInteger.Abs(exponent.Numerator) * root.Bits > Limits.MaxBits ? null : root.Pow((int)exponent.Numerator);
    }

    private static Rational? OfSeries(Call call)
    {
        if (call.Arguments[0] is not Chain { Operands: [Sym index, var low] } || Of(low) is not { IsInteger: true } from || Of(call.Arguments[1]) is not { IsInteger: true } to || to.Numerator - from.Numerator > Series.MaxTerms) return null;
        var total = call.Name == "sum" ? Rational.Zero : Rational.One;
        for (var i = from.Numerator; i <= to.Numerator; i++)
        {
            if (!Allowance.Take(4) || Of(Substitution.Map(call.Arguments[2], n => n is Sym symbol && symbol.Name == index.Name ? new Num(i) : null)) is not { } term) return null;
            if (Checked(call.Name == "sum" ? total + term : total * term) is not { } next) return null;
            total = next;
        }

        return total;
    }

    private static Rational? OfCall(Call call)
    {
        if (call.Name is "sum" or "prod" && Series.IsFinite(call)) return OfSeries(call);
        if (call.Name == "int") return Series.Integral(call);
        var values = new Rational[call.Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (Of(call.Arguments[i]) is not { } value) return null;
            values[i] = value;
        }

        return (call.Name, values) switch
        {
            ("sqrt", [var x]) => RootOf(x, 2),
            ("cbrt", [var x]) => RootOf(x, 3),
            ("root", [var x, { IsInteger: true } n]) when n.Sign > 0 && n.Numerator <= 64 => RootOf(x, (int)n.Numerator),
            ("abs", [var x]) => x.Abs(),
            ("floor", [var x]) => x.Floor(),
            ("ceil", [var x]) => x.Ceiling(),
            ("binom", [{ IsInteger: true } n, { IsInteger: true } k]) => Binomial(n.Numerator, k.Numerator),
            ("max", { Length: > 0 }) => values.Max(),
            ("min", { Length: > 0 }) => values.Min(),
            ("sgn", [var x]) => x.Sign,
            ("lcm", { Length: > 0 }) when values.All(v => v.IsInteger && !v.IsZero) => values.Aggregate(BigInteger.One, (a, b) => BigInteger.Abs(a * b.Numerator) / BigInteger.GreatestCommonDivisor(a, b.Numerator)),
            ("gcd", { Length: > 0 }) when values.All(v => v.IsInteger) => values.Aggregate(BigInteger.Zero, (a, b) => BigInteger.GreatestCommonDivisor(a, b.Numerator)),
            _ => null,
        };
    }

    private static Rational? Binomial(BigInteger n, BigInteger k)
    {
        if (n.Sign < 0 || k.Sign < 0) return null;
        if (k > n) return Rational.Zero;
        if (k > n - k) k = n - k;
        if (k > 5000 || k * (long)n.GetBitLength() > Limits.MaxBits || !Allowance.Take(1 + (long)(k * k / 4000))) return null;
        var value = BigInteger.One;
        for (var i = 1; i <= (int)k; i++) value = value * (n - k + i) / i;
        return value;
    }

    /// <summary>The exact n-th root of a perfect power; real roots of negative numbers for odd n.</summary>
    internal static Rational? RootOf(Rational x, int n)
    {
        if (x.Sign < 0) return n % 2 == 1 && RootOf(-x, n) is { } negative ? -negative : null;
        return IntegerRoot(x.Numerator, n) is { } top && IntegerRoot(x.Denominator, n) is { } bottom ? new Rational(top, bottom) : null;
    }

    private static BigInteger? IntegerRoot(BigInteger value, int n)
    {
        if (value.IsZero || value.IsOne) return value;
        if (n == 2)
        {
            var square = BigReal.Root(value);
            return square * square == value ? square : null;
        }

        var x = BigInteger.One << (int)((value.GetBitLength() + n - 1) / n);
        while (true)
        {
            var next = ((n - 1) * x + value / BigInteger.Pow(x, n - 1)) / n;
            if (next >= x) break;
            x = next;
        }

        return BigInteger.Pow(x, n) == value ? x : null;
    }
}
