using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace DataForge.Extraction.Formulas;

/// <summary>Images of formulas: their alternative text, or the TeX in their address.</summary>
internal static partial class MathImages
{
    /// <summary>Servers and programs that draw TeX named in an address, behind which the formula stands.</summary>
    [GeneratedRegex(@"codecogs\.com/|latex\.php|tex\.cgi|mathtex\.cgi|mimetex|mathtran|math\.now\.sh|/render/math|i\.upmath\.me/|tex\.s2cms\.ru/|/equation\?tex=|chart\?cht=tx|[/.](?:gif|png|svg)\.(?:latex|image)\?|[?&](?:latex|tex|math|formula|equation)=|equation_images/|/tex2(?:img|png|svg)", RegexOptions.IgnoreCase)]
    private static partial Regex Renderer();

    [GeneratedRegex(@"[?&](?:latex|tex|math|formula|equation|eq|chl|from|f|text)=(?<tex>[^&]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(?:^|[\s_-])(?:latex|tex|math|equation|formula|eqn?|wp-latex|mimetex|mathtex|mathjax|ltx_math|mwe-math-fallback\w*|math-tex|tex-image|latex-image|equation_image|ee_img|texrender|katex|quicklatex\w*|ql-img\w*)(?=$|[\s_-])", RegexOptions.IgnoreCase)]
    private static partial Regex Class();

    /// <summary>A folder that a program keeps its pictures of formulas in.</summary>
    [GeneratedRegex(@"(?:^|/)(?:imgmath|math|latex|tex|equations?|formulas?|eqn?s?)/[^/]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Folder();

    [GeneratedRegex(@"\\(?:bg|fg|inline|dpi|fn|large|small|huge|tiny|normalsize|LARGE|Large)(?:_?\{[^}]*\}|_\w+)?\s*", RegexOptions.CultureInvariant)]
    private static partial Regex CodecogsOption();

    /// <summary>The formula that the image shows; null where it shows none.</summary>
    public static MathSpan? Of(IElement image)
    {
        var source = image.GetAttribute("src") ?? image.GetAttribute("data-src") ?? image.GetAttribute("data-lazy-src") ?? "";
        if (source.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) source = image.GetAttribute("data-src") ?? image.GetAttribute("data-lazy-src") ?? "";
        var (names, alt) = ($"{image.ClassName} {image.GetAttribute("role")}", image.GetAttribute("alt") ?? "");
        var drawn = Renderer().IsMatch(source);
        var named = Class().IsMatch(names) || (Folder().IsMatch(source) && alt.Length > 0 && TexShape.IsFormula(alt));
        if (!drawn && !named && !IsDelimited(alt)) return null;
        var display = names.Contains("display", StringComparison.OrdinalIgnoreCase) || names.Contains("block", StringComparison.OrdinalIgnoreCase) || (image.ParentElement is { } parent && DisplayContext.Is(parent, image));
        foreach (var said in (ReadOnlySpan<string?>)[alt, image.GetAttribute("data-equation-content"), image.GetAttribute("title")])
            if (TexSource.Clean(said, ref display) is { } tex && (drawn || IsDelimited(said!) || named) && Plausible(tex, said!))
                return new MathSpan(MathEncoding.ImageAlt, tex, display);
        if (drawn && OfAddress(source, ref display) is { } written) return new MathSpan(MathEncoding.ImageUrl, written, display);
        return new MathSpan(MathEncoding.Image, null, display, alt.Trim());
    }

    /// <summary>Alternative text that words describe is no TeX.</summary>
    private static bool Plausible(string tex, string said) => TexSource.IsBalanced(tex) && (IsDelimited(said) || !TexShape.IsProse(tex));

    private static bool IsDelimited(string alt)
    {
        var text = alt.Trim();
        if (text.Length < 3) return false;
        return ((text[0] == '$' && text[^1] == '$') || (text.StartsWith("\\(", StringComparison.Ordinal) && text.EndsWith("\\)", StringComparison.Ordinal)) || (text.StartsWith("\\[", StringComparison.Ordinal) && text.EndsWith("\\]", StringComparison.Ordinal)) || text.StartsWith("{\\displaystyle", StringComparison.Ordinal) || text.StartsWith("LaTeX:", StringComparison.Ordinal))
            && TexSource.Clean(text) is not null;
    }

    private static string? OfAddress(string source, ref bool display)
    {
        string text;
        if (Parameter().Match(source) is { Success: true } parameter) text = parameter.Groups["tex"].Value.Replace('+', ' ');
        else if (source.IndexOf('?', StringComparison.Ordinal) is > 0 and var query) text = source[(query + 1)..].Replace('+', source.Contains("%20", StringComparison.Ordinal) || source.Contains("codecogs", StringComparison.OrdinalIgnoreCase) ? '+' : ' ');
        else if (source.LastIndexOf('/') is > 0 and var slash && source.Length > slash + 1) text = source[(slash + 1)..];
        else return null;
        var tex = Decode(text).Replace("&space;", " ", StringComparison.Ordinal); // codecogs's own
        if (tex.Contains('%', StringComparison.Ordinal) && source.Contains("equation_images/", StringComparison.Ordinal)) tex = Decode(tex); // Canvas escapes twice
        if (source.Contains("codecogs", StringComparison.OrdinalIgnoreCase))
        {
            if (tex.Contains("\\inline", StringComparison.Ordinal)) display = false;
            tex = CodecogsOption().Replace(tex, "");
        }

        return TexSource.Clean(tex, ref display) is { } clean && TexSource.IsBalanced(clean) ? clean : null;
    }

    private static string Decode(string text) => WebUtility.HtmlDecode(Uri.UnescapeDataString(text));
}
