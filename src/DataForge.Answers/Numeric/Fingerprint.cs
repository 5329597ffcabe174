using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>What a scalar expression is, as a string: the same for expressions of the same value, whatever their form.</summary>
internal static class Fingerprint
{
    private const int Digits30 = 30;
    private static readonly int[] Precisions = [256, 640, 1600];

    /// <summary>Exact value, else residues of a rational function, else 30 digits at fixed points, else the written form.</summary>
    public static string Of(Node node)
    {
        if (Exact.Of(node) is { } exact) return exact.Bits <= 4096 ? exact.ToString() : "#" + DataForge.Core.StableHash.Of(exact.ToString()).ToString("x16");
        if (node is Constant { Kind: ConstantKind.Infinity }) return "inf";
        if (node is Unary { Kind: UnaryKind.Negate, Operand: Constant { Kind: ConstantKind.Infinity } }) return "-inf";
        var traits = Traits.Of(node);
        if (traits.HasVariables && Residues.Of(node) is { } residues) return $"f:{residues.A:x}{residues.B:x}";
        var parts = new List<string>();
        for (var turn = 0; turn < (traits.HasVariables ? 12 : 1) && parts.Count < 2; turn++)
        {
            var at = turn;
            Func<string, Rational> point = traits.NeedsIntegers ? name => Points.Whole(name, at) : name => Points.Real(name, at);
            if (Evaluate(node, point) is not { } value) continue;
            if (!traits.HasVariables)
            {
                if (value.Value.IsReal(value.Work) && BigReal.ToRational(value.Value.Re, value.Work.Precision - (int)value.Work.Lost) is { } rational) return rational.ToString();
                return "v:" + Digits(value.Value, Digits30);
            }

            parts.Add($"{turn}={Digits(value.Value, Digits30)}");
        }

        return parts.Count > 0 ? "g:" + string.Join('|', parts) : "s:" + Written.Of(node);
    }

    /// <summary>The value at high precision, more of it while cancellation has eaten too much; null when there is none within the budget.</summary>
    public static (Cx<BigReal> Value, Work Work)? Evaluate(Node node, Func<string, Rational> point, bool decimalLog = false)
    {
        foreach (var precision in Precisions)
        {
            var work = new Work(precision) { DecimalLog = decimalLog };
            var value = new Evaluation<BigReal>(work, point).Value(node);
            if (work.Failed) return null;
            if (precision - work.Lost >= 192) return (value, work);
            if (precision == Precisions[^1]) return (Flush(value, work), work);
        }

        return null;
    }

    /// <summary>What is left after the last precision has cancelled away is zero.</summary>
    private static Cx<BigReal> Flush(Cx<BigReal> value, Work work)
    {
        var floor = -(long)work.Precision / 2;
        return new(value.Re.Top < floor ? default : value.Re, value.Im.Top < floor ? default : value.Im);
    }

    public static string Digits<T>(Cx<T> value, int digits) where T : struct, IReal<T>
    {
        if (value is Cx<BigReal> big)
        {
            var (re, im) = (big.Re, big.Im);
            if (im.Top < re.Top - 130) im = default;
            if (re.Top < im.Top - 130) re = default;
            return im.Mantissa.IsZero ? BigReal.ToDigits(re, digits) : $"{BigReal.ToDigits(re, digits)},{BigReal.ToDigits(im, digits)}i";
        }

        return $"{T.ToDouble(value.Re):G9},{T.ToDouble(value.Im):G9}";
    }
}
