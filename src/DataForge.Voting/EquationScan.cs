using System.Text;

namespace DataForge.Voting;

/// <summary>Finds the equations of a solution's text. Linear in the text; never throws on any input.</summary>
internal static class EquationScan
{
    private static readonly HashSet<string> ShortWords = new(
        ["is", "of", "so", "we", "in", "to", "or", "an", "at", "by", "if", "on", "as", "be", "he", "it", "no", "do", "us", "up", "my", "me", "am", "go", "kg", "km", "cm", "mm", "ml", "mL", "hr", "ft", "lb", "oz", "mi", "Mr", "Ms", "Dr"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Insides of <c>&lt;&lt;a=b&gt;&gt;</c>, spaces and thousands separators left out, in order.</summary>
    public static List<string> Annotations(string text)
    {
        var found = new List<string>();
        var at = 0;
        while ((at = text.IndexOf("<<", at, StringComparison.Ordinal)) >= 0)
        {
            var end = text.IndexOf(">>", at + 2, StringComparison.Ordinal);
            if (end < 0) break;
            var inner = text.AsSpan(at + 2, end - at - 2);
            at = end + 2;
            var open = inner.LastIndexOf("<<"); // an annotation that never closed before this one
            if (open >= 0) inner = inner[(open + 2)..];
            if (inner.Contains('=') && !inner.Contains('\n')) found.Add(PlainNumbers(WithoutSpaces(inner)));
        }

        return found;
    }

    private static string WithoutSpaces(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!char.IsWhiteSpace(c) && c is not (',' or '$'))
                plain.Append(c);
        return plain.ToString();
    }

    /// <summary>Equations in running text and in LaTeX, levelled: spaces, separators and sizing commands left out, operators as + - * / ^.</summary>
    public static List<string> Equations(string text)
    {
        var found = new List<string>();
        var levelled = Level(text);
        foreach (var piece in levelled.Split('\n'))
        {
            var start = piece.IndexOf('=', StringComparison.Ordinal);
            if (start <= 0 || start == piece.Length - 1) continue;
            var equation = PlainNumbers(piece.Trim('='));
            if (equation.Contains('=', StringComparison.Ordinal) && (found.Count == 0 || found[^1] != equation)) found.Add(equation);
        }

        return found;
    }

    /// <summary>Leaves out decimals that are all zero: 24.0 is 24, and both are one step.</summary>
    private static string PlainNumbers(string text)
    {
        if (!text.Contains(".0", StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' && i > 0 && char.IsAsciiDigit(text[i - 1]))
            {
                var end = i + 1;
                while (end < text.Length && text[end] == '0') end++;
                if (end > i + 1 && (end == text.Length || !char.IsAsciiDigit(text[end])))
                {
                    i = end - 1;
                    continue;
                }
            }

            plain.Append(text[i]);
        }

        return plain.ToString();
    }

    /// <summary>Words in lower case, single spaces between; outer white space left out.</summary>
    public static string Words(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>One math piece a line: words, sentence ends, math delimiters and line ends cut.</summary>
    private static string Level(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                i = Command(text, i, plain);
            }
            else if (char.IsAsciiLetter(c))
            {
                var end = i;
                while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
                if (end - i > 2 || ShortWords.Contains(text[i..end])) plain.Append('\n');
                else plain.Append(text, i, end - i); // one or two letters are variables
                i = end - 1;
            }
            else if (c is ' ' or '\t' or '{' or '}' or '~')
            {
                if (c is '{') plain.Append('(');
                if (c is '}') plain.Append(')');
            }
            else if (c == ',')
            {
                var separator = i > 0 && char.IsAsciiDigit(text[i - 1]) && i + 3 < text.Length && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i + 2]) && char.IsAsciiDigit(text[i + 3]);
                if (!separator) plain.Append('\n');
            }
            else if (c == '$' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
            {
                if (i > 0 && !"+-*/=( ".Contains(text[i - 1], StringComparison.Ordinal)) plain.Append('\n'); // money within an equation goes on; math begins anew
            }
            else if (c == '.')
            {
                if (i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) plain.Append('.');
                else plain.Append('\n');
            }
            else if (char.IsAsciiDigit(c) || "+-*/^()=<>_%!|[]".Contains(c, StringComparison.Ordinal))
            {
                plain.Append(c);
            }
            else
            {
                plain.Append(c switch { '×' or '·' or '∙' => '*', '÷' => '/', '−' => '-', '√' or 'π' or '°' => c, _ => '\n' });
            }
        }

        return Fractions(plain.ToString());
    }

    /// <summary>Writes a LaTeX command's plain form; returns the index of its last character.</summary>
    private static int Command(string text, int at, StringBuilder plain)
    {
        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        if (end == at + 1)
        {
            if (end < text.Length && text[end] is '(' or ')' or '[' or ']' or '\\') plain.Append('\n');
            return end; // spacing, or an escaped sign such as \$ and \%
        }

        switch (text.AsSpan(at + 1, end - at - 1))
        {
            case "times" or "cdot" or "ast":
                plain.Append('*');
                break;
            case "div":
                plain.Append('/');
                break;
            case "frac" or "dfrac" or "tfrac" or "cfrac":
                plain.Append('#');
                break;
            case "left" or "right" or "big" or "Big" or "bigl" or "bigr" or "displaystyle" or "quad" or "qquad" or "boxed" or "mathrm":
                break;
            case "text" or "textbf" or "mbox" or "begin" or "end" or "implies" or "Rightarrow" or "rightarrow" or "to" or "therefore" or "approx":
                plain.Append('\n');
                break;
            case var name:
                plain.Append('\\').Append(name);
                break;
        }

        return end - 1;
    }

    /// <summary>Puts the stroke into fractions: <c>#(a)(b)</c> → <c>((a)/(b))</c>; a fraction whose arguments are not in braces stays marked.</summary>
    private static string Fractions(string text)
    {
        if (!text.Contains('#', StringComparison.Ordinal)) return text;
        var strokes = new HashSet<int>();
        var opens = new HashSet<int>();
        var closes = new Dictionary<int, int>();
        var match = Matches(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '#' || !match.TryGetValue(i + 1, out var first) || !match.TryGetValue(first + 1, out var second)) continue;
            opens.Add(i);
            strokes.Add(first);
            closes[second] = closes.GetValueOrDefault(second) + 1;
        }

        var plain = new StringBuilder(text.Length + (2 * opens.Count));
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(opens.Contains(i) ? '(' : text[i]);
            if (strokes.Contains(i)) plain.Append('/');
            if (closes.TryGetValue(i, out var count)) plain.Append(')', count);
        }

        return plain.ToString();
    }

    /// <summary>Index of each opening parenthesis → index of the one that closes it, within a line.</summary>
    private static Dictionary<int, int> Matches(string text)
    {
        var match = new Dictionary<int, int>();
        var open = new Stack<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') open.Clear();
            else if (text[i] == '(') open.Push(i);
            else if (text[i] == ')' && open.TryPop(out var start)) match[start] = i;
        }

        return match;
    }
}
