using System.Text;
using System.Text.RegularExpressions;

namespace DataForge.Extraction.Formulas;

/// <summary>Delimiters that a page's configuration of MathJax (2: <c>tex2jax</c>, 3 and 4: <c>tex</c>) or KaTeX's auto-render names, read as JavaScript literals.</summary>
internal static partial class StatedDelimiters
{
    private const int MostCharacters = 4000, LongestDelimiter = 20;

    [GeneratedRegex(@"(?<key>inlineMath|displayMath|delimiters)['""]?\s*[:=]\s*(?=[\[{])")]
    private static partial Regex Key();

    [GeneratedRegex(@"\G(?:\s+|//[^\n]*|/\*.*?\*/|(?<text>'(?:[^'\\\n]|\\.)*'|""(?:[^""\\\n]|\\.)*"")(?<names>\s*:)?|(?<word>[A-Za-z_$][\w$]*)(?<names>\s*:)?|(?<sign>[\[\]{}])|.)", RegexOptions.Singleline)]
    private static partial Regex Token();

    /// <summary>The pairs that a script names, in its order.</summary>
    public static IEnumerable<DelimiterPair> Of(string script)
    {
        var isAscii = script.Contains("asciimath", StringComparison.OrdinalIgnoreCase);
        foreach (Match key in Key().Matches(script))
        {
            var display = key.Groups["key"].Value == "displayMath";
            var isList = key.Groups["key"].Value == "delimiters";
            foreach (var (open, close, block, isObject) in Pairs(script, key.Index + key.Length))
            {
                if (isList && !isObject && !isAscii) continue; // of another library, such as Vue's
                if (Pair(open, close, isObject ? block : display, isList && !isObject) is { } pair) yield return pair;
            }
        }
    }

    private static DelimiterPair? Pair(string open, string close, bool display, bool isAscii)
    {
        // '\(' in a script is "(": what is meant is what every renderer takes.
        if ((open, close) is ("(", ")") or ("[", "]")) return null;
        return Fits(open) && Fits(close) ? new DelimiterPair(open, close, display, !isAscii, isAscii) : null;

        static bool Fits(string delimiter) => delimiter.Length is > 0 and <= LongestDelimiter && !delimiter.Any(char.IsWhiteSpace) && !delimiter.All(char.IsLetterOrDigit);
    }

    /// <summary>Two strings in brackets, or an object with <c>left</c> and <c>right</c>.</summary>
    private static List<(string Open, string Close, bool Display, bool IsObject)> Pairs(string script, int at)
    {
        var found = new List<(string, string, bool, bool)>();
        var levels = new Stack<(List<string> Items, Dictionary<string, string> Fields)>();
        var (name, last) = ("", Math.Min(script.Length, at + MostCharacters));
        while (at < last && Token().Match(script, at) is { Success: true } token)
        {
            at += token.Length;
            var (text, word, sign) = (token.Groups["text"], token.Groups["word"], token.Groups["sign"].Value);
            if (sign is "[" or "{") levels.Push(([], []));
            else if (sign.Length > 0)
            {
                if (levels.Count == 0) break;
                var (items, fields) = levels.Pop();
                if (sign == "]" && items.Count == 2) found.Add((items[0], items[1], false, false));
                if (sign == "}" && fields.TryGetValue("left", out var left) && fields.TryGetValue("right", out var right)) found.Add((left, right, fields.GetValueOrDefault("display") == "true", true));
                if (levels.Count == 0) break;
            }
            else if (text.Success || word.Success)
            {
                var value = text.Success ? Unescaped(text.ValueSpan[1..^1]) : word.Value;
                if (token.Groups["names"].Success)
                {
                    name = value;
                    continue;
                }

                if (levels.Count == 0) break;
                if (name.Length > 0) levels.Peek().Fields[name] = value;
                else if (text.Success) levels.Peek().Items.Add(value);
            }
            else continue;

            name = "";
        }

        return found;
    }

    private static string Unescaped(ReadOnlySpan<char> literal)
    {
        var text = new StringBuilder(literal.Length);
        for (var at = 0; at < literal.Length; at++)
        {
            if (literal[at] == '\\' && at + 1 < literal.Length) at++;
            text.Append(literal[at]);
        }

        return text.ToString();
    }
}
