using System.Globalization;
using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>A reading in words, for whoever asks why.</summary>
internal static class Descriptions
{
    public static string Of(Shape shape) => shape switch
    {
        Scalar { Value: Num or BaseNum } scalar => $"number {Written.Of(scalar.Value)}",
        Scalar scalar => $"expression {Written.Of(scalar.Value)}",
        Amount amount => $"amount {Written.Of(amount.Value)}, one being {amount.Unit.Factor} {amount.Unit.Dimension}",
        Sequence sequence => $"tuple {sequence.Open}{Join(sequence.Items)}{sequence.Close}",
        Bag { Braces: true } bag => $"set {{{Join(bag.Items)}}}",
        Bag bag => $"list {Join(bag.Items)}",
        Region region => $"set of reals {string.Join(" ∪ ", region.Parts.Select(Interval))}",
        Equation equation => $"equation {Written.Of(equation.Left)} = {Written.Of(equation.Right)}",
        Inequality inequality => $"inequality {Written.Of(inequality.Difference)} {inequality.Kind} 0",
        Named named => $"{(named.IsLabel ? "label" : "name")} {named.Name} of {Of(named.Value)}",
        Held held => $"{Of(held.Statement)}, {held.Qualifier}",
        Grid grid => $"matrix [{string.Join("; ", grid.Rows.Select(Join))}]",
        Pieces pieces => $"function by cases {string.Join("; ", pieces.Rows.Select(r => $"{Of(r.Value)} if {Written.Of(r.Condition)}"))}",
        Proportion proportion => $"ratio {string.Join(':', proportion.Parts.Select(Written.Of))}",
        Time time => $"time {TimeSpan.FromSeconds(time.Seconds).ToString("c", CultureInfo.InvariantCulture)}",
        Letter letter => $"choice {letter.Name}{(letter.Body is null ? "" : $", {Of(letter.Body)}")}",
        Words words => $"words \"{words.Text}\"",
        _ => shape.GetType().Name,
    };

    private static string Join(IReadOnlyList<Shape> items) => string.Join(", ", items.Select(Of));

    private static string Interval(Interval part) => part.IsPoint
        ? $"{{{Written.Of(part.Low.Value)}}}"
        : $"{(part.Low.Closed ? '[' : '(')}{End(part.Low)},{End(part.High)}{(part.High.Closed ? ']' : ')')}";

    private static string End(Bound bound) => bound.Place switch
    {
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "-∞",
        _ => Written.Of(bound.Value),
    };
}
