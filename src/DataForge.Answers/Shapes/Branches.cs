using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Writes ± out. Each ± of an answer varies on its own, as in (±√2, 0, ±√2); where ∓ stands too, all vary together.</summary>
internal static class Branches
{
    public static bool Has(Node node)
    {
        var found = false;
        Substitution.Visit(node, n => found |= n is Unary { Kind: UnaryKind.PlusMinus or UnaryKind.MinusPlus });
        return found;
    }

    /// <summary>All readings, plus before minus; the node alone when there are more than <see cref="Limits.MaxItems"/>.</summary>
    public static IReadOnlyList<Node> Of(Node node)
    {
        var (plus, minus) = (0, 0);
        Substitution.Visit(node, n =>
        {
            if (n is Unary { Kind: UnaryKind.PlusMinus }) plus++;
            if (n is Unary { Kind: UnaryKind.MinusPlus }) minus++;
        });
        var together = minus > 0;
        var count = together ? 1 : plus;
        if (plus + minus == 0 || count > 6) return [node];
        var readings = new List<Node>();
        for (var mask = 0; mask < 1 << count; mask++)
        {
            var seen = 0;
            readings.Add(Pick(node, mask, together, ref seen));
        }

        return readings;
    }

    private static Node Pick(Node node, int mask, bool together, ref int seen)
    {
        var at = seen;
        var result = Substitution.Map(node, n =>
        {
            if (n is not Unary { Kind: UnaryKind.PlusMinus or UnaryKind.MinusPlus } both) return null;
            var bit = (mask >> (together ? 0 : at++)) & 1;
            var negative = (bit == 1) != (both.Kind == UnaryKind.MinusPlus);
            var inner = Pick(both.Operand, mask, together, ref at);
            return negative ? new Unary(UnaryKind.Negate, inner) : inner;
        });
        seen = at;
        return result;
    }
}
