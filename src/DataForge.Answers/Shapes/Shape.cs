using DataForge.Answers.Syntax;

namespace DataForge.Answers.Shapes;

/// <summary>What kind of thing an answer is, once ambiguities of its notation are settled; what keys and verdicts work on.</summary>
internal abstract record Shape;

/// <summary>One number or function, without ±.</summary>
internal sealed record Scalar(Node Value) : Shape;

/// <summary>A number with a unit.</summary>
internal sealed record Amount(Node Value, Units.Measure Unit) : Shape;

/// <summary>An ordered tuple, vector or two-ended interval, with its brackets.</summary>
internal sealed record Sequence(char Open, char Close, IReadOnlyList<Shape> Items) : Shape;

/// <summary>A set (<paramref name="Braces"/>) or a bare list: unordered, repeats ignored; the order written is kept for tuples to look at.</summary>
internal sealed record Bag(bool Braces, IReadOnlyList<Shape> Items) : Shape;

/// <summary>A set of reals: intervals in order, none touching.</summary>
/// <param name="Parts">The intervals.</param>
internal sealed record Region(IReadOnlyList<Interval> Parts) : Shape
{
    /// <summary>The inequality this is the solution of, where its border holds letters: y ≤ 2x + 1.</summary>
    public Inequality? Written { get; init; }

    /// <summary>The letter that a condition names; null for an interval or a set, whose letter is bound.</summary>
    public string? Letter { get; init; }
}

/// <summary>An equation that is no assignment.</summary>
internal sealed record Equation(Node Left, Node Right) : Shape;

/// <summary>An inequality that we do not solve: left − right against zero; <paramref name="Kind"/> is &lt;, ≤ or ≠.</summary>
internal sealed record Inequality(Node Difference, char Kind) : Shape;

/// <summary>x = value, f(x) = value, "Maximum: value".</summary>
/// <param name="Name">As compared: a symbol, f of its variables, or a label in lower case.</param>
/// <param name="IsLabel">The name is words, and says nothing about the value.</param>
/// <param name="Value">What is named.</param>
/// <param name="Left">The name as an expression, null for labels.</param>
/// <param name="Right">The value as an expression, when it is one.</param>
internal sealed record Named(string Name, bool IsLabel, Shape Value, Node? Left, Node? Right) : Shape;

/// <summary>A statement and what it holds for.</summary>
internal sealed record Held(Shape Statement, string Qualifier) : Shape
{
    /// <summary>"for all x", "for any integer k", k ∈ ℤ: changes nothing. "where a is odd" and "for x = 3" do.</summary>
    public bool IsUniversal => Qualifier.Contains("[∈]", StringComparison.Ordinal) || (Array.Exists(Leads, l => Qualifier.StartsWith(l, StringComparison.Ordinal)) && Array.Exists(Openings, o => Qualifier.Contains(o, StringComparison.Ordinal)) && !Qualifier.Contains('='));

    private static readonly string[] Leads = ["for", "with", "where", "in"];

    private static readonly string[] Openings = [" all ", " any ", " every ", " each ", " some ", "integer", " real", " arbitrary", " constant", "mathbb", " in ", " natural", " positive", "∈"];
}

internal sealed record Grid(IReadOnlyList<IReadOnlyList<Shape>> Rows) : Shape;

/// <summary>Three or more parts in proportion.</summary>
internal sealed record Proportion(IReadOnlyList<Node> Parts) : Shape;

/// <summary>A time of day; <paramref name="Ratio"/> is compared where the other side is no time.</summary>
internal sealed record Time(int Seconds, char Half, Ratio? Ratio) : Shape;

internal sealed record Letter(char Name, Shape? Body) : Shape;

/// <summary>A function by cases.</summary>
internal sealed record Pieces(IReadOnlyList<(Shape Value, Node Condition)> Rows) : Shape;

internal sealed record Words(string Text) : Shape;
