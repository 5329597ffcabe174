using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Whether a set of reals is what an inequality in one letter holds for: zero or undefined at each border, true inside, false outside.</summary>
internal static class Solutions
{
    private const int Probes = 24;

    /// <summary>Null where the inequality has other than one letter, or a border is no number.</summary>
    public static Outcome? Are(Region region, Inequality inequality)
    {
        var traits = Traits.Of(inequality.Difference);
        if (traits.Variables.Count != 1 || traits.HasOpaque || inequality.Kind == '≠') return null;
        var borders = new SortedSet<double>();
        foreach (var part in region.Parts)
        {
            if (double.IsNaN(part.Low.Place) || double.IsNaN(part.High.Place) || Traits.Of(part.Low.Value).HasVariables || Traits.Of(part.High.Value).HasVariables) return null;
            foreach (var bound in new[] { part.Low, part.High })
            {
                if (bound.IsInfinite) continue;
                borders.Add(bound.Place);
                if (!IsBorder(inequality, traits.Variables.Min!, bound)) return Outcome.Different(GradeRule.DifferentRegions);
            }
        }

        foreach (var x in Between([.. borders]))
        {
            if (Value(inequality.Difference, x) is not { } value) continue;
            var inside = region.Parts.Any(p => p.Low.Place < x && x < p.High.Place);
            if (value < 0 != inside) return Outcome.Different(GradeRule.DifferentRegions);
        }

        return Outcome.Same(GradeRule.SameRegion);
    }

    /// <summary>Exactly zero there and closed as the sign says; or undefined there and open.</summary>
    private static bool IsBorder(Inequality inequality, string letter, Bound bound)
    {
        var at = Substitution.Map(inequality.Difference, n => n is Sym symbol && symbol.Name == letter ? bound.Value : null);
        var zero = Scalars.Compare(at, Num.Of(0), VerifyOptions.Strict);
        return zero.Equal switch { true => bound.Closed == (inequality.Kind == '≤'), null => !bound.Closed, _ => false };
    }

    private static IEnumerable<double> Between(List<double> borders)
    {
        if (borders.Count == 0) borders = [0];
        var reach = Math.Max(1, borders[^1] - borders[0]);
        var ends = new List<double> { borders[0] - (40 * reach) - 10 };
        ends.AddRange(borders);
        ends.Add(borders[^1] + (40 * reach) + 10);
        for (var i = 0; i + 1 < ends.Count; i++)
            for (var k = 1; k < Probes; k++)
                yield return ends[i] + ((ends[i + 1] - ends[i]) * (k + 0.137) / (Probes + 1));
    }

    private static double? Value(Node node, double x)
    {
        var work = new Work(53);
        var point = new Rational((long)(Math.Clamp(x, -1e9, 1e9) * 1_000_000), 1_000_000);
        var value = new Evaluation<DoubleReal>(work, _ => point).Value(node);
        return work.Failed || work.Lost > 30 || value.Im.Value != 0 || !double.IsFinite(value.Re.Value) ? null : value.Re.Value;
    }
}
