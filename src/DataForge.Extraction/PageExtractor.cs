using AngleSharp.Dom;
using DataForge.Extraction.Decoding;
using DataForge.Extraction.Formulas;
using DataForge.Extraction.Layout;
using DataForge.Extraction.Pages;
using DataForge.Text;

namespace DataForge.Extraction;

/// <summary>Bytes of a page to its text.</summary>
internal static class PageExtractor
{
    /// <summary>Below this share of the whole page's text, what was taken for navigation was the text.</summary>
    private const double FewestKept = 0.12;

    private const int FewWords = 200;

    /// <param name="contentType">What the transport said of it; null where it said nothing.</param>
    /// <exception cref="PageRefused">The page is past a bound, or no HTML.</exception>
    public static ExtractedPage Read(ReadOnlySpan<byte> bytes, string? contentType, ExtractSettings settings, TimeProvider time)
    {
        if (Binary.Kind(bytes) is { } kind) throw new PageRefused("not_html", $"the content is {kind}");
        var (html, charset, broken) = PageDecoder.Decode(bytes, contentType);
        return Read(html, contentType, charset, broken, settings, time);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, string?, ExtractSettings, TimeProvider)"/>
    public static ExtractedPage Read(string html, string? contentType, string charset, int broken, ExtractSettings settings, TimeProvider time)
    {
        var isXml = html.AsSpan().TrimStart().StartsWith("<?xml", StringComparison.Ordinal) || (contentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) ?? false);
        using var document = PageParser.Parse(html, isXml, time, settings.MaxParse);
        using var inner = document.Body is { LocalName: "frameset" } ? PageParser.Parse(WithoutFrames(document), isXml, time, settings.MaxParse) : null;
        var page = new PageMath(inner ?? document);
        var body = (inner ?? document).Body as IElement ?? document.DocumentElement;
        var (text, tally) = Write(body, page, settings.KeepBoilerplate);
        if (!settings.KeepBoilerplate && text.Length < FewWords)
        {
            var (whole, all) = Write(body, page, keep: true);
            if (text.Length < FewestKept * whole.Length || text.Length == 0) (text, tally) = (whole, all);
        }

        return new ExtractedPage(PageMeta.Title(document), PageMeta.Address(document), PageMeta.Published(document), text, LanguageGuess.Of(text, PageMeta.StatedLanguage(document)), charset, broken, tally.KeptBy, tally.LostBy);
    }

    /// <summary>What a page of frames says to browsers without them: markup that the parser holds as text.</summary>
    private static string WithoutFrames(IDocument document) => string.Concat(document.QuerySelectorAll("noframes").Select(e => e.TextContent));

    private static (string Text, MathTally Tally) Write(IElement body, PageMath page, bool keep)
    {
        var tally = new MathTally();
        return (new PageWriter(page, keep ? null : new MainContent(body), tally).Write(body), tally);
    }
}
