using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Makes shapes of trees: expands ±, solves conditions, names assignments, keeps the rest as written.</summary>
internal static class Shaping
{
    public static Shape Of(Node node) => node switch
    {
        Prose prose => OfProse(prose.Words),
        Choice choice => new Letter(choice.Letter, choice.Body is null ? null : Of(choice.Body)),
        Clock clock => new Time(clock.Seconds, clock.Half, clock.Ratio),
        Qualified qualified => new Held(Of(qualified.Statement), qualified.Qualifier),
        Labelled labelled => new Named(labelled.Label, true, Of(labelled.Value), null, null),
        Quantity quantity => OfQuantity(quantity),
        Unary { Kind: UnaryKind.Degree } degree => new Amount(degree.Operand, new Units.Measure(1, "angle")),
        Unary { Kind: UnaryKind.Negate, Operand: Unary { Kind: UnaryKind.Degree } degree } => new Amount(new Unary(UnaryKind.Negate, degree.Operand), new Units.Measure(1, "angle")),
        Ratio { Parts.Count: > 2 } ratio => new Proportion(ratio.Parts),
        NamedSet set => OfNamedSet(set.Name),
        Sum sum when Progressions.WrittenOut(sum.Terms) is var all && all.Count != sum.Terms.Count => Of(new Sum(all)),
        Power { Radix: Group { Open: '(' or '[' } row, Exponent: Sym { Name: "T" or "top" } } => Of(row),
        Divide { Top: Quantity over, Bottom: Quantity under } when Units.Read(over.Unit) is var first && Units.Read(under.Unit) is var second && first.Dimension == second.Dimension =>
            new Scalar(new Divide(new Product([new Num(first.Factor), over.Value]), new Product([new Num(second.Factor), under.Value]))), // 3 cm / 4 cm
        Sum or Product when Tuples.Of(node) is { } tuple => tuple,
        Cases cases => new Pieces([.. cases.Rows.Select(r => (Of(r.Value), r.Condition))]),
        Sum or Product or Divide or Power or Call or Unary when MatrixAlgebra.Of(node) is { } computed => computed is Matrix result ? Of(result) : new Scalar(computed),
        Sum or Product or Unary or Divide when UnitVectors.Of(node) is { } vector => vector,
        Matrix matrix => new Grid([.. matrix.Rows.Select(r => (IReadOnlyList<Shape>)[.. r.Select(Of)])]),
        Items items => Lists.Of(items),
        Group group => Lists.OfGroup(group),
        SetOperation operation => OfOperation(operation),
        Builder builder => OfBuilder(builder),
        Chain chain => Chains.Of(chain),
        Sum { Terms: [var whole, Unary { Kind: UnaryKind.Negate, Operand: Group { Open: '{' } or Builder } taken] } => OfOperation(new SetOperation('∖', whole, taken.Operand)),
        _ when Branches.Has(node) => new Bag(false, [.. Branches.Of(node).Select(n => (Shape)new Scalar(n))]),
        Sym { Name: [> '\u007f', ..] } word => OfProse(word.Name),
        _ => new Scalar(node),
    };

    /// <summary>Phrases that name a value; else the words.</summary>
    private static Shape OfProse(string words) => words.TrimEnd('!', ' ') switch
    {
        "no solution" or "no solutions" or "none" or "empty set" or "the empty set" or "no real solution" or "no real solutions" or "there is no solution" or "there are no solutions" or "无解" or "空集" => new Bag(true, []),
        "infinity" or "infinite" or "infinitely many" or "infinitely many solutions" or "an infinite number" or "无穷" or "无穷大" or "无数" => new Scalar(new Constant(ConstantKind.Infinity)),
        "all real numbers" or "all reals" or "real numbers" or "any real number" or "全体实数" => Regions.All,
        "yes" or "true" or "correct" or "it is true" or "that is true" or "the statement is true" or "statement is true" or "true statement" or "是的" or "是" or "对" or "正确" or "ja" or "oui" or "sí" or "si" or "да" or "sim" or "نعم" or "はい" or "हाँ" => new Words("yes"),
        "no" or "false" or "incorrect" or "it is false" or "that is false" or "the statement is false" or "statement is false" or "false statement" or "不对" or "否" or "错" or "错误" or "不是" or "nein" or "non" or "нет" or "não" or "لا" or "いいえ" or "नहीं" => new Words("no"),
        ['t', 'h', 'e', ' ', .., ' ', 'e', 'x', 'i', 's', 't'] when words.EndsWith(" does not exist", StringComparison.Ordinal) && words.Count(c => c == ' ') < 6 => new Words("does not exist"),
        "dne" or "does not exist" or "undefined" or "not defined" or "不存在" => new Words("does not exist"),
        _ => new Words(words),
    };

    private static Shape OfQuantity(Quantity quantity)
    {
        if (quantity.Value is Unary { Kind: UnaryKind.Degree, Operand: var degrees } && Wording.Of(quantity.Unit) is ("c" or "celsius" or "f" or "fahrenheit") and var scale) return new Amount(degrees, new Units.Measure(1, scale[0] == 'c' ? "celsius" : "fahrenheit"));
        if (Wording.Of(quantity.Unit) is ("degrees c" or "degree c" or "deg c" or "degrees f" or "degree f" or "deg f") and var named) return new Amount(quantity.Value, new Units.Measure(1, named[^1] == 'c' ? "celsius" : "fahrenheit"));
        var unit = Units.Read(quantity.Unit);
        if (quantity.Value is Items or Group or Chain) return Of(quantity.Value) is Bag bag ? new Bag(bag.Braces, [.. bag.Items.Select(i => i is Scalar s ? new Amount(s.Value, unit) : i)]) : Of(quantity.Value);
        if (Branches.Has(quantity.Value)) return new Bag(false, [.. Branches.Of(quantity.Value).Select(n => (Shape)new Amount(n, unit))]);
        if (quantity.Value is Quantity inner) return new Amount(inner.Value, Units.Read($"{inner.Unit} {quantity.Unit}"));
        return unit.Dimension.Length == 0 ? new Scalar(unit.Factor == Rational.One ? quantity.Value : new Product([new Num(unit.Factor), quantity.Value])) : new Amount(quantity.Value, unit);
    }

    private static Shape OfNamedSet(string name) => name switch
    {
        "R" => Regions.All,
        "0" => new Bag(true, []),
        "R^+" or "R_+" or "R_>0" => Regions.Against('>', Num.Of(0)),
        "R^-" or "R_-" or "R_<0" => Regions.Against('<', Num.Of(0)),
        "R_≥0" or "R_\\geq0" or "R_\\ge0" => Regions.Against('≥', Num.Of(0)),
        _ => new Words("set " + name),
    };

    private static Shape OfOperation(SetOperation operation)
    {
        var (left, right) = (Of(operation.Left), Of(operation.Right));
        if (operation.Kind == '∪' && left is Bag { Braces: true } a && right is Bag { Braces: true } b) return new Bag(true, [.. a.Items, .. b.Items]);
        if (Regions.Of(left) is not { } x || Regions.Of(right) is not { } y) return new Words(Written.Of(operation));
        return Settled(operation.Kind switch
        {
            '∪' => Regions.Union([x, y]),
            '∩' => Regions.Intersect(x, y),
            _ => Regions.Intersect(x, Regions.Complement(y)),
        });
    }

    /// <summary>A region of nothing is the empty set; of points alone, a finite set.</summary>
    public static Shape Settled(Region region) => region.Parts.All(p => p.IsPoint) ? new Bag(true, [.. region.Parts.Select(p => (Shape)new Scalar(p.Low.Value))]) : region;

    private static Shape OfBuilder(Builder builder)
    {
        var domain = builder.Element is Chain { Operators: "∈", Operands: [_, NamedSet { Name: var own }] } ? own : null;
        var element = builder.Element is Chain { Operators: "∈", Operands: [var member, NamedSet] } ? member : builder.Element;
        if (element is Sym listed && builder.Condition is Items { Parts: [Chain { Operators: "=", Operands: [Sym { Name: var letter }, _] }, Chain { Operators: "∈" }] } && letter == listed.Name) return Of(builder.Condition); // {x | x = kπ, k ∈ ℤ}
        var condition = builder.Condition;
        if (element is Sym of && condition is Items { IsOr: false } items && items.Parts.Where(p => p is Chain { Operators: "∈", Operands: [Sym { Name: var subject }, NamedSet] } && subject == of.Name).ToList() is [Chain { Operands: [_, NamedSet stated] } aside])
        {
            domain = stated.Name;
            condition = items.Parts.Where(p => p != aside).ToList() is [var only] ? only : new Items([.. items.Parts.Where(p => p != aside)], false, items.IsAnd);
        }

        if (element is Sym symbol && Conditions.Solve(condition) is var (name, region) && name == symbol.Name)
            return domain is null or "R" ? Settled(region) : WholeMembers.Of(region, domain) ?? (Shape)new Words(Written.Of(builder));
        if (builder.Condition is Chain { Operators: "∈", Operands: [Sym index, NamedSet { Name: "Z" }] } && Traits.Of(element) is { HasOpaque: false } traits && traits.Variables.SetEquals([index.Name]))
            return new Scalar(Substitution.Rename(element, _ => "k#")); // {2k + 1 | k ∈ ℤ}
        return new Words(Written.Of(builder));
    }
}
