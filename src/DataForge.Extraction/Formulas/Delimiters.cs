using System.Buffers;
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

    /// <summary>Delimiters that any page may use.</summary>
    public static IReadOnlyList<DelimiterPair> Known { get; } =
    [
        new("$$", "$$", true), new("\\[", "\\]", true), new("\\(", "\\)", false), new("[tex]", "[/tex]", false), new("[latex]", "[/latex]", false), new("[math]", "[/math]", false), new("[imath]", "[/imath]", false),
        new("[itex]", "[/itex]", false), new("[;", ";]", false), new("$", "$", false),
    ];

    public static SearchValues<char> KnownOpening { get; } = SearchValues.Create("$\\[");

    /// <summary>True where the text may hold a delimiter.</summary>
    public static bool Any(string text, PageMath page) => text.AsSpan().IndexOfAny(page.Opening) >= 0 && (page.Pairs.Any(p => text.Contains(p.Open, StringComparison.OrdinalIgnoreCase)) || text.Contains("\\begin{", StringComparison.Ordinal));

    /// <summary>True where one pair holds the whole text.</summary>
    public static bool IsWhole(string text, PageMath page)
    {
        foreach (var (open, close, _, _, isAscii) in page.Pairs)
            if (!isAscii && text.Length > open.Length + close.Length && text.StartsWith(open, StringComparison.OrdinalIgnoreCase) && End(text, open.Length, close) is > 0 and var end && end + close.Length == text.Length)
                return true;
        return Environment().Match(text) is { Success: true, Index: 0 } environment && text.EndsWith($"\\end{{{environment.Groups["name"].Value}{environment.Groups["star"].Value}}}", StringComparison.Ordinal);
    }

    /// <summary>The text with each formula put by <paramref name="put"/>, and what is between them by <paramref name="plain"/>.</summary>
    public static string Replace(string text, PageMath page, Func<MathSpan, string> put, Func<string, string> plain)
    {
        if (!Any(text, page)) return plain(text);
        var result = new StringBuilder(text.Length);
        var done = 0;
        var missing = new Dictionary<string, int>(StringComparer.Ordinal); // closing delimiters that do not stand behind a place
        for (var at = 0; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAny(page.Opening);
            if (next < 0) break;
            at += next;
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
        foreach (var pair in page.Pairs)
        {
            var (open, close, display) = (pair.Open, pair.Close, pair.Display);
            if (string.Compare(text, at, open, 0, open.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            var start = at + open.Length;
            if (open == "$" && WordPress(text, start) is > 0 and var behind) start = behind;
            if (missing.TryGetValue(close, out var from) && start >= from) continue;
            var end = End(text, start, close);
            if (end < 0) missing[close] = start;
            if (end < 0 || end - start > (display ? MostDisplay : MostInline)) continue;
            var body = text[start..end].Replace(Pages.Held.Break, ' ');
            if (string.IsNullOrWhiteSpace(body) || body.Contains(Pages.Held.Open, StringComparison.Ordinal)) continue;
            if (pair.IsAsciiMath) return (new MathSpan(MathEncoding.AsciiMath, null, false, body.Trim()), end + close.Length);
            var reading = Read(pair, body, text, start, end, page);
            if (reading == Reading.Text) continue;
            if (reading == Reading.Lost) return (new MathSpan(MathEncoding.Dollars, null, false, text[at..(end + close.Length)].Replace(Pages.Held.Break, ' ')), end + close.Length);
            var block = display;
            if (TexSource.Clean(body, ref block) is not { } tex || !TexSource.IsBalanced(tex)) continue;
            return (new MathSpan(MathEncoding.Delimiters, tex, block), end + close.Length);
        }

        return null;
    }

    /// <summary>Behind the word in WordPress's <c>$latex …$</c>; 0 where it is none.</summary>
    private static int WordPress(string text, int start) => string.CompareOrdinal(text, start, "latex ", 0, 6) == 0 ? start + 6 : 0;

    private enum Reading
    {
        Text,
        Formula,

        /// <summary>It looks like a formula, and nothing on the page shows that it is one.</summary>
        Lost,
    }

    private static Reading Read(DelimiterPair pair, string body, string text, int start, int end, PageMath page) => pair.Open switch
    {
        _ when pair.IsStated => Reading.Formula,
        "[;" => TexShape.IsFormula(body) ? Reading.Formula : Reading.Text,
        ['[', ..] => Reading.Formula,
        "$" => BetweenDollars(body, text, start, end, page),
        _ when page.LoadsRenderer || TexShape.IsFormula(body) => Reading.Formula,
        "$$" => !TexShape.Looks(body) ? Reading.Text : page.ShowsDollars ? Reading.Formula : Reading.Lost,
        _ => TexShape.Looks(body) ? Reading.Formula : Reading.Text,
    };

    /// <summary>Signs that touch what is between them, or stand off from it on both sides, may delimit a formula; a letter or digit behind them, or before a plain one, makes them prices or variables.</summary>
    private static Reading BetweenDollars(string body, string text, int start, int end, PageMath page)
    {
        if (start >= 6 && string.CompareOrdinal(text, start - 6, "latex ", 0, 6) == 0) return Reading.Formula;
        var tight = IsTight(body);
        if (page.TakesDollars) return tight || TexShape.IsFormula(body) || TexShape.Looks(body) ? Reading.Formula : Reading.Text;
        if (!tight && !(char.IsWhiteSpace(body[0]) && char.IsWhiteSpace(body[^1]))) return Reading.Text;
        var sure = TexShape.IsSure(body);
        if (TouchesBehind(body, text, end)) return sure && tight && TexShape.HasCommand(body) ? Shown() : Reading.Text;
        if (!tight) return !sure ? Reading.Text : TexShape.HasCommand(body) ? Reading.Formula : Shown();
        if (sure) return Reading.Formula;
        if (TouchesBefore(text, start) || (!page.ShowsDollars && Amounts().IsMatch(body))) return Reading.Text;
        return TexShape.IsFormula(body) ? Reading.Formula : TexShape.Looks(body) ? Shown() : Reading.Text;

        Reading Shown() => page.ShowsDollars ? Reading.Formula : Reading.Lost;
    }

    private static bool IsTight(string body) => !char.IsWhiteSpace(body[0]) && !char.IsWhiteSpace(body[^1]);

    private static bool TouchesBefore(string text, int start) => start >= 2 && char.IsAsciiLetterOrDigit(text[start - 2]);

    /// <summary>A letter or digit follows that is no ending of the formula's, as in "$n$th".</summary>
    private static bool TouchesBehind(string body, string text, int end) =>
        end + 1 < text.Length && char.IsAsciiLetterOrDigit(text[end + 1]) && !((char.IsAsciiLetterOrDigit(body[^1]) || body[^1] is '}' or ')') && Ending().IsMatch(text, end + 1));

    /// <summary>Numbers with commas between them: prices in a row, unless the page has formulas between dollar signs.</summary>
    [GeneratedRegex(@"^\d[\d.,]*(?:,\s+\d[\d.,]*)+$")]
    private static partial Regex Amounts();

    [GeneratedRegex(@"\G(?:th|st|nd|rd|s|ths|er|ème)\b")]
    private static partial Regex Ending();

    /// <summary>True where a formula with a name in it stands between dollar signs that can be nothing else.</summary>
    public static bool ShowsDollars(string text)
    {
        for (var at = text.IndexOf('$', StringComparison.Ordinal); at >= 0 && at + 2 < text.Length;)
        {
            var end = at > 0 && text[at - 1] == '\\' ? -1 : End(text, at + 1, "$");
            if (end > at + 1 && end - at <= MostInline)
            {
                var body = text[(at + 1)..end];
                if (IsTight(body) && !TouchesBehind(body, text, end) && !TouchesBefore(text, at + 1) && TexShape.IsFormula(body) && body.Any(char.IsAsciiLetter)) return true;
            }

            at = text.IndexOf('$', at + 1);
        }

        return false;
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
