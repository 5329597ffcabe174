namespace DataForge.Models.Chat.Templates;

internal enum TokenKind
{
    /// <summary>Text between tags.</summary>
    Literal,

    /// <summary>Opens or ends <c>{{ }}</c>.</summary>
    PrintStart,
    PrintEnd,

    /// <summary>Opens or ends <c>{% %}</c>.</summary>
    BlockStart,
    BlockEnd,

    Name,
    Text,
    Integer,
    Number,
    Operator,
    End,
}

/// <param name="Line">Counted from 1.</param>
internal readonly record struct TemplateToken(TokenKind Kind, string Value, int Line);
