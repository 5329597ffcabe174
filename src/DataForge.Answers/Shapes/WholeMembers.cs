using System.Numerics;
using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>The whole numbers of a bounded region, written out: {n ∈ ℤ : 1 ≤ n ≤ 4} is {1, 2, 3, 4}.</summary>
internal static class WholeMembers
{
    /// <summary>Null for another domain, a bound that is not rational, or more members than <see cref="Limits.MaxItems"/>.</summary>
    public static Bag? Of(Region region, string domain)
    {
        if (domain is not ("Z" or "N" or "Z^+" or "N^+" or "N^*" or "Z_+" or "N_+" or "N_0")) return null;
        var least = domain switch { "Z" => (BigInteger?)null, "N" or "N_0" => 0, _ => 1 };
        var members = new List<Shape>();
        foreach (var part in region.Parts)
        {
            if (Limit(part.High, false) is not { } high) return null;
            if ((double.IsNegativeInfinity(part.Low.Place) ? least : Limit(part.Low, true)) is not { } low) return null;
            if (least is { } first && low < first) low = first;
            if (high - low >= Limits.MaxItems || members.Count + (high - low) >= Limits.MaxItems) return null;
            for (var n = low; n <= high; n++) members.Add(new Scalar(new Num(n)));
        }

        return new Bag(true, members);
    }

    /// <summary>The first or last whole number within a bound.</summary>
    private static BigInteger? Limit(Bound bound, bool isLow)
    {
        if (double.IsInfinity(bound.Place) || Exact.Of(bound.Value) is not { } value) return null;
        var floor = value.Floor();
        if (value.IsInteger) return bound.Closed ? floor : isLow ? floor + 1 : floor - 1;
        return isLow ? floor + 1 : floor;
    }
}
