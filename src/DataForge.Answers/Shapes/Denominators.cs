using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>A sum of fractions brought over its denominators, without them: y − 1/x becomes xy − 1. For equations, whose zeros it keeps where the denominators have none.</summary>
internal static class Denominators
{
    private const int Most = 4;

    /// <summary>The same node where no denominator holds a letter.</summary>
    public static Node Cleared(Node difference)
    {
        var terms = new List<(Node Top, Node? Bottom)>();
        Collect(difference, false, terms);
        var bottoms = terms.Select(t => t.Bottom).OfType<Node>().Distinct().ToList();
        if (bottoms.Count is 0 or > Most) return difference;
        return new Sum([.. terms.Select(t => (Node)new Product([t.Top, .. bottoms.Where(b => !b.Equals(t.Bottom))]))]);
    }

    private static void Collect(Node node, bool negative, List<(Node Top, Node? Bottom)> terms)
    {
        switch (node)
        {
            case Sum sum:
                foreach (var term in sum.Terms) Collect(term, negative, terms);
                break;
            case Unary { Kind: UnaryKind.Negate, Operand: var operand }:
                Collect(operand, !negative, terms);
                break;
            case Divide { Top: var top, Bottom: var bottom } when Traits.Of(bottom).HasVariables:
                terms.Add((negative ? new Unary(UnaryKind.Negate, top) : top, bottom));
                break;
            case Power { Radix: var radix, Exponent: Num { Value: { IsInteger: true, Sign: < 0 } n } } when Traits.Of(radix).HasVariables:
                terms.Add((Num.Of(negative ? -1 : 1), n == -Rational.One ? radix : new Power(radix, new Num(-n))));
                break;
            default:
                terms.Add((negative ? new Unary(UnaryKind.Negate, node) : node, null));
                break;
        }
    }
}
