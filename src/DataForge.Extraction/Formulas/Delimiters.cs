using System.Text;
using System.Text.RegularExpressions;

namespace DataForge.Extraction.Formulas;

/// <summary>Formulas between delimiters in the text of a block.</summary>
/// <remarks>A pair counts where the page loads a renderer that takes it, or where what stands between parses as a formula. Prices, paths and shell variables stay text.</remarks>
internal static partial class Delimiters
{
    private const int MostInline = 1500, MostDisplay = 20_000;

    [GeneratedRegex(@"\G\\begin\{(?<name>equation|align|gather|multline|eqnarray|alignat|flalign|displaymath|math|split|aligned|gathered|cases|[pbBvV]?matrix|array)(?<star>\*?)\}")]
    private static partial Regex Environment();

    private static readonly (string Open, string Close, bool Display)[] Pairs =
        [("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("[tex]", "[/tex]", false), ("[latex]", "[/latex]", false), ("[math]", "[/math]", false), ("[imath]", "[/imath]", false), ("[itex]", "[/itex]", false), ("[;", ";]", false), ("$", "$", false)];

    /// <summary>True where the text may hold a delimiter.</summary>
    public static bool Any(string text) => text.AsSpan().IndexOfAny('$', '\\', '[') >= 0 && Pairs.Any(p => text.Contains(p.Open, StringComparison.OrdinalIgnoreCase)) || text.Contains("\\begin{", StringComparison.Ordinal);

    /// <summary>True where one pair holds the whole text.</summary>
    public static bool IsWhole(string text)
    {
        foreach (var (open, close, _) in Pairs)
            if (text.Length > open.Length + close.Length && text.StartsWith(open, StringComparison.OrdinalIgnoreCase) && End(text, open.Length, close) is > 0 and var end && end + close.Length == text.Length)
                return true;
        return Environment().Match(text) is { Success: true, Index: 0 } environment && text.EndsWith($"\\end{{{environment.Groups["name"].Value}{environment.Groups["star"].Value}}}", StringComparison.Ordinal);
    }

    /// <summary>The text with each formula put by <paramref name="put"/>, and what is between them by <paramref name="plain"/>.</summary>
    public static string Replace(string text, PageMath page, Func<MathSpan, string> put, Func<string, string> plain)
    {
        if (!Any(text)) return plain(text);
        var result = new StringBuilder(text.Length);
        var done = 0;
        var missing = new Dictionary<string, int>(StringComparer.Ordinal); // closing delimiters that do not stand behind a place
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is not ('$' or '\\' or '['))
            {
                at++;
                continue;
            }

            if (Formula(text, at, page, missing) is { } found)
            {
                result.Append(plain(text[done..at])).Append(put(found.Span));
                at = done = found.End;
                continue;
            }

            // An escaped sign opens nothing; "\\[4pt]" is a line's end.
            at += text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '$' or '\\' ? 2 : text[at] == '$' && at + 1 < text.Length && text[at + 1] == '$' ? 2 : 1;
        }

        return result.Append(plain(text[done..])).ToString();
    }

    private static (MathSpan Span, int End)? Formula(string text, int at, PageMath page, Dictionary<string, int> missing)
    {
        if (text[at] == '\\' && string.CompareOrdinal(text, at, "\\begin{", 0, 7) == 0) return OfEnvironment(text, at, missing);
        foreach (var (open, close, display) in Pairs)
        {
            if (string.Compare(text, at, open, 0, open.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            var start = at + open.Length;
            if (open == "$" && WordPress(text, start) is > 0 and var behind) start = behind;
            if (missing.TryGetValue(close, out var from) && start >= from) continue;
            var end = End(text, start, close);
            if (end < 0) missing[close] = start;
            if (end < 0 || end - start > (display ? MostDisplay : MostInline)) continue;
            var body = text[start..end].Replace(Pages.Held.Break, ' ');
            if (!Takes(open, body, text, start, end, page)) continue;
            var block = display;
            if (TexSource.Clean(body, ref block) is not { } tex || !TexSource.IsBalanced(tex)) continue;
            return (new MathSpan(MathEncoding.Delimiters, tex, block), end + close.Length);
        }

        return null;
    }

    /// <summary>Behind the word in WordPress's <c>$latex …$</c>; 0 where it is none.</summary>
    private static int WordPress(string text, int start) => string.CompareOrdinal(text, start, "latex ", 0, 6) == 0 ? start + 6 : 0;

    private static bool Takes(string open, string body, string text, int start, int end, PageMath page)
    {
        if (string.IsNullOrWhiteSpace(body) || body.Contains(Pages.Held.Open, StringComparison.Ordinal)) return false;
        if (open[0] == '[') return open != "[;" || TexShape.IsFormula(body);
        if (open != "$") return page.LoadsRenderer || TexShape.IsFormula(body);
        if (start >= 6 && string.CompareOrdinal(text, start - 6, "latex ", 0, 6) == 0) return true;
        var tight = !char.IsWhiteSpace(body[0]) && !char.IsWhiteSpace(body[^1]);
        if (page.TakesDollars) return tight || TexShape.IsFormula(body);
        var follows = end + 1 < text.Length ? text[end + 1] : ' ';
        return tight && !char.IsAsciiLetterOrDigit(follows) && TexShape.IsFormula(body);
    }

    private static int End(string text, int from, string close)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (string.Compare(text, at, close, 0, close.Length, StringComparison.OrdinalIgnoreCase) == 0) return at;
            if (text[at] == '\\') at++;
        }

        return -1;
    }

    private static (MathSpan, int)? OfEnvironment(string text, int at, Dictionary<string, int> missing)
    {
        var match = Environment().Match(text, at);
        if (!match.Success || match.Index != at) return null;
        var close = $"\\end{{{match.Groups["name"].Value}{match.Groups["star"].Value}}}";
        if (missing.TryGetValue(close, out var from) && at >= from) return null;
        var end = text.IndexOf(close, at, StringComparison.Ordinal);
        if (end < 0) missing[close] = at;
        if (end < 0 || end - at > MostDisplay) return null;
        end += close.Length;
        return TexSource.Clean(text[at..end].Replace(Pages.Held.Break, ' ')) is { } tex && TexSource.IsBalanced(tex) ? (new MathSpan(MathEncoding.Delimiters, tex, true), end) : null;
    }
}
