using System.Text;

namespace DataForge.Extraction.MathMl;

/// <summary>Puts pieces of LaTeX together so that they keep their meaning.</summary>
internal static class Latex
{
    /// <summary>Appends a piece; a command's name and a letter behind it get a space between them.</summary>
    public static StringBuilder Join(this StringBuilder to, string piece)
    {
        if (piece.Length > 0 && char.IsAsciiLetter(piece[0]) && EndsInName(to)) to.Append(' ');
        return to.Append(piece);
    }

    private static bool EndsInName(StringBuilder text)
    {
        var at = text.Length;
        while (at > 0 && char.IsAsciiLetter(text[at - 1])) at--;
        if (at == text.Length || at == 0 || text[at - 1] != '\\') return false;
        var slashes = 0;
        while (at - slashes > 0 && text[at - 1 - slashes] == '\\') slashes++;
        return slashes % 2 == 1;
    }

    /// <summary>True for one character, one command or one group: what takes a script without braces.</summary>
    public static bool IsAtom(string latex)
    {
        if (latex.Length == 0) return false;
        if (latex.Length == 1) return latex[0] is not ('^' or '_' or '\\');
        if (latex.Length == 2 && char.IsHighSurrogate(latex[0])) return true;
        if (latex[0] == '\\')
        {
            var at = 1;
            while (at < latex.Length && char.IsAsciiLetter(latex[at])) at++;
            if (at == 1) at = 2;
            while (at < latex.Length && latex[at] is '{' or '[')
            {
                at = GroupEnd(latex, at);
                if (at < 0) return false;
            }

            return at >= latex.Length;
        }

        if (latex[0] == '{') return GroupEnd(latex, 0) == latex.Length;
        return latex.All(char.IsAsciiDigit);
    }

    /// <summary>The place behind the group that opens at a place; −1 where it does not end.</summary>
    private static int GroupEnd(string latex, int open)
    {
        var close = latex[open] == '{' ? '}' : ']';
        var depth = 0;
        for (var at = open; at < latex.Length; at++)
        {
            if (latex[at] == '\\') at++;
            else if (latex[at] == latex[open]) depth++;
            else if (latex[at] == close && --depth == 0) return at + 1;
        }

        return -1;
    }

    /// <summary>Plain text as it may stand within <c>\text{…}</c>.</summary>
    public static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
            escaped.Append(c switch
            {
                '\\' => "\\textbackslash{}",
                '{' or '}' or '$' or '%' or '#' or '&' or '_' => "\\" + c,
                '^' => "\\^{}",
                '~' => "\\~{}",
                '\u00A0' or '\u2003' or '\u2002' or '\u2009' or '\u200A' or '\t' or '\n' or '\r' => " ",
                _ when MathOperators.Invisible.Contains(c) => "",
                _ => c.ToString(),
            });
        return escaped.ToString();
    }
}
