using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>The canonical string of a shape. One reading per answer: brackets around two things are a pair or an interval alike, 1,234 is a number.</summary>
internal static class Keys
{
    public static string Of(Shape shape) => shape switch
    {
        Scalar scalar => Fingerprint.Of(scalar.Value),
        Amount { Unit.Dimension: "radian" } radian => Fingerprint.Of(radian.Value),
        Amount { Unit.Dimension: "angle" } angle => Fingerprint.Of(new Unary(UnaryKind.Degree, angle.Value)),
        Amount amount => $"{Fingerprint.Of(Scaled(amount))} {amount.Unit.Dimension}",
        Sequence sequence => $"{sequence.Open}{string.Join(',', sequence.Items.Select(Of))}{sequence.Close}",
        Bag { Braces: true } bag => $"{{{Unordered(bag.Items)}}}",
        Bag { Items.Count: 1 } bag => Of(bag.Items[0]),
        Bag bag => Unordered(bag.Items) is var list && list.Contains(',') ? $"list:{list}" : list,
        Region region => (region.Letter is null or "x" ? "" : region.Letter + "∈") + string.Join('∪', region.Parts.Select(OfInterval).Order(StringComparer.Ordinal)),
        Named { IsLabel: true } named => Of(named.Value),
        Named { Left: Group or Ratio } named => OfNames(named),
        Named named => OfNamed(named),
        Equation equation => OfEquation(Chains.Minus(equation.Left, equation.Right)),
        Inequality inequality => $"{Fingerprint.Of(inequality.Difference)}{inequality.Kind}0",
        Held held => held.IsUniversal ? Of(held.Statement) : $"{Of(held.Statement)}~{held.Qualifier}",
        Grid grid => $"M[{string.Join(';', grid.Rows.Select(r => string.Join(',', r.Select(Of))))}]",
        Proportion proportion => OfProportion(proportion.Parts),
        Time time => $"t{time.Seconds}{(time.Half == '\0' ? "" : "h")}",
        Pieces pieces => $"cases{{{string.Join(';', pieces.Rows.Select(r => $"{Of(r.Value)}|{Condition(r.Condition)}").Order(StringComparer.Ordinal))}}}",
        Letter letter => letter.Name.ToString(),
        Words words => $"\"{words.Text}\"",
        _ => "",
    };

    private static string Condition(Node condition) => Conditions.Solve(condition) is var (name, region) ? $"{name}:{Of(region)}" : Syntax.Written.Of(condition);

    private static Node Scaled(Amount amount) => amount.Unit.Factor == Rational.One ? amount.Value : new Product([new Num(amount.Unit.Factor), amount.Value]);

    /// <summary>Labels tell items of one list apart; one alone says nothing.</summary>
    private static string Unordered(IReadOnlyList<Shape> items) => string.Join(',', items.Select(i => i is Named { IsLabel: true } label && items.Count > 1 ? $"{label.Name}={Of(label.Value)}" : Of(i)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string OfInterval(Interval part) => part.IsPoint
        ? $"{{{Fingerprint.Of(part.Low.Value)}}}"
        : $"{(part.Low.Closed ? '[' : '(')}{Fingerprint.Of(part.Low.Value)},{Fingerprint.Of(part.High.Value)}{(part.High.Closed ? ']' : ')')}";

    /// <summary>(x, y) = (1, 2) and a:b = 1:2, by the names in order.</summary>
    private static string OfNames(Named named)
    {
        if (NamedLists.Parts(named) is not { } parts) return $"{named.Name}={Of(named.Value)}";
        return string.Join(',', parts.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}={Of(p.Value)}"));
    }

    /// <summary>f(x) = … with its arguments renamed; a value that is an expression as an equation; else name and value.</summary>
    private static string OfNamed(Named named)
    {
        if (named.Value is Scalar && named.Left is Call { Arguments: var arguments } call && !Evaluation.IsKnown(call.Name) && arguments.All(a => a is Sym))
        {
            var bound = arguments.Select((a, i) => (((Sym)a).Name, New: $"@{i}")).DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.New);
            return $"{call.Name}:={Fingerprint.Of(Substitution.Rename(((Scalar)named.Value).Value, n => bound.GetValueOrDefault(n, n)))}";
        }

        return named is { Left: { } left, Value: Scalar { Value: var right } } && Traits.Of(right).HasVariables ? OfEquation(Chains.Minus(left, right)) : $"{named.Name}={Of(named.Value)}";
    }

    /// <summary>The zero set up to a constant factor: ratios of the function's residues, or of its values, at fixed points.</summary>
    public static string OfEquation(Node difference)
    {
        var residues = new Residues?[3];
        for (var i = 0; i < 3; i++)
        {
            var turn = i;
            residues[i] = Residues.Of(difference, names: n => $"{n}@{turn}");
        }

        if (residues is [{ } a, { } b, { } c] && Residues.Ratio(b, a) is { } first && Residues.Ratio(c, a) is { } second) return $"eq:{first.A:x}{first.B:x}:{second.A:x}";
        var values = new List<Cx<BigReal>>();
        for (var turn = 0; turn < 12 && values.Count < 3; turn++)
        {
            var at = turn;
            if (Fingerprint.Evaluate(difference, n => Points.Real(n, at)) is { } value && value.Value.Re.Mantissa.Sign != 0) values.Add(value.Value);
        }

        if (values.Count < 3) return "eq:" + Written.Of(difference);
        var work = new Work(256);
        return $"eq:{Fingerprint.Digits(Cx<BigReal>.Divide(values[1], values[0], work), 30)}:{Fingerprint.Digits(Cx<BigReal>.Divide(values[2], values[0], work), 30)}{AtCorners(difference, values[0])}";
    }

    /// <summary>The same ratios where the letters take other signs, for equations that |x| or √ bend there: x = |y| is not y = |x|.</summary>
    private static string AtCorners(Node difference, Cx<BigReal> first)
    {
        var traits = Traits.Of(difference);
        if (!traits.HasKinks && !traits.HasBranches) return "";
        var letters = traits.Variables.ToList();
        var parts = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            var turn = (i * 4) + (i & 3);
            var work = new Work(256);
            parts.Add(Fingerprint.Evaluate(difference, n => Corners.Point(letters.IndexOf(n), turn)) is { } value ? Fingerprint.Digits(Cx<BigReal>.Divide(value.Value, first, work), 12) : "-");
        }

        return ":" + DataForge.Core.StableHash.Of(string.Join('|', parts)).ToString("x16");
    }

    /// <summary>Parts over the first that is not zero; two parts are a quotient.</summary>
    private static string OfProportion(IReadOnlyList<Node> parts) =>
        "p:" + string.Join(':', parts.Select(p => Fingerprint.Of(new Divide(p, parts[0]))));
}
