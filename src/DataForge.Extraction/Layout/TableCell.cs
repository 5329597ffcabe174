using System.Text.RegularExpressions;

namespace DataForge.Extraction.Layout;

/// <summary>Bars within a cell of a table, which would end it: <c>\|</c> in words and code (GitHub's Markdown, section 4.10), <c>\vert</c> and <c>\Vert</c> in formulas, where <c>\|</c> is another sign.</summary>
internal static partial class TableCell
{
    /// <summary>A column rule of an array and a bar in words have no command of their own.</summary>
    [GeneratedRegex(@"(?<keep>\\begin\{(?:array|tabular|alignat|darray|subarray)\*?\}(?:\[[^\]]*\])?\{[^{}]*\}|\\(?:text[a-z]*|mbox|hbox|operatorname)\*?\{[^{}]*\})|(?<norm>\\\|)|(?<keep>\\.)|(?<bar>\|)", RegexOptions.Singleline)]
    private static partial Regex Bars();

    /// <summary>A piece of a cell: a formula between dollar signs, or anything else.</summary>
    public static string Escaped(string piece)
    {
        if (!piece.Contains('|', StringComparison.Ordinal)) return piece;
        return piece[0] != '$' ? Words(piece) : Bars().Replace(piece, m =>
            m.Groups["keep"].Success ? m.Value : (m.Groups["norm"].Success ? "\\Vert" : "\\vert") + (m.Index + m.Length < piece.Length && char.IsAsciiLetter(piece[m.Index + m.Length]) ? " " : ""));
    }

    public static string Words(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
