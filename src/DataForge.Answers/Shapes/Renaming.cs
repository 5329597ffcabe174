using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Variables of a shape, and the shape with some of them renamed.</summary>
internal static class Renaming
{
    public static List<string> Variables(Shape shape)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Collect(shape, names);
        return [.. names];
    }

    private static void Collect(Shape shape, SortedSet<string> names)
    {
        switch (shape)
        {
            case Scalar scalar: names.UnionWith(Traits.Of(scalar.Value).Variables); break;
            case Amount amount: names.UnionWith(Traits.Of(amount.Value).Variables); break;
            case Sequence sequence: foreach (var item in sequence.Items) Collect(item, names); break;
            case Bag bag: foreach (var item in bag.Items) Collect(item, names); break;
            case Named named: Collect(named.Value, names); break;
            case Held held: Collect(held.Statement, names); break;
            default: break;
        }
    }

    public static Shape Of(Shape shape, IReadOnlyDictionary<string, string> names) => shape switch
    {
        Scalar scalar => new Scalar(Rename(scalar.Value, names)),
        Amount amount => amount with { Value = Rename(amount.Value, names) },
        Sequence sequence => sequence with { Items = [.. sequence.Items.Select(i => Of(i, names))] },
        Bag bag => bag with { Items = [.. bag.Items.Select(i => Of(i, names))] },
        _ => shape,
    };

    private static Node Rename(Node node, IReadOnlyDictionary<string, string> names) => Substitution.Rename(node, n => names.GetValueOrDefault(n, n));
}
