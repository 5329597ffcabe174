using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Verifies a predicted shape against a gold one. The gold's kind decides what the prediction may be.</summary>
internal sealed partial class Comparison(VerifyOptions options)
{
    public Outcome Of(Shape gold, Shape predicted)
    {
        if (!Allowance.Take(1)) return Outcome.Undecided(GradeRule.NotComputable);
        if (gold is Held || predicted is Held) return OfHeld(gold, predicted);
        if (gold is Letter || predicted is Letter) return OfLetter(gold, predicted);
        if (gold is Bag first && predicted is Equation or Named && Repeats(first)) return Of(first.Items[0], predicted);
        if (predicted is Bag second && gold is Equation or Named && Repeats(second)) return Of(gold, second.Items[0]);
        if (gold is Named || predicted is Named) return OfNamed(gold, predicted);
        if (gold is Equation || predicted is Equation) return OfEquation(gold, predicted);
        if (gold is Bag || predicted is Bag) return OfBag(gold, predicted);
        return (gold, predicted) switch
        {
            (Scalar a, Scalar b) => Scalars.Compare(a.Value, b.Value, options),
            (Amount or Scalar, Amount or Scalar) => Amounts(gold, predicted),
            (Sequence a, Sequence b) => OfSequences(a, b),
            (Region { Written: { } a }, Region { Written: { } b }) => OfInequalities(a, b),
            (Region or Sequence, Region or Sequence) => OfRegions(gold, predicted),
            (Sequence a, Scalar b) when UnitVectors.OfPlain(b.Value) is { } vector => OfSequences(a, vector),
            (Scalar a, Sequence b) when UnitVectors.OfPlain(a.Value) is { } vector => OfSequences(vector, b),
            (Pieces a, Pieces b) => OfPieces(a, b),
            (Region { Written: { } a }, Inequality b) => OfInequalities(a, b),
            (Inequality a, Region { Written: { } b }) => OfInequalities(a, b),
            (Region a, Inequality b) => Solutions.Are(a, b) ?? Outcome.Different(GradeRule.DifferentKinds),
            (Inequality a, Region b) => Solutions.Are(b, a) ?? Outcome.Different(GradeRule.DifferentKinds),
            (Sequence a, Inequality b) when Regions.Of(a) is { } interval => Solutions.Are(interval, b) ?? Outcome.Different(GradeRule.DifferentKinds),
            (Inequality a, Sequence b) when Regions.Of(b) is { } interval => Solutions.Are(interval, a) ?? Outcome.Different(GradeRule.DifferentKinds),
            (Grid a, Grid b) => OfGrids(a, b),
            (Grid or Sequence, Grid or Sequence) => OfVector(gold, predicted),
            (Inequality a, Inequality b) => OfInequalities(a, b),
            (Time a, Time b) => OfTimes(a, b),
            (Amount { Unit.Dimension: "time" } a, Time { Half: '\0' } b) => Scalars.Compare(InBase(a), Num.Of(b.Seconds), options),
            (Time { Half: '\0' } a, Amount { Unit.Dimension: "time" } b) => Scalars.Compare(Num.Of(a.Seconds), InBase(b), options),
            (Time { Ratio: { } a }, Scalar b) => Scalars.Compare(a, b.Value, options),
            (Scalar a, Time { Ratio: { } b }) => Scalars.Compare(a.Value, b, options),
            (Proportion a, Proportion b) => Keys.Of(a) == Keys.Of(b) ? Outcome.Same(GradeRule.SameRatio) : Outcome.Different(GradeRule.DifferentValues),
            (Words a, Words b) => OfWords(a.Text, b.Text),
            (Words a, Scalar { Value: Sym symbol }) => OfWords(a.Text, symbol.Name),
            (Words or Scalar { Value: Sym }, Words b) => gold is Words a ? OfWords(a.Text, b.Text) : OfWords(((Sym)((Scalar)gold).Value).Name, b.Text),
            (Words a, Scalar { Value: Product product }) when Capitals(product) is { } word => OfWords(a.Text, word),
            (Words w, _) => Outcome.Undecided(GradeRule.NeedsReader),
            (_, Words w) => Short(w.Text) ? Outcome.Different(GradeRule.DifferentKinds) : Outcome.Undecided(GradeRule.NeedsReader),
            _ => Outcome.Different(GradeRule.DifferentKinds),
        };
    }

    private static Outcome OfInequalities(Inequality a, Inequality b) => a.Kind == b.Kind ? Zeros(a.Difference, b.Difference, a.Kind != '≠') : Outcome.Different(GradeRule.DifferentKinds);

    /// <summary>Each piece of one has its like in the other. Borders that could stand on either side leave it to a reader.</summary>
    private Outcome OfPieces(Pieces gold, Pieces predicted)
    {
        if (gold.Rows.Count != predicted.Rows.Count) return Outcome.Undecided(GradeRule.NeedsReader);
        var wrong = false;
        foreach (var (value, condition) in gold.Rows)
        {
            if (predicted.Rows.Where(r => SameCondition(condition, r.Condition)).ToList() is not [var (other, _)]) return Outcome.Undecided(GradeRule.NeedsReader);
            var same = Of(value, other).Equal;
            if (same is null) return Outcome.Undecided(GradeRule.NeedsReader);
            wrong |= same == false;
        }

        return wrong ? Outcome.Different(GradeRule.DifferentFunctions) : Outcome.Same(GradeRule.SameItems);
    }

    private bool SameCondition(Node a, Node b)
    {
        if (Written.Of(a) == Written.Of(b)) return true;
        return Conditions.Solve(a) is var (x, first) && Conditions.Solve(b) is var (y, second) && x == y && OfRegions(first, second).Equal == true;
    }

    /// <summary>ACF: capitals in a row may be a word; null for any other product.</summary>
    private static string? Capitals(Product product) => product.Factors.All(f => f is Sym { Name: [>= 'A' and <= 'Z'] }) ? string.Concat(product.Factors.Select(f => ((Sym)f).Name)).ToLowerInvariant() : null;

    private static bool Short(string words) => words.Count(c => c == ' ') < 3;

    private Outcome OfHeld(Shape gold, Shape predicted)
    {
        var inner = Of(gold is Held g ? g.Statement : gold, predicted is Held p ? p.Statement : predicted);
        if (inner.Equal != true && options.RenameBound && gold is Held or Named && RenamedAlong(gold, predicted)) inner = Outcome.Same(GradeRule.RenamedParameter);
        if (inner.Equal != true) return inner;
        var (a, b) = (gold as Held, predicted as Held);
        if ((a is null || a.IsUniversal) && (b is null || b.IsUniversal)) return inner;
        return a is not null && b is not null && a.Qualifier == b.Qualifier ? inner : Outcome.Undecided(GradeRule.NeedsReader);
    }

    private Outcome OfLetter(Shape gold, Shape predicted)
    {
        if (gold is Letter a && predicted is Letter b)
        {
            if (a.Name != b.Name) return Outcome.Different(GradeRule.DifferentChoice);
            return Outcome.Same(GradeRule.SameChoice);
        }

        var (letter, other) = gold is Letter g ? (g, predicted) : ((Letter)predicted, gold);
        if (other is Scalar { Value: Sym { Name.Length: 1 } symbol })
        {
            if (symbol.Name[0] == letter.Name) return Outcome.Same(GradeRule.SameChoice);
            return options.ChoiceCase && char.ToUpperInvariant(symbol.Name[0]) == letter.Name ? Outcome.Same(GradeRule.ChoiceCase) : Outcome.Different(GradeRule.DifferentChoice);
        }

        if (other is Words { Text: [var said] } && char.ToUpperInvariant(said) == letter.Name) return Outcome.Same(GradeRule.SameChoice); // \text{C}
        if (letter.Body is null) return Outcome.Different(GradeRule.DifferentKinds);
        var body = gold is Letter ? Of(letter.Body, other) : Of(other, letter.Body);
        return body.Equal == true ? Outcome.Same(GradeRule.ChoiceText) : body;
    }

    private Outcome OfSequences(Sequence gold, Sequence predicted)
    {
        if (gold.Items.Count != predicted.Items.Count) return Outcome.Different(GradeRule.DifferentItems);
        if (gold.Open != predicted.Open || gold.Close != predicted.Close) return Outcome.Different(GradeRule.DifferentBrackets);
        var same = InOrder(gold.Items, predicted.Items);
        return same.Equal != true && options.RenameBound && Reparametrised(gold, predicted) ? Outcome.Same(GradeRule.RenamedParameter) : same;
    }

    /// <summary>(1 + t, 2 − t) and (1 + s, 2 − s): a point of a line under another parameter.</summary>
    private bool Reparametrised(Sequence gold, Sequence predicted)
    {
        if (Renaming.Variables(gold) is not [var from] || Renaming.Variables(predicted) is not [var to] || from == to || !IsLineParameter(from) || !IsLineParameter(to)) return false;
        return Renaming.Of(predicted, new Dictionary<string, string> { [to] = from }) is Sequence renamed && InOrder(gold.Items, renamed.Items).Equal == true;
    }

    private static bool IsLineParameter(string name) => name is "t" or "s" or "k" or "r" or "u" or "v" or "lambda" or "mu";

    private Outcome InOrder(IReadOnlyList<Shape> gold, IReadOnlyList<Shape> predicted)
    {
        if (gold.Count != predicted.Count) return Outcome.Different(GradeRule.DifferentItems);
        var undecided = false;
        for (var i = 0; i < gold.Count; i++)
        {
            var item = Of(gold[i], predicted[i]);
            if (item.Equal == false) return Outcome.Different(GradeRule.DifferentItems);
            undecided |= item.Equal is null;
        }

        return undecided ? Outcome.Undecided(GradeRule.NotComputable) : Outcome.Same(GradeRule.SameItems);
    }

    private Outcome OfRegions(Shape gold, Shape predicted)
    {
        if (!options.SetForms && gold.GetType() != predicted.GetType()) return Outcome.Different(GradeRule.DifferentKinds);
        if (Regions.Of(gold) is not { } a || Regions.Of(predicted) is not { } b) return Outcome.Different(GradeRule.DifferentKinds);
        if (a.Letter is not null && b.Letter is not null && a.Letter != b.Letter && !options.RenameAny) return Outcome.Different(GradeRule.DifferentNames); // x > 5 is not y > 5
        if (a.Parts.Count != b.Parts.Count) return Outcome.Different(GradeRule.DifferentRegions);
        var undecided = false;
        for (var i = 0; i < a.Parts.Count; i++)
        {
            var (x, y) = (a.Parts[i], b.Parts[i]);
            if (x.Low.Closed != y.Low.Closed || x.High.Closed != y.High.Closed) return Outcome.Different(GradeRule.DifferentRegions);
            var (low, high) = (Scalars.Compare(x.Low.Value, y.Low.Value, options), Scalars.Compare(x.High.Value, y.High.Value, options));
            if (low.Equal == false || high.Equal == false) return Outcome.Different(GradeRule.DifferentRegions);
            undecided |= low.Equal is null || high.Equal is null;
        }

        return undecided ? Outcome.Undecided(GradeRule.NotComputable) : Outcome.Same(GradeRule.SameRegion);
    }

    private Outcome OfGrids(Grid gold, Grid predicted)
    {
        if (gold.Rows.Count != predicted.Rows.Count) return Outcome.Different(GradeRule.DifferentItems);
        for (var i = 0; i < gold.Rows.Count; i++)
            if (InOrder(gold.Rows[i], predicted.Rows[i]) is { Equal: not true } row)
                return row;
        return Outcome.Same(GradeRule.SameItems);
    }

    private Outcome OfVector(Shape gold, Shape predicted)
    {
        var (grid, sequence) = gold is Grid g ? (g, (Sequence)predicted) : ((Grid)predicted, (Sequence)gold);
        if (sequence.Open == '[' && sequence.Items.All(i => i is Sequence { Open: '[' }))
        {
            var rows = new Grid([.. sequence.Items.Select(i => ((Sequence)i).Items)]); // [[1,2],[3,4]]
            return gold is Grid ? OfGrids(grid, rows) : OfGrids(rows, grid);
        }

        var isTuple = (sequence.Open == '(' && sequence.Close == ')') || (sequence.Open == '[' && sequence.Close == ']');
        if (!options.VectorAsTuple || !isTuple) return Outcome.Different(GradeRule.DifferentKinds);
        var items = grid.Rows.Count == 1 ? grid.Rows[0] : grid.Rows.All(r => r.Count == 1) ? [.. grid.Rows.Select(r => r[0])] : null;
        if (items is null) return Outcome.Different(GradeRule.DifferentKinds);
        return gold is Grid ? InOrder(items, sequence.Items) : InOrder(sequence.Items, items);
    }

    private Outcome OfTimes(Time gold, Time predicted)
    {
        if (gold.Seconds == predicted.Seconds) return Outcome.Same(GradeRule.SameTime);
        const int HalfDay = 12 * 3600;
        if (options.MissingHalfDay && gold.Half == '\0' != (predicted.Half == '\0') && gold.Seconds % HalfDay == predicted.Seconds % HalfDay
            && Math.Min(gold.Seconds, predicted.Seconds) == (gold.Half == '\0' ? gold : predicted).Seconds) return Outcome.Same(GradeRule.MissingHalfDay);
        return Outcome.Different(GradeRule.DifferentValues);
    }

    private Outcome Amounts(Shape gold, Shape predicted)
    {
        if (gold is Amount a && predicted is Amount b)
        {
            if (a.Unit.Dimension is "angle" && b.Unit.Dimension is "radian") return Scalars.Compare(new Unary(UnaryKind.Degree, a.Value), b.Value, options);
            if (a.Unit.Dimension is "radian" && b.Unit.Dimension is "angle") return Scalars.Compare(a.Value, new Unary(UnaryKind.Degree, b.Value), options);
            if (IsSterling(a.Unit, b.Unit) || IsSterling(b.Unit, a.Unit)) return Scalars.Compare(a.Value, b.Value, options); // "20 pounds" of money or of mass
            if (a.Unit.Dimension != b.Unit.Dimension) return Outcome.Different(GradeRule.DifferentUnits);
            return Scalars.Compare(InBase(a), InBase(b), options) is { Equal: true } same ? same : a.Unit.Factor == b.Unit.Factor ? Scalars.Compare(a.Value, b.Value, options) : Outcome.Different(GradeRule.DifferentValues);
        }

        var (amount, bare) = gold is Amount g ? (g, ((Scalar)predicted).Value) : ((Amount)predicted, ((Scalar)gold).Value);
        if (amount.Unit.Dimension == "angle" && Ordered(gold, new Unary(UnaryKind.Degree, amount.Value), bare) is { Equal: true } angle) return angle;
        if (amount.Unit.Dimension == "angle" && bare is not (Num or Divide { Top: Num, Bottom: Num }) && Ordered(gold, amount.Value, new Divide(new Product([bare, Num.Of(180)]), new Constant(ConstantKind.Pi))) is { Equal: true } turned) return turned;
        if (amount.Unit.Dimension == "radian" && Ordered(gold, amount.Value, bare) is { Equal: true } plain) return plain;
        if (!options.MissingUnit || bare is Unary { Kind: UnaryKind.Percent }) return Outcome.Different(GradeRule.DifferentUnits); // 20% is not 20 dollars
        var value = Ordered(gold, amount.Value, bare);
        return value.Equal == true ? Outcome.Same(value.Rule is GradeRule.RoundedDecimal ? value.Rule : GradeRule.MissingUnit) : value;
    }

    private static bool IsSterling(Units.Measure money, Units.Measure mass) => money.Dimension == "money:£" && mass == Units.Known("pound");

    private Outcome Ordered(Shape gold, Node amount, Node bare) => gold is Amount ? Scalars.Compare(amount, bare, options) : Scalars.Compare(bare, amount, options);

    private static Node InBase(Amount amount) => amount.Unit.Factor == Rational.One ? amount.Value : new Product([new Num(amount.Unit.Factor), amount.Value]);

    /// <summary>Whether two sides of equations or inequalities vanish together; equations with their denominators taken off too: xy = 1 is y = 1/x.</summary>
    private static Outcome Zeros(Node a, Node b, bool positive)
    {
        var plain = Signed(a, b, positive);
        if (plain.Equal == true || positive) return plain;
        var (x, y) = (Denominators.Cleared(a), Denominators.Cleared(b));
        return (x != a || y != b) && Signed(x, y, false) is { Equal: true } same ? same : plain;
    }

    private static Outcome Signed(Node a, Node b, bool positive) => Scalars.SameZeros(a, b, positive) switch
    {
        true => Outcome.Same(GradeRule.SameEquation),
        false => Outcome.Different(GradeRule.DifferentEquations),
        _ => Written.Of(a) == Written.Of(b) ? Outcome.Same(GradeRule.SameForm) : Outcome.Undecided(GradeRule.NotComputable),
    };
}
