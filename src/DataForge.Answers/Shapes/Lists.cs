using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Lists, tuples and sets.</summary>
internal static class Lists
{
    public static Shape Of(Items items)
    {
        var (parts, qualifier) = Domains(Progressions.WrittenOut(items.Parts));
        if (parts.Count == 0) return new Words(Written.Of(items));
        if (qualifier is not null && !items.IsOr && items.Parts.FirstOrDefault(p => p is Chain { Operators: "∈", Operands: [Sym, NamedSet { Name: not "R" }] }) is Chain { Operands: [Sym subject, NamedSet domain] }
            && Conditions.Solve(parts.Count == 1 ? parts[0] : new Items(parts, false, items.IsAnd)) is var (name, region) && name == subject.Name && WholeMembers.Of(region, domain.Name) is { } members) return members; // 2 < x ≤ 7, x ∈ ℤ
        Shape shape = parts.Count == 1 ? Shaping.Of(parts[0]) : OfParts(new Items(parts, items.IsOr, items.IsAnd));
        return qualifier is null ? shape : new Held(shape, qualifier);
    }

    /// <summary>"2kπ, k ∈ ℤ": the domain of a parameter is no item.</summary>
    private static (List<Node> Parts, string? Qualifier) Domains(IReadOnlyList<Node> parts)
    {
        var kept = parts.Where(p => !(p is Chain { Operators: "∈", Operands: [Sym, NamedSet] })).ToList();
        return kept.Count == parts.Count || kept.Count == 0 ? ([.. parts], null) : (kept, "for " + Written.Of(parts.First(p => p is Chain { Operators: "∈" })));
    }

    private static Shape OfParts(Items items)
    {
        if (items.Parts.All(p => p is Chain { Operators: var ops } && ops.Any(o => o is '<' or '>' or '≤' or '≥' or '≠' or '∈'))
            || (!items.IsAnd && items.Parts.All(p => p is Chain) && items.Parts.Any(p => p is Chain { Operators: var some } && some.Any(o => o is '<' or '>' or '≤' or '≥'))))
        {
            if (Conditions.Solve(items) is var (letter, region)) return Shaping.Settled(region with { Letter = letter });
        }

        var shapes = new List<Shape>();
        foreach (var part in items.Parts)
        {
            var shape = Shaping.Of(part);
            if (shape is Bag { Braces: false } nested) shapes.AddRange(nested.Items);
            else if (shape is Named { IsLabel: false, Value: Bag { Braces: false } several } named) shapes.AddRange(several.Items.Select(i => named with { Value = i, Right = (i as Scalar)?.Value }));
            else if (shape is Named { IsLabel: true, Value: Bag { Braces: false } labelled }) shapes.AddRange(labelled.Items);
            else shapes.Add(shape);
        }

        return items.IsOr && Apart(shapes) ? new Words("or " + Written.Of(items)) : Spread(shapes);
    }

    /// <summary>Statements about different letters: of "a = 2 or b = 3" only one need hold.</summary>
    private static bool Apart(List<Shape> shapes) => shapes.All(s => s is Named { IsLabel: false } or Region { Letter: not null }) && shapes.Select(s => s is Named named ? Stem(named.Name) : ((Region)s).Letter).Distinct().Count() > 1;

    /// <summary>"n = 1, 2, 3": the name is everyone's. "x = 1, x = 2" and "x_1 = 1, x_2 = 2": one name, several values.</summary>
    private static Shape Spread(List<Shape> shapes)
    {
        if (shapes[0] is Named { IsLabel: false } first && shapes.Count > 1 && shapes.Skip(1).All(s => s is Scalar or Amount))
            return new Named(first.Name, false, new Bag(false, [first.Value, .. shapes.Skip(1)]), first.Left, null);
        if (shapes[0] is Named { IsLabel: true, Value: Scalar } label && shapes.Count > 1 && shapes.Skip(1).All(s => s is Scalar))
            return new Named(label.Name, true, new Bag(false, [label.Value, .. shapes.Skip(1)]), null, null);
        if (shapes.Count > 1 && shapes.All(s => s is Named { IsLabel: false }))
        {
            var names = shapes.Select(s => Stem(((Named)s).Name)).Distinct().ToList();
            if (names.Count == 1 && (shapes.Select(s => ((Named)s).Name).Distinct().Count() == 1 || ((Named)shapes[0]).Name.EndsWith("_1", StringComparison.Ordinal)))
                return new Named(names[0], false, new Bag(false, [.. shapes.Select(s => ((Named)s).Value)]), ((Named)shapes[0]).Left, null);
        }

        return new Bag(false, shapes);
    }

    private static string Stem(string name) => name.IndexOf('_') is > 0 and var at && at + 1 < name.Length && char.IsAsciiDigit(name[at + 1]) ? name[..at] : name;

    public static Shape OfGroup(Group group)
    {
        if (group.Open == '{')
        {
            var members = new List<Shape>();
            foreach (var item in Progressions.WrittenOut(group.Items))
            {
                var member = Shaping.Of(item);
                if (member is Bag { Braces: false } nested) members.AddRange(nested.Items);
                else members.Add(member);
            }

            return new Bag(true, members);
        }

        if (Branches.Of(group) is { Count: > 1 } readings) return new Bag(false, [.. readings.Select(g => OfGroup((Group)g))]);
        var items = group.Items.Select(Shaping.Of).ToList();
        var sequence = new Sequence(group.Open, group.Close, items);
        var half = group.Open == '(' != (group.Close == ')');
        return items is [Scalar low, Scalar high] && (half || IsInfinite(low.Value) || IsInfinite(high.Value)) && Regions.Of(sequence) is { } region ? region : sequence;
    }

    private static bool IsInfinite(Node node) => node is Constant { Kind: ConstantKind.Infinity } or Unary { Kind: UnaryKind.Negate, Operand: Constant { Kind: ConstantKind.Infinity } };
}
