using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>What a scalar expression is, as a string: the same for expressions of the same value, whatever their form.</summary>
internal static class Fingerprint
{
    private const int Digits30 = 30;
    private static readonly int[] Precisions = [256, 640, 1600, 4096];

    /// <summary>Exact value, else residues of a rational function, else 30 digits at fixed points, else the written form.</summary>
    public static string Of(Node node)
    {
        if (Exact.Of(node) is { } exact) return exact.Bits <= 4096 ? exact.ToString() : "#" + DataForge.Core.StableHash.Of($"{exact.Numerator:x}/{exact.Denominator:x}").ToString("x16");
        if (node is Constant { Kind: ConstantKind.Infinity }) return "inf";
        if (node is Unary { Kind: UnaryKind.Negate, Operand: Constant { Kind: ConstantKind.Infinity } }) return "-inf";
        var traits = Traits.Of(node);
        if (Residues.Of(node) is { } residues) return $"f:{residues.A:x}{residues.B:x}";
        if (traits.HasLimits) return "s:" + Written.Of(node);
        if (!traits.HasVariables) return OfConstant(node);
        var parts = new List<string>();
        for (var turn = 0; turn < 16 && parts.Count < (traits.NeedsIntegers ? 8 : 2); turn++)
        {
            var at = turn;
            if (Evaluate(node, traits.NeedsIntegers ? name => Points.Whole(name, at) : name => Points.Real(name, at)) is { } value) parts.Add($"{turn}={Digits(value.Value, Digits30 + (int)(value.Work.Spread * 0.302))}");
        }

        if (parts.Count == 0) return "s:" + Written.Of(node);
        if (traits.HasKinks || traits.HasBranches) parts.Add(AtCorners(node, traits));
        return "g:" + string.Join('|', parts);
    }

    /// <summary>A number that is not rational, as far as the budget tells: by its field of square roots, else by digits enough to show its smallest term.</summary>
    private static string OfConstant(Node node)
    {
        if (!Allowance.Take(240) || Evaluate(node, _ => Rational.Zero) is not var (value, work)) return Radicals.Of(node)?.ToString() ?? "s:" + Written.Of(node);
        if (value.IsReal(work) && BigReal.ToRational(value.Re, (int)(work.Precision - work.Lost)) is { } rational)
            return Radicals.Of(node) is { } surd && surd != Radicals.Of(new Num(rational)) ? surd.ToString() : rational.ToString(); // (1 + √2)¹⁰⁰ is near a whole number and none
        // digits down to 10^-30, or past the smallest term where that is less
        var bits = Math.Max(work.Spread, Math.Max(value.Re.Top, value.Im.Top));
        if (bits > work.Precision - work.Lost - 128 && bits < Precisions[^1] - 256 && Evaluate(node, _ => Rational.Zero, false, (int)(bits + work.Lost + 128)) is { } finer) value = finer.Value;
        return "v:" + Digits(value, Digits30 + (int)(Math.Clamp(bits, 0, Precisions[^1]) * 0.302)); // of a larger number no precision shows more
    }

    /// <summary>Values where the letters take other signs, orders and sizes; "-" where there is none, or none that is real.</summary>
    private static string AtCorners(Node node, Traits traits)
    {
        const int Count = 8;
        var letters = traits.Variables.ToList();
        var parts = new List<string>(Count);
        for (var i = 0; i < Count; i++)
        {
            var turn = i * 4 + (i & 3);
            parts.Add(Evaluate(node, n => Corners.Point(letters.IndexOf(n), turn)) is { } value && (traits.HasImaginary || value.Value.IsReal(value.Work)) ? Digits(value.Value, 12) : "-");
        }

        return DataForge.Core.StableHash.Of($"{string.Join(',', letters)}:{string.Join('|', parts)}").ToString("x16");
    }

    /// <summary>The value at high precision, more of it while cancellation has eaten too much; null when there is none within the budget.</summary>
    /// <param name="node">An expression.</param>
    /// <param name="point">Its letters' values.</param>
    /// <param name="decimalLog">A plain log is the decimal one.</param>
    /// <param name="atLeast">Bits to begin with.</param>
    public static (Cx<BigReal> Value, Work Work)? Evaluate(Node node, Func<string, Rational> point, bool decimalLog = false, int atLeast = 0)
    {
        foreach (var precision in Precisions)
        {
            if (precision < atLeast) continue;
            var work = new Work(precision) { DecimalLog = decimalLog };
            var value = new Evaluation<BigReal>(work, point).Value(node);
            if (work.Failed) return null;
            if (work.Trusted >= 192) return (value, work);
            if (work.Spread > Precisions[^1] - 192) return null; // a term too small for any precision we pay for
            if (precision == Precisions[^2] && work.Spread < 400) return (Flush(value, work), work);
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
