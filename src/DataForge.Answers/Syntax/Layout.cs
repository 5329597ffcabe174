using System.Globalization;

namespace DataForge.Answers.Syntax;

/// <summary>The signs of an answer that say nothing about its value. Whatever is not named here is read, or makes the answer text.</summary>
internal static class Layout
{
    /// <summary>A blank: of TeX, of Unicode, or a control character that no known command lost its backslash to.</summary>
    public static bool IsBlank(string text, int at)
    {
        var c = text[at];
        if (c == '~') return !(at > 0 && text[at - 1] == '~') && !(at + 1 < text.Length && text[at + 1] == '~'); // ~~5~~ is struck out
        return char.IsWhiteSpace(c) || char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;
    }

    /// <summary>Quotation marks, a full stop where a sentence or an abbreviation ends, a tick, a variation selector.</summary>
    public static bool Is(string text, int at) => text[at] switch
    {
        '“' or '”' or '„' or '«' or '»' or '`' or '‘' or '✓' or '✔' or '✅' or '\ufe0e' or '\ufe0f' => true,
        '"' => at == 0 || !char.IsAsciiDigit(text[at - 1]), // 30" is another value
        '.' or '。' or '．' or '।' => EndsSentence(text, at),
        _ => false,
    };

    /// <summary>What TeX or Markdown writes behind a backslash for a blank or a delimiter.</summary>
    public static bool IsEscape(char c) => char.IsWhiteSpace(c) || c is ',' or ';' or ':' or '!' or '(' or ')' or '[' or ']' or '/' or '-' or '"' or '.' or '`';

    private static bool EndsSentence(string text, int at)
    {
        if (at > 0 && char.IsLetter(text[at - 1])) return true; // "cm.", "p.m."
        var next = at + 1;
        return next == text.Length || char.IsWhiteSpace(text[next]) || text[next] is '$' or ')' or ']' or '}' or '\\' or '"' or '”' or '.' or ',';
    }
}
