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

    /// <summary>True for a formula that no other text looks like: with a command or a script in it.</summary>
    public static bool IsSure(string tex) => IsFormula(tex) && (tex.AsSpan().IndexOfAny('^', '_') >= 0 || Command().IsMatch(tex));

    /// <summary>True where a command of letters stands in the text.</summary>
    public static bool HasCommand(string tex) => Command().Matches(tex).Any(m => m.Length > 1 && char.IsAsciiLetter(m.Value[1]));

    private static readonly SearchValues<char> Operators = SearchValues.Create("+-=<>*/|!:;.,()[]{}'^_%×÷±∓≤≥≠≈≡∈∉⊂⊆⊃⊇∪∩∅∞√°′″→⇒⇔∀∃∂∇·−∠△⊥∥∑∏∫");
    private static readonly SearchValues<char> NeverFirst = SearchValues.Create("/*=<>,.;:!)]}%'°′″"), NeverLast = SearchValues.Create("+-*/=<>,.;:([{√×÷±−");
    private static readonly HashSet<string> ShortWords = new(StringComparer.OrdinalIgnoreCase) { "to", "or", "is", "in", "of", "at", "by", "on", "an", "as", "if", "it", "we", "be", "do", "no", "so", "up", "us", "my", "me", "he", "go", "de", "et", "le", "la", "un", "en" };

    /// <summary>True for what looks like a formula: numbers, names of one or two letters, capitals (points) and functions, joined by operators, its brackets and bars in pairs.</summary>
    public static bool Looks(string tex)
    {
        var text = tex.AsSpan().Trim();
        if (text.Length is 0 or > 400 || NeverFirst.Contains(text[0]) || NeverLast.Contains(text[^1])) return false;
        var (depth, bars, names) = (0, 0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            var start = at;
            if (char.IsAsciiLetter(c))
            {
                while (at + 1 < text.Length && char.IsAsciiLetter(text[at + 1])) at++;
                if (!IsName(text[start..(at + 1)].ToString())) return false;
                names++;
            }
            else if (c == '\\' && at + 1 < text.Length)
            {
                at++;
                while (char.IsAsciiLetter(text[at]) && at + 1 < text.Length && char.IsAsciiLetter(text[at + 1])) at++;
                names++;
            }
            else if (char.IsAsciiDigit(c) || c is >= '\u0370' and <= '\u03FF' or '∞' or '∅') names++;
            else if (!char.IsWhiteSpace(c) && !Operators.Contains(c)) return false;
            if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}' && --depth < 0) return false;
            else if (c == '|') bars++;
        }

        return names > 0 && depth == 0 && bars % 2 == 0;
    }

    private static bool IsName(string word) =>
        (word.Length <= 2 && !ShortWords.Contains(word)) || (word.Length <= 6 && word.All(char.IsAsciiLetterUpper)) || (Functions.Contains(word) && word is not ("and" or "for" or "sup"));

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
