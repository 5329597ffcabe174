using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>The tolerances that emulations of other graders ask for; on real numbers only.</summary>
internal static class Tolerances
{
    public static bool Agree(Node gold, Node predicted, VerifyOptions options)
    {
        if (Value(gold) is not { } a || Value(predicted) is not { } b) return false;
        if (Near(a, b, options)) return true;
        return options.AnyPercent && (Near(a / 100, b, options) || Near(a * 100, b, options));
    }

    private static bool Near(double gold, double predicted, VerifyOptions options) =>
        Math.Abs(gold - predicted) <= Math.Max(options.AbsoluteTolerance, options.RelativeTolerance * Math.Abs(gold)) || gold == predicted;

    private static double? Value(Node node)
    {
        if (Traits.Of(node).HasVariables || Fingerprint.Evaluate(node, _ => Rational.Zero) is not var (value, work) || !value.IsReal(work)) return null;
        return BigReal.ToDouble(value.Re);
    }
}
