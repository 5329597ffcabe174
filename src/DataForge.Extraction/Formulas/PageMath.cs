using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace DataForge.Extraction.Formulas;

/// <summary>What a page says of how it sets formulas: whether it loads a renderer, which delimiters that takes, and which elements have their source elsewhere.</summary>
internal sealed partial class PageMath
{
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);

    [GeneratedRegex(@"mathjax|katex|tex-(?:mml-)?(?:chtml|svg)|jsmath|asciimath|mathquill|latexit|temml|texzilla|webtex|mathurl", RegexOptions.IgnoreCase)]
    private static partial Regex Renderer();

    [GeneratedRegex(@"inlineMath[^\n;]{0,80}\[\s*['""]\$['""]|['""]?left['""]?\s*:\s*['""]\$['""]|inlineMath\s*[:=]\s*\{?\[?\+?\]?:?\s*\[\[?\s*'\$'")]
    private static partial Regex DollarConfig();

    public PageMath(IDocument document)
    {
        foreach (var script in document.Scripts)
        {
            var (type, source) = (script.Type ?? "", script.Source ?? "");
            if (type.StartsWith("math/", StringComparison.OrdinalIgnoreCase))
            {
                LoadsRenderer = true;
                if (script.Id is { Length: > 0 } id) _sources.Add(id);
                continue;
            }

            var text = script.TextContent;
            if (Renderer().IsMatch(source) || (text.Length < 100_000 && Renderer().IsMatch(text))) LoadsRenderer = true;
            if (text.Length < 100_000 && DollarConfig().IsMatch(text)) TakesDollars = true;
        }

        foreach (var link in document.QuerySelectorAll("link[href]"))
            if (Renderer().IsMatch(link.GetAttribute("href") ?? "")) LoadsRenderer = true;
    }

    /// <summary>True where a renderer is loaded: its delimiters are meant.</summary>
    public bool LoadsRenderer { get; }

    /// <summary>True where the page's configuration adds <c>$…$</c>.</summary>
    public bool TakesDollars { get; }

    /// <summary>True for what MathJax 2 drew or previews where the TeX script beside it is found anyway.</summary>
    public bool HasSource(IElement element)
    {
        for (var at = element; at is not null; at = at.ParentElement)
            if (at.Id is { Length: > 0 } id && _sources.Contains(id.EndsWith("-Frame", StringComparison.Ordinal) ? id[..^6] : id))
                return true;
        if (element.Descendants<IElement>().Take(200).Any(d => d.Id is { } id && id.EndsWith("-Frame", StringComparison.Ordinal) && _sources.Contains(id[..^6]))) return true;
        var next = element.NextElementSibling;
        for (var step = 0; next is not null && step < 3; step++, next = next.NextElementSibling)
        {
            if (next.LocalName == "script" && (next.GetAttribute("type")?.StartsWith("math/", StringComparison.OrdinalIgnoreCase) ?? false)) return true;
            if (!(next.ClassName?.Contains("MathJax", StringComparison.Ordinal) ?? false)) return false;
        }

        return false;
    }
}
