using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace DataForge.Extraction.Layout;

/// <summary>Parts of a page that are not what it says: navigation, controls, advertisements, notices. By element, by role, and by the words of its class and id.</summary>
internal static partial class Chrome
{
    private static readonly FrozenSet<string> Never = FrozenSet.ToFrozenSet(
        ["script", "style", "template", "iframe", "object", "embed", "canvas", "video", "audio", "svg", "map", "head", "link", "meta", "button", "select", "datalist", "input", "textarea", "progress", "meter", "dialog", "frame", "frameset", "noframes", "noembed", "applet", "rt", "rp"]);

    private static readonly FrozenSet<string> Roles = FrozenSet.ToFrozenSet(["navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog", "tablist", "complementary"]);

    [GeneratedRegex(@"(?:^|[\s_-])(?:nav|navbar|navigation|navbox|navi|navheader|navfooter|menu|menubar|sidebar|side-?bar|breadcrumbs?|masthead|site-?header|page-?header|site-?footer|page-?footer|footer|cookies?|gdpr|consent|banner|advert\w*|ads?|adsense|sponsor\w*|promo|share|sharing|sharedaddy|social|addthis|newsletter|subscribe|subscription|signup|sign-up|login|log-in|signin|popup|modal|overlay|related-?(?:posts|articles|links|questions|pages)?|recommended|recommendations|trending|pagination|pager|paging|toc|tocwrapper|table-of-contents|skip-?links?|skip|mw-editsection|mw-jump-link|jump-?links?|catlinks|printfooter|noprint|headerlink|anchor-?link|permalink|sphinxsidebar\w*|relbar-\w+|wy-nav-side|rst-versions|searchbox|search-?form|search|widget|widgets|tag-?cloud|post-?tags|taglist|entry-meta|post-meta|byline|author-?box|user-?info|vote|votes|votecell|js-voting-container|post-menu|comment-?form|respond|reply-?form|copyright|disclaimer|ad-?container|bottom-notice|dropdown|hamburger|toolbar|topbar|top-?bar|tooltip|print-only|reference-?list-?toggle|edit-?link|page-?actions)(?=$|[\s_-])", RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    /// <summary>Words that outweigh the others: these hold what the page says.</summary>
    [GeneratedRegex(@"(?:^|[\s_-])(?:content|article|main|body|post-?body|entry|markdown|question|answer|solution|proof|theorem|exercise|definition|example|chapter|section|document|post|has-\w+|with-\w+|no-\w+)(?=$|[\s_-])", RegexOptions.IgnoreCase)]
    private static partial Regex Content();

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*hidden", RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    /// <summary>What pages hide until the reader asks for it, and say all the same.</summary>
    [GeneratedRegex(@"solution|answer|hint|proof|spoiler|toggle|collaps|accordion|expand|detail|explanation|reveal|tab-?pane|tab-?content|panel|hidden-?content|step", RegexOptions.IgnoreCase)]
    private static partial Regex Revealed();

    /// <summary>True for elements whose content is no text of the page, whatever the settings.</summary>
    public static bool IsNever(IElement element) => Never.Contains(element.LocalName) || (element.LocalName == "noscript" && element.PreviousElementSibling?.LocalName == "img");

    /// <summary>True for hidden elements that nothing reveals.</summary>
    public static bool IsHidden(IElement element)
    {
        var hidden = element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true" || (element.GetAttribute("style") is { } style && Hidden().IsMatch(style));
        return hidden && !Revealed().IsMatch($"{element.ClassName} {element.Id}") && element.GetAttribute("data-type") is not "solution";
    }

    /// <summary>True for parts around what the page says.</summary>
    public static bool Is(IElement element)
    {
        switch (element.LocalName)
        {
            case "nav" or "menu":
                return true;
            case "aside":
                return !Content().IsMatch($"{element.ClassName} {element.Id}");
            case "footer":
                return !IsWithin(element, "article", "section", "blockquote");
            case "header":
                return !IsWithin(element, "article", "section", "main") && element.QuerySelector("h1") is null;
            case "html" or "body" or "main" or "article" or "h1" or "h2" or "table" or "tbody" or "tr" or "td" or "pre" or "code" or "math":
                return false;
        }

        if (element.GetAttribute("role") is { } role && Roles.Contains(role)) return true;
        var names = $"{element.ClassName} {element.Id}";
        return names.Length > 1 && IsNamedSo(names) && !HoldsMain(element);
    }

    /// <summary>Pages use few names, and often.</summary>
    private static bool IsNamedSo(string names)
    {
        var known = _known ??= new Dictionary<string, bool>(StringComparer.Ordinal);
        if (known.TryGetValue(names, out var isSo)) return isSo;
        if (known.Count >= MostKnown) known.Clear();
        return known[names] = Words().IsMatch(names) && !Content().IsMatch(names);
    }

    private const int MostKnown = 4096;

    [ThreadStatic]
    private static Dictionary<string, bool>? _known;

    private static bool HoldsMain(IElement element) => element.QuerySelector("main, article, [role=main], h1") is not null;

    private static bool IsWithin(IElement element, params ReadOnlySpan<string> names)
    {
        for (var at = element.ParentElement; at is not null; at = at.ParentElement)
            if (names.Contains(at.LocalName))
                return true;
        return false;
    }
}
