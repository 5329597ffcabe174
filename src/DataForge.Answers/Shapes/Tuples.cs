using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Sums and multiples of tuples, as lines and planes are written: (1, 2, 3) + t(4, 5, 6) is (1 + 4t, 2 + 5t, 3 + 6t).</summary>
internal static class Tuples
{
    /// <summary>Null where no tuple stands in a node, or the sizes do not fit.</summary>
    public static Sequence? Of(Node node)
    {
        if (!Substitution.Any(node, IsTuple)) return null;
        var columns = Substitution.Map(node, n => IsTuple(n) ? new Matrix([.. ((Group)n).Items.Select(i => (IReadOnlyList<Node>)[i])]) : null);
        return MatrixAlgebra.Of(columns) is Matrix { Rows: var rows } && rows.All(r => r.Count == 1) ? new Sequence('(', ')', [.. rows.Select(r => Shaping.Of(r[0]))]) : null;
    }

    private static bool IsTuple(Node node) => node is Group { Open: '(', Close: ')', Items: { Count: > 1 and < 8 } items } && items.All(i => i is not (Group or Chain or Items or Prose));
}
