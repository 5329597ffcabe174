namespace DataForge.Models.Chat.Templates;

/// <summary>An expression.</summary>
internal abstract record Expression
{
    private Expression() { }

    public sealed record Literal(TemplateValue Value) : Expression;

    public sealed record Variable(string Name) : Expression;

    public sealed record ListOf(IReadOnlyList<Expression> Items) : Expression;

    public sealed record MapOf(IReadOnlyList<(Expression Key, Expression Value)> Items) : Expression;

    public sealed record Member(Expression Of, Expression Key) : Expression;

    public sealed record Slice(Expression Of, Expression? Start, Expression? Stop, Expression? Step) : Expression;

    public sealed record Call(Expression Callee, Arguments Arguments) : Expression;

    /// <summary>x|name(…)</summary>
    public sealed record Filter(Expression Input, string Name, Arguments Arguments) : Expression;

    /// <summary>x is name(…)</summary>
    public sealed record Test(Expression Input, string Name, Arguments Arguments) : Expression;

    public sealed record Unary(string Operator, Expression Operand) : Expression;

    public sealed record Binary(string Operator, Expression Left, Expression Right) : Expression;

    /// <summary>a if c else b.</summary>
    public sealed record Choice(Expression Condition, Expression Then, Expression? Else) : Expression;
}

/// <summary>Arguments as written.</summary>
internal sealed record Arguments(IReadOnlyList<Expression> Placed, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static Arguments None { get; } = new([], []);
}

/// <summary>A piece of a template.</summary>
internal abstract record Statement
{
    private Statement() { }

    public sealed record Literal(MarkedText Text) : Statement;

    public sealed record Print(Expression Value) : Statement;

    public sealed record If(IReadOnlyList<(Expression Condition, IReadOnlyList<Statement> Body)> Branches, IReadOnlyList<Statement> Else) : Statement;

    public sealed record For(IReadOnlyList<string> Names, Expression Over, Expression? Where, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Else) : Statement;

    /// <summary>{% set name = value %} or {% set name.attribute = value %}.</summary>
    public sealed record Set(string Name, string? Attribute, Expression Value) : Statement;

    /// <summary>{% set name %}…{% endset %}.</summary>
    public sealed record Capture(string Name, IReadOnlyList<Statement> Body) : Statement;

    public sealed record Macro(string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, IReadOnlyList<Statement> Body) : Statement;

    /// <summary>{% generation %}…{% endgeneration %}: marks what a trainer learns from; prints its body.</summary>
    public sealed record Group(IReadOnlyList<Statement> Body) : Statement;

    public sealed record Break : Statement;

    public sealed record Continue : Statement;
}
