using System.Buffers;
using System.Text.RegularExpressions;

namespace DataForge.Extraction.Formulas;

/// <summary>Tells whether a text between delimiters is a formula, where the page does not say that such delimiters hold formulas.</summary>
internal static partial class TexShape
{
    [GeneratedRegex(@"\\(?:text|mbox|hbox|textrm|textbf|textit|mathrm|mathit|mathbf|operatorname|begin|end|label|tag|mathsf|mathtt)\*?\s*\{[^{}]*\}")]
    private static partial Regex Worded();

    [GeneratedRegex(@"\\(?:[A-Za-z]+|[{}|,;:! %&_#$\\])")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<![\\A-Za-z])[A-Za-z]{3,}(?![A-Za-z])")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z]:\\|^\\\\[A-Za-z]")]
    private static partial Regex Path();

    [GeneratedRegex(@"^[-+]?(?:[A-Za-z]'*|[0-9.,]+|\p{IsGreek})(?:\s*[-+=<>/*|!,:()\[\]≤≥≠±×·∈→]\s*[A-Za-z0-9.()'\p{IsGreek}]*)*$")]
    private static partial Regex Simple();

    private static readonly SearchValues<char> Signs = SearchValues.Create("^_=+<>()0123456789/*");

    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal) { "sin", "cos", "tan", "log", "exp", "max", "min", "gcd", "lim", "mod", "det", "dim", "ker", "deg", "lcm", "sup", "inf", "arg", "sgn", "sec", "csc", "cot", "and", "for", "abc", "xyz" };

    /// <summary>True for a formula: balanced, with a command, script or operator in it, or one symbol; and not prose.</summary>
    public static bool IsFormula(string tex)
    {
        var text = tex.Trim();
        if (text.Length == 0 || text.Length > 5000 || !TexSource.IsBalanced(text) || Path().IsMatch(text) || text.Contains("\n\n", StringComparison.Ordinal)) return false;
        var (words, commands) = Counts(text);
        if (words > 1 && words > commands) return false;
        return commands > 0 || text.AsSpan().IndexOfAny('^', '_') >= 0 || (words == 0 && Simple().IsMatch(text));
    }

    /// <summary>True for words about a formula in place of one: where the page marks a text as TeX, all else is taken.</summary>
    public static bool IsProse(string tex)
    {
        var (words, commands) = Counts(tex);
        if (commands == 0 && tex.AsSpan().IndexOfAnyInRange('\u2E80', '\uD7AF') >= 0) return true;
        return words > 1 ? words > commands : words == 1 && commands == 0 && tex.AsSpan().IndexOfAny(Signs) < 0 && tex.Any(char.IsLetter) && tex.Trim().Length > 3;
    }

    /// <summary>Words of three letters that are neither a command's nor a function's, and commands.</summary>
    private static (int Words, int Commands) Counts(string text) =>
        (Word().Matches(Command().Replace(Worded().Replace(text, " "), " ")).Count(m => !Functions.Contains(m.Value)), Command().Count(text));
}
