namespace DataForge.Answers.Syntax;

internal enum TokenKind
{
    End,
    Number,
    Symbol,
    Word,
    Function,
    Operator,
    And,
    Or,
    Fraction,
    Root,
    Binomial,
    Begin,
    EndBlock,
    BigOperator,
    Wrapper,
    SetName,
    Currency,

    /// <summary>A sign or command that means something no rule reads. The parser has no place for it, so an answer that holds one is text.</summary>
    Unread,
}

/// <summary>One token of an answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its name; for an operator one character (see <see cref="Lexer"/>).</param>
/// <param name="Value">A number's value.</param>
/// <param name="Places">A number's digits after the point, -1 without a point.</param>
/// <param name="Start">Where it begins in the source.</param>
/// <param name="End">Where it ends in the source.</param>
/// <param name="SpaceBefore">A blank stood before it.</param>
/// <param name="InText">It stood in <c>\text{…}</c> or the like.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Rational Value, int Places, int Start, int End, bool SpaceBefore, bool InText)
{
    public bool Is(char op) => Kind == TokenKind.Operator && Text[0] == op;

    public char Op => Kind == TokenKind.Operator ? Text[0] : '\0';
}
