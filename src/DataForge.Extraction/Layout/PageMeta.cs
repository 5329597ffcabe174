using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace DataForge.Extraction.Layout;

/// <summary>What a page says of itself: title, address, date, language.</summary>
internal static partial class PageMeta
{
    [GeneratedRegex(@"\s+(?:[-|–—·»«]|::)\s+|\s*\|\s*")]
    private static partial Regex Separator();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();

    [GeneratedRegex(@"""datePublished""\s*:\s*""(?<date>[^""]{8,40})""")]
    private static partial Regex JsonDate();

    [GeneratedRegex(@"\b(?<y>(?:19|20)\d\d)[-/.年](?<m>0?[1-9]|1[0-2])[-/.月](?<d>3[01]|[12]\d|0?[1-9])(?!\d)")]
    private static partial Regex Date();

    /// <summary>The page's own title: the heading's where the document's title holds it among names of the site.</summary>
    public static string? Title(IDocument document)
    {
        var title = Clean(document.Head?.QuerySelector("title")?.TextContent) ?? Clean(Meta(document, "og:title", "twitter:title", "citation_title", "DC.title"));
        var heading = Clean(document.QuerySelector("h1")?.TextContent.TrimEnd('¶', '#')) ?? Clean(document.QuerySelector("h2")?.TextContent);
        if (title is null) return heading;
        if (heading is not null && heading.Length > 2 && Separator().Split(title).Contains(heading)) return heading;
        return Clean(Meta(document, "og:title")) is { } open && title.StartsWith(open, StringComparison.Ordinal) ? open : title;
    }

    /// <summary>The page's own address, where it states an absolute one.</summary>
    public static string? Address(IDocument document)
    {
        var stated = document.QuerySelector("link[rel=canonical]")?.GetAttribute("href") ?? Meta(document, "og:url");
        return stated is not null && Uri.TryCreate(stated.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : null;
    }

    /// <summary>When the page was published or changed, as <c>2024-05-31</c>; null where it does not say.</summary>
    public static string? Published(IDocument document)
    {
        foreach (var said in (ReadOnlySpan<string?>)
            [
                Meta(document, "article:published_time", "datePublished", "date", "DC.date", "DC.date.issued", "dcterms.created", "dcterms.date", "citation_publication_date", "citation_date", "pubdate", "publish-date", "og:published_time", "article:modified_time", "last-modified", "dateModified"),
                document.QuerySelector("time[datetime]")?.GetAttribute("datetime"),
                document.QuerySelectorAll("script[type='application/ld+json']").Select(s => JsonDate().Match(s.TextContent)).FirstOrDefault(m => m.Success)?.Groups["date"].Value,
            ])
            if (Day(said) is { } day)
                return day;
        return null;
    }

    /// <summary>The day in a date of any usual form.</summary>
    public static string? Day(string? text)
    {
        if (text is null) return null;
        if (Date().Match(text) is { Success: true } match)
            return string.Create(CultureInfo.InvariantCulture, $"{match.Groups["y"].Value}-{int.Parse(match.Groups["m"].ValueSpan, CultureInfo.InvariantCulture):00}-{int.Parse(match.Groups["d"].ValueSpan, CultureInfo.InvariantCulture):00}");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) && date.Year is >= 1985 and <= 2100 && text.Any(char.IsAsciiDigit) && text.Length >= 8
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
    }

    public static string? StatedLanguage(IDocument document) =>
        document.DocumentElement?.GetAttribute("lang") ?? document.DocumentElement?.GetAttribute("xml:lang") ?? document.QuerySelector("meta[http-equiv=content-language i]")?.GetAttribute("content");

    /// <summary>The first of these names that a <c>meta</c> element of the head gives a content.</summary>
    private static string? Meta(IDocument document, params ReadOnlySpan<string> names)
    {
        var metas = document.Head?.Children.Where(c => c.LocalName == "meta").ToList() ?? [];
        foreach (var name in names)
            foreach (var meta in metas)
                if (Names.Any(attribute => name.Equals(meta.GetAttribute(attribute), StringComparison.OrdinalIgnoreCase)) && meta.GetAttribute("content") is { } content && !string.IsNullOrWhiteSpace(content))
                    return content;
        return null;
    }

    private static readonly string[] Names = ["name", "property", "itemprop", "http-equiv"];

    private static string? Clean(string? text) => text is null || White().Replace(text, " ").Trim() is not { Length: > 0 } clean ? null : clean;
}
