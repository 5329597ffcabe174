using DataForge.Answers.Numeric;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>One end of an interval: its expression and about where it lies (NaN for symbols).</summary>
internal readonly record struct Bound(Node Value, double Place, bool Closed)
{
    public static Bound Of(Node value, bool closed)
    {
        if (value is Constant { Kind: ConstantKind.Infinity }) return new Bound(value, double.PositiveInfinity, false);
        if (value is Unary { Kind: UnaryKind.Negate, Operand: Constant { Kind: ConstantKind.Infinity } }) return new Bound(value, double.NegativeInfinity, false);
        var work = new Work(53);
        var place = new Evaluation<DoubleReal>(work, name => Points.Real(name, 0)).Value(value);
        return new Bound(value, work.Failed ? double.NaN : place.Re.Value, closed);
    }

    public static Bound Low { get; } = Of(new Unary(UnaryKind.Negate, new Constant(ConstantKind.Infinity)), false);

    public static Bound High { get; } = Of(new Constant(ConstantKind.Infinity), false);

    public bool IsInfinite => double.IsInfinity(Place);
}

/// <summary>An interval of reals; one point when both ends are the same and closed.</summary>
internal readonly record struct Interval(Bound Low, Bound High)
{
    public bool IsEmpty => Low.Place > High.Place || (Same(Low, High) && !(Low.Closed && High.Closed));

    public bool IsPoint => Same(Low, High) && Low.Closed && High.Closed;

    /// <summary>The same place, as near as doubles tell; keys and verdicts compare the expressions again.</summary>
    public static bool Same(Bound a, Bound b) =>
        a.Place == b.Place || (double.IsFinite(a.Place) && double.IsFinite(b.Place) && Math.Abs(a.Place - b.Place) <= 1e-12 * Math.Max(Math.Abs(a.Place), Math.Abs(b.Place)));
}
