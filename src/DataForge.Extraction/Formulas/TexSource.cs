using System.Net;
using System.Text.RegularExpressions;

namespace DataForge.Extraction.Formulas;

/// <summary>TeX as pages hold it, brought to the form that rows hold: no delimiters, no comments, one line.</summary>
internal static partial class TexSource
{
    private const int MostCharacters = 20_000;

    [GeneratedRegex(@"^\s*%\s*<!\[CDATA\[\s*|\s*%\s*\]\]>\s*$|^\s*<!\[CDATA\[|\]\]>\s*$")]
    private static partial Regex CData();

    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)%[^\n]*\n?")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();

    [GeneratedRegex(@"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")]
    private static partial Regex Entity();

    [GeneratedRegex(@"(?<!\\)\$((?:[^$\\]|\\.)*)\$")]
    private static partial Regex Dollars();

    [GeneratedRegex(@"^\s*(?:LaTeX|TeX|Equation|Formula)\s*:\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    /// <summary>The formula; null where nothing is left, or it is too long to be one.</summary>
    /// <param name="display">Set where the delimiters say so.</param>
    public static string? Clean(string? raw, ref bool display)
    {
        if (raw is null || raw.Length > MostCharacters) return null;
        var tex = CData().Replace(raw, "").Trim();
        if (Entity().IsMatch(tex)) tex = WebUtility.HtmlDecode(tex);
        if (tex.Contains('%', StringComparison.Ordinal) && Comment().IsMatch(tex)) tex = Comment().Replace(tex, "$1").Trim();
        tex = WithoutDelimiters(Label().Replace(tex, ""), ref display);
        tex = WithoutStyle(tex);
        tex = White().Replace(tex.Replace('\u00A0', ' '), " ").Trim();
        if (tex.EndsWith('\\') && !tex.EndsWith("\\\\", StringComparison.Ordinal)) tex += " "; // "\ " at the end
        if (tex.Contains('$', StringComparison.Ordinal)) tex = Dollars().Replace(tex, @"\($1\)");
        return tex.Length == 0 || HasLooseDollar(tex) ? null : tex;
    }

    /// <inheritdoc cref="Clean(string, ref bool)"/>
    public static string? Clean(string? raw)
    {
        var display = false;
        return Clean(raw, ref display);
    }

    private static string WithoutDelimiters(string tex, ref bool display)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (open, close, block) in Pairs)
            {
                if (tex.Length <= open.Length + close.Length || !tex.StartsWith(open, StringComparison.Ordinal) || !tex.EndsWith(close, StringComparison.Ordinal)) continue;
                var inner = tex[open.Length..^close.Length];
                if (inner.EndsWith('\\') || (open.Contains('$', StringComparison.Ordinal) && HasLooseDollar(inner)) || (open[0] == '\\' && inner.Contains(close, StringComparison.Ordinal))) continue;
                tex = inner.Trim();
                display |= block;
                changed = true;
                break;
            }
        }

        return tex;
    }

    private static readonly (string Open, string Close, bool Display)[] Pairs =
        [("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false), ("[tex]", "[/tex]", false), ("[math]", "[/math]", false), ("[latex]", "[/latex]", false)];

    /// <summary>Without MediaWiki's <c>{\displaystyle …}</c> around the whole.</summary>
    private static string WithoutStyle(string tex)
    {
        foreach (var style in (ReadOnlySpan<string>)["{\\displaystyle", "{\\textstyle"])
            if (tex.StartsWith(style, StringComparison.Ordinal) && tex.EndsWith('}') && ClosesLast(tex))
                return tex[style.Length..^1].Trim();
        return tex;
    }

    /// <summary>True where the brace that opens the text is closed by its last character.</summary>
    private static bool ClosesLast(string tex)
    {
        var depth = 0;
        for (var at = 0; at < tex.Length; at++)
        {
            if (tex[at] == '\\') at++;
            else if (tex[at] == '{') depth++;
            else if (tex[at] == '}' && --depth == 0) return at == tex.Length - 1;
        }

        return false;
    }

    /// <summary>A dollar sign that neither is escaped nor belongs to a pair would end the formula in the row's text.</summary>
    private static bool HasLooseDollar(string tex)
    {
        for (var at = 0; at < tex.Length; at++)
            if (tex[at] == '\\') at++;
            else if (tex[at] == '$') return true;
        return false;
    }

    /// <summary>True where braces pair up.</summary>
    public static bool IsBalanced(ReadOnlySpan<char> tex)
    {
        var depth = 0;
        for (var at = 0; at < tex.Length; at++)
            switch (tex[at])
            {
                case '\\': at++; break;
                case '{': depth++; break;
                case '}' when --depth < 0: return false;
            }

        return depth == 0;
    }
}
