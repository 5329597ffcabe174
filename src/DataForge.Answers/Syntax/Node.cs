namespace DataForge.Answers.Syntax;

/// <summary>A parsed answer: immutable, typed, with what was written kept (places of a decimal, brackets, units).</summary>
internal abstract record Node
{
    /// <summary>Longest path to a leaf; the parser keeps it under its limit, so that everything after it may recurse.</summary>
    public int Depth { get; protected init; } = 1;

    protected static int Over(Node a) => a.Depth + 1;

    protected static int Over(Node a, Node b) => Math.Max(a.Depth, b.Depth) + 1;

    protected static int Over(IReadOnlyList<Node> nodes)
    {
        var depth = 0;
        for (var i = 0; i < nodes.Count; i++) depth = Math.Max(depth, nodes[i].Depth);
        return depth + 1;
    }
}

/// <summary>A number as written. <paramref name="Places"/> counts digits after the point; -1 when no point was written.</summary>
internal sealed record Num(Rational Value, int Places = -1) : Node
{
    public static Num Of(long value) => new(value);
}

/// <summary>An integer written in base <paramref name="Base"/>; <paramref name="Digits"/> as they stand.</summary>
internal sealed record BaseNum(string Digits, int Base, Rational Value) : Node;

/// <summary>A variable or a name; subscripts belong to the name.</summary>
internal sealed record Sym(string Name) : Node;

internal enum ConstantKind
{
    Pi,
    E,
    I,
    Infinity,
}

internal sealed record Constant(ConstantKind Kind) : Node;

internal sealed record Sum : Node
{
    public Sum(IReadOnlyList<Node> terms) => (Terms, Depth) = (terms, Over(terms));

    public IReadOnlyList<Node> Terms { get; }
}

internal sealed record Product : Node
{
    public Product(IReadOnlyList<Node> factors) => (Factors, Depth) = (factors, Over(factors));

    public IReadOnlyList<Node> Factors { get; }
}

internal enum UnaryKind
{
    Negate,
    Percent,
    Degree,
    Factorial,
    DoubleFactorial,
    PlusMinus,
    MinusPlus,
}

internal sealed record Unary : Node
{
    public Unary(UnaryKind kind, Node operand) => (Kind, Operand, Depth) = (kind, operand, Over(operand));

    public UnaryKind Kind { get; }

    public Node Operand { get; }
}

internal sealed record Divide : Node
{
    public Divide(Node top, Node bottom) => (Top, Bottom, Depth) = (top, bottom, Over(top, bottom));

    public Node Top { get; }

    public Node Bottom { get; }
}

internal sealed record Power : Node
{
    public Power(Node radix, Node exponent) => (Radix, Exponent, Depth) = (radix, exponent, Over(radix, exponent));

    public Node Radix { get; }

    public Node Exponent { get; }
}

/// <summary>A function: known by name (<c>sin</c>, <c>sqrt</c>, <c>binom</c>, <c>abs</c>, …) or somebody's <c>f</c>.</summary>
internal sealed record Call : Node
{
    public Call(string name, params IReadOnlyList<Node> arguments) => (Name, Arguments, Depth) = (name, arguments, Over(arguments));

    public string Name { get; }

    public IReadOnlyList<Node> Arguments { get; }
}

/// <summary>A value with a unit as written ("cm^2", "$", "apples").</summary>
internal sealed record Quantity : Node
{
    public Quantity(Node value, string unit) => (Value, Unit, Depth) = (value, unit, Over(value));

    public Node Value { get; }

    public string Unit { get; }
}

internal sealed record Ratio : Node
{
    public Ratio(IReadOnlyList<Node> parts) => (Parts, Depth) = (parts, Over(parts));

    public IReadOnlyList<Node> Parts { get; }
}

/// <summary>A time of day or a duration as h:mm(:ss); <paramref name="Half"/> is 'a', 'p' or '\0'; <paramref name="Ratio"/> is the other reading, where there is one.</summary>
internal sealed record Clock(int Seconds, char Half, Ratio? Ratio) : Node;

/// <summary>Items in brackets as written: tuple, interval, vector; <c>{</c> marks a set.</summary>
internal sealed record Group : Node
{
    public Group(char open, char close, IReadOnlyList<Node> items) => (Open, Close, Items, Depth) = (open, close, items, Over(items));

    public char Open { get; }

    public char Close { get; }

    public IReadOnlyList<Node> Items { get; }
}

/// <summary>A bare list: commas, semicolons, "and", "or".</summary>
internal sealed record Items : Node
{
    public Items(IReadOnlyList<Node> parts, bool isOr, bool isAnd) => (Parts, IsOr, IsAnd, Depth) = (parts, isOr, isAnd, Over(parts));

    public IReadOnlyList<Node> Parts { get; }

    public bool IsOr { get; }

    public bool IsAnd { get; }
}

/// <summary>{element | condition}.</summary>
internal sealed record Builder : Node
{
    public Builder(Node element, Node condition) => (Element, Condition, Depth) = (element, condition, Over(element, condition));

    public Node Element { get; }

    public Node Condition { get; }
}

/// <summary>∪, ∩ or ∖ of two sets.</summary>
internal sealed record SetOperation : Node
{
    public SetOperation(char kind, Node left, Node right) => (Kind, Left, Right, Depth) = (kind, left, right, Over(left, right));

    public char Kind { get; }

    public Node Left { get; }

    public Node Right { get; }
}

/// <summary>a = b, a &lt; b ≤ c, x ∈ S: n operands and n - 1 operators out of = &lt; &gt; ≤ ≥ ≠ ≈ ∈ ≡.</summary>
internal sealed record Chain : Node
{
    public Chain(IReadOnlyList<Node> operands, string operators) => (Operands, Operators, Depth) = (operands, operators, Over(operands));

    public IReadOnlyList<Node> Operands { get; }

    public string Operators { get; }
}

/// <summary>"Maximum: 3", "Paolo: 18".</summary>
internal sealed record Labelled : Node
{
    public Labelled(string label, Node value) => (Label, Value, Depth) = (label, value, Over(value));

    public string Label { get; }

    public Node Value { get; }
}

/// <summary>A statement with what it holds for: "x+1 where x is odd".</summary>
internal sealed record Qualified : Node
{
    public Qualified(Node statement, string qualifier) => (Statement, Qualifier, Depth) = (statement, qualifier, Over(statement));

    public Node Statement { get; }

    public string Qualifier { get; }
}

internal sealed record Matrix : Node
{
    public Matrix(IReadOnlyList<IReadOnlyList<Node>> rows) => (Rows, Depth) = (rows, rows.Max(r => Over(r)));

    public IReadOnlyList<IReadOnlyList<Node>> Rows { get; }
}

/// <summary>A function by cases: each value with its condition, <c>otherwise</c> as a symbol.</summary>
internal sealed record Cases : Node
{
    public Cases(IReadOnlyList<(Node Value, Node Condition)> rows) => (Rows, Depth) = (rows, rows.Max(r => Over(r.Value, r.Condition)));

    public IReadOnlyList<(Node Value, Node Condition)> Rows { get; }
}

/// <summary>"(B) 5", "B. five": a choice letter and perhaps its text.</summary>
internal sealed record Choice : Node
{
    public Choice(char letter, Node? body) => (Letter, Body, Depth) = (letter, body, body is null ? 1 : Over(body));

    public char Letter { get; }

    public Node? Body { get; }
}

/// <summary>ℝ, ℤ, ∅ and the like: R, Q, Z, N, C or 0.</summary>
internal sealed record NamedSet(string Name) : Node;

/// <summary>What no rule could read: words in lower case with single blanks.</summary>
internal sealed record Prose(string Words) : Node;
