using DataForge.Core;
using DataForge.Voting.Paths;

namespace DataForge.Voting;

/// <summary>The key under which two solutions count as the same path of reasoning.</summary>
/// <param name="Text">The path; null when an equation does not hold, since such a path teaches a wrong step.</param>
/// <param name="Rule">What it was read from: <c>annotations</c>, <c>equations</c>, <c>text</c> or <c>code</c>.</param>
/// <param name="BrokenEquation">The equation that does not hold; null when all do.</param>
/// <remarks>
/// Rejection-sampling fine-tuning (Yuan et al. 2023, arXiv:2308.01825, section 3.3) takes the list of calculator annotations <c>&lt;&lt;a=b&gt;&gt;</c> as the path, order included,
/// and drops solutions with an annotation off by 10⁻³ or more. We add a fallback for solutions without annotations: the equations in the text,
/// after the notation is levelled (spaces, thousands separators, \times, \frac, \left, …); only those that are plain arithmetic on both sides are checked.
/// in running text a number is often rounded, so these may be off by one part in a hundred. Without any equation the key is the text itself, in lower case and with single spaces.
/// A solution that called code is another path when its code or an output is another one; what it says around them does not count.
/// </remarks>
public sealed record PathKey(string? Text, string Rule, string? BrokenEquation = null)
{
    private const double AnnotationTolerance = 1e-3;
    private const double TextTolerance = 1e-2;
    private const int LongestPlainKey = 160;

    public static PathKey Of(string generation)
    {
        var annotations = EquationScan.Annotations(generation);
        if (annotations.Count > 0) return From("annotations", annotations, b => AnnotationTolerance);
        var equations = EquationScan.Equations(generation);
        return equations.Count > 0 ? From("equations", equations, b => TextTolerance * Math.Max(1, Math.Abs(b))) : new PathKey(Short("text", EquationScan.Words(generation)), "text");
    }

    /// <summary>The path of a solution that called code: each call's program in one spelling, and what came of it.</summary>
    /// <remarks>Comments, blank space, quotes and the names that a program chooses do not count, nor does blank space in an output.</remarks>
    /// <param name="calls">At least one.</param>
    public static PathKey OfCalls(IEnumerable<(string Code, string Output)> calls) =>
        new("code:" + StableHash.Hex128([.. calls.SelectMany(c => new[] { CanonicalCode.Of(c.Code), EquationScan.Words(c.Output) })]), "code");

    private static PathKey From(string rule, IReadOnlyList<string> equations, Func<double, double> tolerance)
    {
        foreach (var equation in equations)
            if (!Holds(equation, tolerance))
                return new PathKey(null, rule, equation);
        return new PathKey(Short(rule, string.Join('|', equations)), rule);
    }

    /// <summary>False when two neighbouring sides are both arithmetic and differ by the tolerance or more.</summary>
    internal static bool Holds(string equation, Func<double, double> tolerance)
    {
        double? before = null;
        foreach (var side in equation.Split('='))
        {
            var value = Arithmetic.Evaluate(side);
            if (before is { } a && value is { } b && Math.Abs(a - b) >= tolerance(b)) return false;
            before = value;
        }

        return true;
    }

    private static string Short(string rule, string path) => path.Length <= LongestPlainKey ? path : $"{rule}:{StableHash.Hex128(path)}";
}
