using System.Text.RegularExpressions;

namespace DataForge.Corpus;

/// <summary>Where formulas of TeX stand in a text.</summary>
internal static class Formulas
{
    // linear in the text, whatever stands unclosed in it
    private static readonly Regex Delimited = new(
        @"\$\$[^$]+\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\]|\\begin\{(equation|align|alignat|aligned|gather|multline|eqnarray|displaymath|math|array|cases|split|[pbvBV]?matrix)\*?\}.+?\\end\{(equation|align|alignat|aligned|gather|multline|eqnarray|displaymath|math|array|cases|split|[pbvBV]?matrix)\*?\}",
        RegexOptions.NonBacktracking | RegexOptions.Singleline);

    /// <summary>The text with blanks in place of its formulas; of the same length.</summary>
    public static string Blank(string text) => Delimited.Replace(text, m => new string(' ', m.Length));
}
