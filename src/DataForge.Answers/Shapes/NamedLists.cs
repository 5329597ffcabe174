using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Lists whose items have names: "m = 1, n = 2", (x, y) = (4, 5), a:b = 2:3, "Ann: 3, Bo: 5". With the same names on both sides, values are compared name by name.</summary>
internal static class NamedLists
{
    private static readonly string[] Customary = ["xyzw", "abcdef", "mn", "pqrs", "uvw", "rst", "ijk", "kl"];

    /// <summary>Names and values of a list in which everything has a name of its own; null for any other.</summary>
    public static IReadOnlyList<(string Name, Shape Value)>? Parts(Shape shape)
    {
        List<(string Name, Shape Value)>? parts = shape switch
        {
            Bag bag when bag.Items.Count > 1 && bag.Items.All(i => i is Named) => [.. bag.Items.Select(i => (((Named)i).Name, ((Named)i).Value))],
            Named { Left: Group { Open: '(', Items: var names }, Value: Sequence { Items: var values } } when names.Count == values.Count => [.. names.Select((n, i) => (Syntax.Written.Of(n), values[i]))],
            Named { Left: Ratio { Parts: [var x, var y] }, Value: Scalar { Value: Ratio { Parts: [var p, var q] } } } => OfRatio(x, y, p, q),
            Named { Left: Ratio { Parts: var names }, Value: Proportion { Parts: var values } } when names.Count == values.Count => [.. names.Select((n, i) => (Syntax.Written.Of(n), (Shape)new Scalar(new Divide(values[i], values[IndexOfLeast(names)]))))],
            _ => null,
        };
        return parts is null || parts.Select(p => p.Name).Distinct().Count() != parts.Count ? null : parts;
    }

    /// <summary>a:b = 2:3 is a/b = 2/3; by the order of the names.</summary>
    private static List<(string Name, Shape Value)> OfRatio(Node x, Node y, Node p, Node q)
    {
        var (a, b) = (Syntax.Written.Of(x), Syntax.Written.Of(y));
        return string.CompareOrdinal(a, b) <= 0 ? [(a, new Scalar(new Divide(p, q))), (b, new Scalar(Num.Of(1)))] : [(b, new Scalar(new Divide(q, p))), (a, new Scalar(Num.Of(1)))];
    }

    private static int IndexOfLeast(IReadOnlyList<Node> names)
    {
        var least = 0;
        for (var i = 1; i < names.Count; i++)
            if (string.CompareOrdinal(Syntax.Written.Of(names[i]), Syntax.Written.Of(names[least])) < 0)
                least = i;
        return least;
    }

    public static bool SameNames(IReadOnlyList<(string Name, Shape Value)> a, IReadOnlyList<(string Name, Shape Value)> b) => a.Count == b.Count && a.All(p => b.Any(q => q.Name == p.Name));

    /// <summary>y = 9, x = 2 as the pair (2, 9): letters that follow each other by custom are put in their order.</summary>
    public static IReadOnlyList<Shape> InCustomaryOrder(IReadOnlyList<Shape> items)
    {
        if (items.Count < 2 || !items.All(i => i is Named { IsLabel: false, Name.Length: 1 })) return items;
        foreach (var row in Customary)
            if (items.All(i => row.Contains(((Named)i).Name, StringComparison.Ordinal)))
                return [.. items.OrderBy(i => row.IndexOf(((Named)i).Name, StringComparison.Ordinal))];
        return items;
    }
}
