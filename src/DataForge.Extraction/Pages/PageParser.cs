using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace DataForge.Extraction.Pages;

/// <summary>HTML to a tree, within bounds: depth, elements and time.</summary>
internal static class PageParser
{
    private const int MostDepth = 400, MostElements = 3_000_000, MostFragment = 200_000;

    /// <exception cref="PageRefused">More elements than the bound, or a parse that takes too long.</exception>
    public static IDocument Parse(string html, bool isXml, TimeProvider time, TimeSpan most)
    {
        var begun = time.GetTimestamp();
        var elements = 0;
        var options = new HtmlParserOptions
        {
            MaximumDepth = MostDepth,
            SkipComments = true,
            SkipProcessingInstructions = true,
            OnCreated = (_, _) =>
            {
                if (++elements > MostElements) throw new PageRefused("too_complex", $"more than {MostElements:N0} elements");
                if ((elements & 0xFF) == 0 && time.GetElapsedTime(begun) > most) throw new PageRefused("too_slow", $"parsing takes longer than {most.TotalSeconds:0.#} s");
            },
            DisableElementPositionTracking = true,
        };
        return new HtmlParser(options).ParseDocument(TagScan.Limit(html, isXml));
    }

    /// <summary>The <c>math</c> element of a piece of markup; null where there is none.</summary>
    public static IElement? Fragment(string markup)
    {
        if (markup.Length > MostFragment) return null;
        var document = new HtmlParser(new HtmlParserOptions { MaximumDepth = MostDepth }).ParseDocument(TagScan.Limit(markup, isXml: true));
        return document.Body?.Descendants<IElement>().FirstOrDefault(e => MathMl.MathMlConverter.Name(e) == "math");
    }
}
