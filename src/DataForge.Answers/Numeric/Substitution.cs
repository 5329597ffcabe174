using DataForge.Answers.Syntax;

namespace DataForge.Answers.Numeric;

/// <summary>Rewrites scalar expressions: variables by values, names by names, ± by its branches.</summary>
internal static class Substitution
{
    public static Node Apply(Node node, Func<string, Rational> point) => Map(node, n => n is Sym symbol ? new Num(point(symbol.Name)) : null);

    public static Node Rename(Node node, Func<string, string> names) => Map(node, n => n switch
    {
        Sym symbol => new Sym(names(symbol.Name)),
        _ => null,
    });

    /// <summary>A copy in which <paramref name="replace"/> has replaced what it gives a node for.</summary>
    public static Node Map(Node node, Func<Node, Node?> replace) => replace(node) ?? node switch
    {
        Sum sum => new Sum(Each(sum.Terms, replace)),
        Product product => new Product(Each(product.Factors, replace)),
        Divide divide => new Divide(Map(divide.Top, replace), Map(divide.Bottom, replace)),
        Power power => new Power(Map(power.Radix, replace), Map(power.Exponent, replace)),
        Unary unary => new Unary(unary.Kind, Map(unary.Operand, replace)),
        Call call => new Call(call.Name, Each(call.Arguments, replace)),
        Quantity quantity => new Quantity(Map(quantity.Value, replace), quantity.Unit),
        Ratio ratio => new Ratio(Each(ratio.Parts, replace)),
        Group group => new Group(group.Open, group.Close, Each(group.Items, replace)),
        Items items => new Items(Each(items.Parts, replace), items.IsOr, items.IsAnd),
        Chain chain => new Chain(Each(chain.Operands, replace), chain.Operators),
        Cases cases => new Cases([.. cases.Rows.Select(r => (Map(r.Value, replace), Map(r.Condition, replace)))]),
        Matrix matrix => new Matrix([.. matrix.Rows.Select(r => (IReadOnlyList<Node>)Each(r, replace))]),
        SetOperation operation => new SetOperation(operation.Kind, Map(operation.Left, replace), Map(operation.Right, replace)),
        Builder builder => new Builder(Map(builder.Element, replace), Map(builder.Condition, replace)),
        Labelled labelled => new Labelled(labelled.Label, Map(labelled.Value, replace)),
        Qualified qualified => new Qualified(Map(qualified.Statement, replace), qualified.Qualifier),
        _ => node,
    };

    private static List<Node> Each(IReadOnlyList<Node> nodes, Func<Node, Node?> replace)
    {
        var copy = new List<Node>(nodes.Count);
        for (var i = 0; i < nodes.Count; i++) copy.Add(Map(nodes[i], replace));
        return copy;
    }

    /// <summary>Whether a node anywhere in an expression is what is asked for; allocates nothing.</summary>
    public static bool Any(Node node, Func<Node, bool> test)
    {
        if (test(node)) return true;
        switch (node)
        {
            case Num or Sym or Constant or BaseNum or NamedSet or Prose or Clock: return false;
            case Sum sum: return Any(sum.Terms, test);
            case Product product: return Any(product.Factors, test);
            case Divide divide: return Any(divide.Top, test) || Any(divide.Bottom, test);
            case Power power: return Any(power.Radix, test) || Any(power.Exponent, test);
            case Unary unary: return Any(unary.Operand, test);
            case Call call: return Any(call.Arguments, test);
            default:
                foreach (var child in Children(node))
                    if (Any(child, test))
                        return true;
                return false;
        }
    }

    private static bool Any(IReadOnlyList<Node> nodes, Func<Node, bool> test)
    {
        for (var i = 0; i < nodes.Count; i++)
            if (Any(nodes[i], test))
                return true;
        return false;
    }

    /// <summary>Calls <paramref name="visit"/> on every node, parents first.</summary>
    public static void Visit(Node node, Action<Node> visit)
    {
        visit(node);
        foreach (var child in Children(node)) Visit(child, visit);
    }

    private static IEnumerable<Node> Children(Node node) => node switch
    {
        Sum sum => sum.Terms,
        Product product => product.Factors,
        Divide divide => [divide.Top, divide.Bottom],
        Power power => [power.Radix, power.Exponent],
        Unary unary => [unary.Operand],
        Call call => call.Arguments,
        Quantity quantity => [quantity.Value],
        Ratio ratio => ratio.Parts,
        Group group => group.Items,
        Items items => items.Parts,
        Chain chain => chain.Operands,
        Cases cases => cases.Rows.SelectMany(r => new[] { r.Value, r.Condition }),
        Matrix matrix => matrix.Rows.SelectMany(r => r),
        SetOperation operation => [operation.Left, operation.Right],
        Builder builder => [builder.Element, builder.Condition],
        Labelled labelled => [labelled.Value],
        Qualified qualified => [qualified.Statement],
        _ => [],
    };
}
