using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>Algebra of sets of reals.</summary>
internal static class Regions
{
    public static Region All { get; } = new([new Interval(Bound.Low, Bound.High)]);

    /// <summary>The region a shape is, or null: intervals, finite sets, conditions.</summary>
    public static Region? Of(Shape shape) => shape switch
    {
        Region region => region,
        Sequence { Items: [Scalar low, Scalar high], Open: '(' or '[', Close: ')' or ']' } pair => Ordered(pair, low, high),
        Bag { Braces: true } bag when bag.Items.All(i => i is Scalar) => Union(bag.Items.Select(i => Point(((Scalar)i).Value))),
        Named { IsLabel: false, Value: var value } => Of(value),
        Held held => Of(held.Statement),
        _ => null,
    };

    private static Region? Ordered(Sequence pair, Scalar low, Scalar high)
    {
        var interval = new Interval(Bound.Of(low.Value, pair.Open == '['), Bound.Of(high.Value, pair.Close == ']'));
        var isSymbolic = Numeric.Traits.Of(low.Value).HasVariables || Numeric.Traits.Of(high.Value).HasVariables;
        return interval.Low.Place >= interval.High.Place && !isSymbolic ? null : new Region([interval]);
    }

    public static Region Point(Node value) => new([new Interval(Bound.Of(value, true), Bound.Of(value, true))]);

    public static Region Union(IEnumerable<Region> regions)
    {
        var parts = regions.SelectMany(r => r.Parts).Where(p => !p.IsEmpty).ToList();
        if (parts.Exists(p => double.IsNaN(p.Low.Place) || double.IsNaN(p.High.Place))) return new Region(parts);
        parts.Sort((a, b) => a.Low.Place != b.Low.Place ? a.Low.Place.CompareTo(b.Low.Place) : b.Low.Closed.CompareTo(a.Low.Closed));
        var merged = new List<Interval>();
        foreach (var part in parts)
        {
            if (merged.Count > 0 && Touches(merged[^1], part)) merged[^1] = new Interval(merged[^1].Low, Further(merged[^1].High, part.High));
            else merged.Add(part);
        }

        return new Region(merged);
    }

    private static bool Touches(Interval a, Interval b) => Interval.Same(a.High, b.Low) ? a.High.Closed || b.Low.Closed : b.Low.Place < a.High.Place;

    private static Bound Further(Bound a, Bound b) => Interval.Same(a, b) ? (a.Closed ? a : b) : a.Place > b.Place ? a : b;

    public static Region Intersect(Region a, Region b)
    {
        var parts = new List<Interval>();
        foreach (var x in a.Parts)
            foreach (var y in b.Parts)
            {
                var low = Interval.Same(x.Low, y.Low) ? (x.Low.Closed ? y.Low : x.Low) : x.Low.Place > y.Low.Place ? x.Low : y.Low;
                var high = Interval.Same(x.High, y.High) ? (x.High.Closed ? y.High : x.High) : x.High.Place < y.High.Place ? x.High : y.High;
                if (new Interval(low, high) is { IsEmpty: false } both) parts.Add(both);
            }

        return Union([new Region(parts)]);
    }

    public static Region Complement(Region region)
    {
        var parts = new List<Interval>();
        var low = Bound.Low;
        foreach (var part in region.Parts)
        {
            if (part.Low.Place > double.NegativeInfinity) parts.Add(new Interval(low, part.Low with { Closed = !part.Low.Closed }));
            low = part.High with { Closed = !part.High.Closed };
        }

        if (low.Place < double.PositiveInfinity) parts.Add(new Interval(low, Bound.High));
        return new Region([.. parts.Where(p => !p.IsEmpty)]);
    }

    /// <summary>Where <paramref name="value"/> bounds a variable from the right: x op value.</summary>
    public static Region Against(char op, Node value)
    {
        var (open, closed) = (Bound.Of(value, false), Bound.Of(value, true));
        return op switch
        {
            '<' => new Region([new Interval(Bound.Low, open)]),
            '≤' => new Region([new Interval(Bound.Low, closed)]),
            '>' => new Region([new Interval(open, Bound.High)]),
            '≥' => new Region([new Interval(closed, Bound.High)]),
            '≠' => new Region([new Interval(Bound.Low, open), new Interval(open, Bound.High)]),
            _ => new Region([new Interval(closed, closed)]),
        };
    }
}
