using System.Buffers;
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

    /// <summary>AsciiMath among the inputs of MathJax (2: a configuration with AM, or its preprocessor; 3: the component), or ASCIIMathML.js.</summary>
    [GeneratedRegex(@"asciimath2jax|input/asciimath|asciimathml|/asciimath[\w.]*\.js|[?&;]config=(?:[^&]*[-,/])?AM[_-]", RegexOptions.IgnoreCase)]
    private static partial Regex AsciiMath();

    private readonly IDocument _document;
    private bool? _showsDollars;

    public PageMath(IDocument document)
    {
        _document = document;
        var stated = new List<DelimiterPair>();
        var readsAscii = false;
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
            readsAscii |= AsciiMath().IsMatch(source) || (text.Length < 100_000 && AsciiMath().IsMatch(text));
            if (text.Length < 100_000) stated.AddRange(StatedDelimiters.Of(text));
        }

        TakesDollars |= stated.Exists(p => p is { Open: "$", Close: "$", IsAsciiMath: false });
        LoadsRenderer |= stated.Count > 0;
        if (readsAscii && !stated.Exists(p => p.IsAsciiMath)) stated.Add(new DelimiterPair("`", "`", false, false, true));
        stated.RemoveAll(p => (p.IsAsciiMath && !readsAscii) || (!p.IsAsciiMath && Delimiters.Known.Any(k => (k.Open, k.Close) == (p.Open, p.Close))));
        Pairs = stated.Count == 0 ? Delimiters.Known : [.. stated.Take(MostStated).OrderByDescending(p => p.Open.Length).Concat(Delimiters.Known)];
        Opening = stated.Count == 0 ? Delimiters.KnownOpening : SearchValues.Create([.. Pairs.SelectMany(p => (char[])[char.ToLowerInvariant(p.Open[0]), char.ToUpperInvariant(p.Open[0])]).Append('\\').Distinct()]);

        foreach (var link in document.QuerySelectorAll("link[href]"))
            if (Renderer().IsMatch(link.GetAttribute("href") ?? "")) LoadsRenderer = true;
    }

    /// <summary>True where a renderer is loaded: its delimiters are meant.</summary>
    public bool LoadsRenderer { get; }

    /// <summary>True where the page's configuration adds <c>$…$</c>.</summary>
    public bool TakesDollars { get; }

    /// <summary>What delimits formulas here: what the page names, then what every page may use.</summary>
    public IReadOnlyList<DelimiterPair> Pairs { get; }

    /// <summary>First characters of <see cref="Pairs"/> and of environments.</summary>
    public SearchValues<char> Opening { get; }

    /// <summary>True where <c>$</c> delimits formulas beyond doubt: by the configuration, or somewhere in the text.</summary>
    public bool ShowsDollars => _showsDollars ??= TakesDollars || Texts(_document.Body as INode ?? _document).Any(Delimiters.ShowsDollars);

    private const int MostStated = 20;

    /// <summary>Texts below a node, code left out.</summary>
    private static IEnumerable<string> Texts(INode node) => node.Descendants<IText>()
        .Where(t => t.Data.Contains('$', StringComparison.Ordinal) && t.ParentElement?.LocalName is not ("script" or "style" or "code" or "pre" or "kbd" or "samp" or "textarea" or "noframes"))
        .Select(t => t.Data);

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
