using System.Collections.Frozen;
using AngleSharp.Dom;

namespace DataForge.Extraction.Layout;

/// <summary>Where on a page its own text stands.</summary>
internal sealed class MainContent
{
    /// <summary>A place named for content must hold this share of the page's text.</summary>
    private const double FewestText = 0.5;

    /// <summary>A list or block is navigation above this share of linked characters, where its links are many and short.</summary>
    private const double MostLinked = 0.75;

    private const int FewestLinks = 5, LongestLink = 60;

    /// <summary>Names of content, the surest first: elements, roles, ids and classes.</summary>
    private static readonly string[] Places =
    [
        "main", "[main]", "#mw-content-text", ".mw-parser-output", "[articleBody]", "article", ".ltx_page_content", ".markdown-body", ".post-content", ".entry-content", ".article-body", ".article-content", ".post-body", "#main-content", "#content", "#main", ".content", ".document", ".body",
    ];

    private readonly TextWeights _weights;

    public MainContent(IElement body)
    {
        _weights = new TextWeights(body);
        Root = Find(body);
    }

    /// <summary>The element to read: the body where none is named.</summary>
    public IElement Root { get; }

    private IElement Find(IElement body)
    {
        var all = _weights.Of(body).Text;
        var found = new (IElement? Element, int Count)[Places.Length];
        foreach (var element in body.Descendants<IElement>())
        {
            Note(element.LocalName);
            if (element.GetAttribute("role") == "main") Note("[main]");
            if (element.GetAttribute("itemprop") == "articleBody") Note("[articleBody]");
            if (element.Id is { Length: > 0 } id) Note("#" + id);
            if (element.ClassName is not { Length: > 0 } names) continue;
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Note("." + name);

            void Note(string place)
            {
                if (Order.TryGetValue(place, out var at)) found[at] = (element, found[at].Count + 1);
            }
        }

        foreach (var (element, count) in found)
            if (count == 1 && all > 0 && _weights.Of(element!).Text >= FewestText * all) // several articles are a list of them
                return element!;
        return body;
    }

    private static readonly FrozenDictionary<string, int> Order = Places.Index().ToFrozenDictionary(p => p.Item, p => p.Index, StringComparer.Ordinal);

    /// <summary>True for a block of links: navigation without a name.</summary>
    public bool IsLinks(IElement element)
    {
        if (element.LocalName is not ("ul" or "ol" or "div" or "p" or "table" or "dl" or "section" or "center" or "td")) return false;
        var (text, linked, links) = _weights.Of(element);
        return links >= FewestLinks && linked > MostLinked * text && linked < LongestLink * links && text < FewestText * _weights.Of(Root).Text;
    }
}
