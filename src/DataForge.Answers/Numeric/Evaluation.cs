using System.Collections.Frozen;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>Evaluates an expression to a complex number of one kind of real at given points.</summary>
internal static class Evaluation
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        "sqrt", "cbrt", "root", "abs", "conj", "floor", "ceil", "binom", "max", "min", "gcd", "lcm", "sgn", "exp", "log", "ln", "lg", "logbase",
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "Re", "Im");

    /// <summary>A function whose values we compute; any other is somebody's own.</summary>
    public static bool IsKnown(string name) => Names.Contains(name);
}

/// <summary>One evaluation. <paramref name="point"/> gives a variable's value.</summary>
internal readonly struct Evaluation<T>(Work work, Func<string, Rational> point) where T : struct, IReal<T>
{
    private const int MaxIntegerPower = 1 << 14;

    public Cx<T> Value(Node node)
    {
        work.Step();
        if (work.Failed) return default;
        switch (node)
        {
            case Num number: return Cx<T>.From(number.Value, work);
            case BaseNum number: return Cx<T>.From(number.Value, work);
            case Sym { Name: not "…" } symbol: return Cx<T>.From(point(symbol.Name), work);
            case Constant constant: return OfConstant(constant.Kind);
            case Sum sum: return OfSum(sum);
            case Product product:
                var value = Value(product.Factors[0]);
                for (var i = 1; i < product.Factors.Count && !work.Failed; i++) value = Cx<T>.Multiply(value, Value(product.Factors[i]), work);
                return value;
            case Divide divide: return Cx<T>.Divide(Value(divide.Top), Value(divide.Bottom), work);
            case Power power: return OfPower(power);
            case Unary unary: return OfUnary(unary);
            case Call call: return OfCall(call);
            case Ratio { Parts: [var left, var right] }: return Cx<T>.Divide(Value(left), Value(right), work);
            default: return Fail();
        }
    }

    private Cx<T> Fail()
    {
        work.Failed = true;
        return default;
    }

    private Cx<T> OfConstant(ConstantKind kind) => kind switch
    {
        ConstantKind.Pi => new(T.Pi(work), default),
        ConstantKind.E => new(T.Exp(T.From(1, work), work), default),
        ConstantKind.I => new(default, T.From(1, work)),
        _ => Fail(),
    };

    private Cx<T> OfSum(Sum sum)
    {
        var total = Value(sum.Terms[0]);
        for (var i = 1; i < sum.Terms.Count && !work.Failed; i++) total = Cx<T>.Add(total, Value(sum.Terms[i]), work);
        return total;
    }

    private Cx<T> OfUnary(Unary unary)
    {
        switch (unary.Kind)
        {
            case UnaryKind.Negate: return Cx<T>.Negate(Value(unary.Operand));
            case UnaryKind.Percent: return Cx<T>.Multiply(Value(unary.Operand), Cx<T>.From(new Rational(1, 100), work), work);
            case UnaryKind.Degree: return Cx<T>.Multiply(Cx<T>.Multiply(Value(unary.Operand), Cx<T>.From(new Rational(1, 180), work), work), new(T.Pi(work), default), work);
            case UnaryKind.Factorial or UnaryKind.DoubleFactorial: return Factorial(unary);
            default: return Fail();
        }
    }

    /// <summary>Exact where the argument is a whole number at the point; nowhere else.</summary>
    private Cx<T> Factorial(Unary unary) => At(unary.Operand) is { } n && Exact.Of(new Unary(unary.Kind, new Num(n))) is { } value ? Cx<T>.From(value, work) : Fail();

    /// <summary>The exact value of a node whose variables take their points.</summary>
    private Rational? At(Node node) => node is Num number ? number.Value : !Allowance.Take(node.Depth) || Substitution.Any(node, static n => n is Constant) ? null : Exact.Of(Substitution.Apply(node, point));

    private Cx<T> OfPower(Power power)
    {
        if (At(power.Exponent) is { } exponent)
        {
            var radix = Value(power.Radix);
            if (exponent.IsInteger && System.Numerics.BigInteger.Abs(exponent.Numerator) <= MaxIntegerPower) return Cx<T>.Power(radix, (int)exponent.Numerator, work);
            if (!exponent.Denominator.IsEven && exponent.Denominator < 1000 && radix.IsReal(work) && T.Sign(radix.Re) < 0)
            {
                // the real root of a negative number, as answers mean it
                var size = Cx<T>.Power(Cx<T>.Negate(radix), Cx<T>.From(exponent, work), work);
                return exponent.Numerator.IsEven ? size : Cx<T>.Negate(size);
            }

            if (power.Radix is Constant { Kind: ConstantKind.E }) return Cx<T>.Exp(Cx<T>.From(exponent, work), work);
            return Cx<T>.Power(radix, Cx<T>.From(exponent, work), work);
        }

        if (power.Radix is Constant { Kind: ConstantKind.E }) return Cx<T>.Exp(Value(power.Exponent), work);
        return Cx<T>.Power(Value(power.Radix), Value(power.Exponent), work);
    }

    private Cx<T> OfCall(Call call)
    {
        if (call.Name is "sum" or "prod" && Series.IsFinite(call)) return OfSeries(call);
        if (!Evaluation.IsKnown(call.Name)) return Opaque(call);
        if (call.Name == "binom") return Binomial(call);
        if (call.Name is "gcd" or "lcm") return Exact.Of(Substitution.Apply(call, point)) is { } divisor ? Cx<T>.From(divisor, work) : Fail();
        var x = Value(call.Arguments[0]);
        if (work.Failed) return default;
        switch (call.Name)
        {
            case "sqrt": return Cx<T>.Sqrt(x, work);
            case "cbrt": return OfPower(new Power(call.Arguments[0], new Num(new Rational(1, 3))));
            case "root": return OfPower(new Power(call.Arguments[0], new Divide(Num.Of(1), call.Arguments[1])));
            case "abs": return new(Cx<T>.Abs(x, work), default);
            case "Re": return new(x.Re, default);
            case "Im": return new(x.Im, default);
            case "conj": return new(x.Re, T.Negate(x.Im));
            case "floor": return x.IsReal(work) ? new(T.Floor(x.Re, work), default) : Fail();
            case "ceil": return x.IsReal(work) ? new(T.Negate(T.Floor(T.Negate(x.Re), work)), default) : Fail();
            case "max" or "min": return Extreme(call, x);
            case "sgn": return x.IsReal(work) ? Cx<T>.From(T.Sign(x.Re), work) : Fail();
            case "exp": return Cx<T>.Exp(x, work);
            case "ln": return Cx<T>.Log(x, work);
            case "log": return work.DecimalLog ? Based(x, Cx<T>.From(10, work)) : Cx<T>.Log(x, work);
            case "lg": return Based(x, Cx<T>.From(10, work));
            case "logbase": return Based(x, Value(call.Arguments[1]));
            default: return Trigonometric(call.Name, x);
        }
    }

    private Cx<T> OfSeries(Call call)
    {
        if (call.Arguments[0] is not Chain { Operands: [Sym index, var low] } || At(low) is not { IsInteger: true } from || At(call.Arguments[1]) is not { IsInteger: true } to || to.Numerator - from.Numerator > Series.MaxTerms) return Fail();
        var total = Cx<T>.From(call.Name == "sum" ? 0 : 1, work);
        for (var i = from.Numerator; i <= to.Numerator && !work.Failed; i++)
        {
            var term = Value(Substitution.Map(call.Arguments[2], n => n is Sym symbol && symbol.Name == index.Name ? new Num(i) : null));
            total = call.Name == "sum" ? Cx<T>.Add(total, term, work) : Cx<T>.Multiply(total, term, work);
        }

        return total;
    }

    private Cx<T> Based(Cx<T> x, Cx<T> radix) => Cx<T>.Divide(Cx<T>.Log(x, work), Cx<T>.Log(radix, work), work);

    private Cx<T> Extreme(Call call, Cx<T> first)
    {
        var best = first.Re;
        for (var i = 1; i < call.Arguments.Count; i++)
        {
            var next = Value(call.Arguments[i]).Re;
            var difference = T.Sign(T.Add(next, T.Negate(best), work));
            if (call.Name == "max" ? difference > 0 : difference < 0) best = next;
        }

        return new(best, default);
    }

    private Cx<T> Binomial(Call call)
    {
        if (call.Arguments is not [var n, var k]) return Fail();
        if (At(k) is { IsInteger: true } small && small.Sign >= 0 && small.Numerator <= 24)
        {
            var (over, product) = (Value(n), Cx<T>.From(1, work));
            for (var i = 0; i < (int)small.Numerator; i++)
                product = Cx<T>.Divide(Cx<T>.Multiply(product, Cx<T>.Add(over, Cx<T>.From(-i, work), work), work), Cx<T>.From(i + 1, work), work);
            return product;
        }

        return At(n) is { } a && At(k) is { } b && Exact.Of(new Call("binom", new Num(a), new Num(b))) is { } value ? Cx<T>.From(value, work) : Fail();
    }

    /// <summary>Somebody's function: a fixed random function of its arguments' digits.</summary>
    private Cx<T> Opaque(Call call)
    {
        var state = call.Name;
        foreach (var argument in call.Arguments)
        {
            var value = Value(argument);
            if (work.Failed) return default;
            state = $"{state}({Fingerprint.Digits(value, 20)})";
        }

        return Cx<T>.From(Points.Real(state, 7), work);
    }

    private Cx<T> Trigonometric(string name, Cx<T> x)
    {
        if (name.StartsWith("arc", StringComparison.Ordinal)) return Inverse(name[3..], x);
        if (name is "sinh" or "cosh" or "tanh")
        {
            var up = Cx<T>.Exp(x, work);
            var down = Cx<T>.Divide(Cx<T>.From(1, work), up, work);
            var (less, more) = (Cx<T>.Add(up, Cx<T>.Negate(down), work), Cx<T>.Add(up, down, work));
            return name == "tanh" ? Cx<T>.Divide(less, more, work) : Cx<T>.Divide(name == "sinh" ? less : more, Cx<T>.From(2, work), work);
        }

        var (sin, cos) = Cx<T>.SinCos(x, work);
        return name switch
        {
            "sin" => sin,
            "cos" => cos,
            "tan" => Cx<T>.Divide(sin, cos, work),
            "cot" => Cx<T>.Divide(cos, sin, work),
            "sec" => Cx<T>.Divide(Cx<T>.From(1, work), cos, work),
            _ => Cx<T>.Divide(Cx<T>.From(1, work), sin, work),
        };
    }

    private Cx<T> Inverse(string name, Cx<T> x)
    {
        var one = Cx<T>.From(1, work);
        switch (name)
        {
            case "tan": return Cx<T>.Atan(x, work);
            case "cot": return Cx<T>.Atan(Cx<T>.Divide(one, x, work), work);
            case "sec": return Inverse("cos", Cx<T>.Divide(one, x, work));
            case "csc": return Inverse("sin", Cx<T>.Divide(one, x, work));
            case "sinh": return Cx<T>.Log(Cx<T>.Add(x, Cx<T>.Sqrt(Cx<T>.Add(Cx<T>.Multiply(x, x, work), one, work), work), work), work);
            case "cosh": return Cx<T>.Log(Cx<T>.Add(x, Cx<T>.Sqrt(Cx<T>.Add(Cx<T>.Multiply(x, x, work), Cx<T>.Negate(one), work), work), work), work);
            case "tanh": return Cx<T>.Divide(Cx<T>.Log(Cx<T>.Divide(Cx<T>.Add(one, x, work), Cx<T>.Add(one, Cx<T>.Negate(x), work), work), work), Cx<T>.From(2, work), work);
            default: break;
        }

        // arcsin x = atan(x / √(1 − x²)), arccos x = π/2 − arcsin x, for real x in [−1, 1]
        var rest = Cx<T>.Add(one, Cx<T>.Negate(Cx<T>.Multiply(x, x, work)), work);
        if (!x.IsReal(work) || T.Sign(rest.Re) < 0) return Fail();
        var half = Cx<T>.Divide(new(T.Pi(work), default), Cx<T>.From(2, work), work);
        var sine = T.IsZero(rest.Re, work) ? (T.Sign(x.Re) < 0 ? Cx<T>.Negate(half) : half) : Cx<T>.Atan(Cx<T>.Divide(x, Cx<T>.Sqrt(rest, work), work), work);
        return name == "sin" ? sine : Cx<T>.Add(half, Cx<T>.Negate(sine), work);
    }
}
