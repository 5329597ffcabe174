using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Sums, products, multiples, powers and determinants of matrices that are written out; entries may hold letters.</summary>
internal static class MatrixAlgebra
{
    private const int MaxSize = 12;

    /// <summary>Nodes of two matrices before they are joined: entries with letters grow with every product.</summary>
    private const int MaxNodes = 1500;

    /// <summary>A matrix, or a scalar made of one; null where no matrix stands in it, or the sizes do not fit.</summary>
    public static Node? Of(Node node) => Substitution.Any(node, static n => n is Matrix) && Value(node) is { } value && IsSettled(value) ? value : null;

    /// <summary>No matrix is left inside.</summary>
    private static bool IsSettled(Node value) => value is Matrix matrix
        ? matrix.Rows.All(r => r.All(e => !Substitution.Any(e, static n => n is Matrix)))
        : !Substitution.Any(value, static n => n is Matrix);

    private static Node? Value(Node node)
    {
        switch (node)
        {
            case Matrix matrix: return matrix.Rows.Count <= MaxSize && matrix.Rows.All(r => r.Count == matrix.Rows[0].Count && r.Count <= MaxSize) ? matrix : null;
            case Call { Name: "det", Arguments: [var inner] }: return Value(inner) is Matrix square && square.Rows.Count == square.Rows[0].Count && square.Rows.Count <= 5 ? Determinant(square.Rows) : null;
            case Call: return node;
            case Unary { Kind: UnaryKind.Negate, Operand: var operand }: return Value(operand) is { } value ? Times(Num.Of(-1), value) : null;
            case Sum sum: return Fold(sum.Terms, Plus);
            case Product product: return Fold(product.Factors, Times);
            case Divide divide: return Value(divide.Top) is { } top && divide.Bottom is not Matrix ? top is Matrix m ? Each(m, n => new Divide(n, divide.Bottom)) : node : null;
            case Power { Radix: Matrix radix, Exponent: Num { Value: { IsInteger: true } n } } when n.Sign > 0 && n.Numerator <= 8:
                Node? power = radix;
                for (var i = 1; i < (int)n.Numerator && power is not null; i++) power = Size(power) <= MaxNodes ? Times(power, radix) : null;
                return power;
            case Power { Radix: Matrix radix, Exponent: var one } when Exact.Of(one) == -Rational.One: return Inverse(radix.Rows);
            case Power { Radix: Matrix radix, Exponent: Sym { Name: "T" or "top" or "t" } or Product { Factors: [Sym { Name: "T" }] } }: return Transposed(radix.Rows);
            default: return node;
        }
    }

    private static Node? Fold(IReadOnlyList<Node> nodes, Func<Node, Node, Node?> join)
    {
        var total = Value(nodes[0]);
        for (var i = 1; i < nodes.Count && total is not null; i++) total = Value(nodes[i]) is { } next && Size(total) + Size(next) <= MaxNodes ? join(total, next) : null;
        return total;
    }

    private static int Size(Node node)
    {
        var count = 0;
        Substitution.Visit(node, _ => count++);
        return count;
    }

    private static Node? Plus(Node a, Node b) => (a, b) switch
    {
        (Matrix x, Matrix y) => x.Rows.Count == y.Rows.Count && x.Rows[0].Count == y.Rows[0].Count ? new Matrix([.. x.Rows.Zip(y.Rows, (r, s) => (IReadOnlyList<Node>)[.. r.Zip(s, (p, q) => Settled(new Sum([p, q])))])]) : null,
        (Matrix, _) or (_, Matrix) => null,
        _ => new Sum([a, b]),
    };

    private static Node? Times(Node a, Node b) => (a, b) switch
    {
        (Matrix x, Matrix y) => x.Rows[0].Count != y.Rows.Count ? null : new Matrix([.. x.Rows.Select(row => (IReadOnlyList<Node>)[.. Enumerable.Range(0, y.Rows[0].Count).Select(j => Settled(new Sum([.. row.Select((e, k) => new Product([e, y.Rows[k][j]]))])))])]),
        (Matrix x, _) => Each(x, n => new Product([b, n])),
        (_, Matrix y) => Each(y, n => new Product([a, n])),
        _ => new Product([a, b]),
    };

    private static Matrix Each(Matrix matrix, Func<Node, Node> change) => new([.. matrix.Rows.Select(r => (IReadOnlyList<Node>)[.. r.Select(n => Settled(change(n)))])]);

    private static Node Settled(Node node) => Exact.Of(node) is { } value ? new Num(value) : node;

    private static Matrix Transposed(IReadOnlyList<IReadOnlyList<Node>> rows) => new([.. Enumerable.Range(0, rows[0].Count).Select(j => (IReadOnlyList<Node>)[.. rows.Select(r => r[j])])]);

    /// <summary>Of two rows, by its formula; larger ones are left as written.</summary>
    private static Matrix? Inverse(IReadOnlyList<IReadOnlyList<Node>> rows)
    {
        if (rows is not [[var a, var b], [var c, var d]]) return null;
        var determinant = Determinant(rows);
        if (determinant is Num { Value.IsZero: true }) return null;
        Node Negative(Node node) => new Unary(UnaryKind.Negate, node);
        return Each(new Matrix([[d, Negative(b)], [Negative(c), a]]), n => new Divide(n, determinant));
    }

    private static Node Determinant(IReadOnlyList<IReadOnlyList<Node>> rows)
    {
        if (rows.Count == 1) return rows[0][0];
        var terms = new List<Node>();
        for (var j = 0; j < rows.Count; j++)
        {
            var minor = Determinant([.. rows.Skip(1).Select(r => (IReadOnlyList<Node>)[.. r.Where((_, k) => k != j)])]);
            terms.Add(Settled(new Product([Num.Of(j % 2 == 0 ? 1 : -1), rows[0][j], minor])));
        }

        return Settled(new Sum(terms));
    }
}
