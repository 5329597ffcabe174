using AngleSharp.Dom;

namespace DataForge.Extraction.Layout;

/// <summary>Characters of text and of links below each element, chrome left out; one walk over the page.</summary>
internal sealed class TextWeights
{
    private readonly Dictionary<IElement, (int Text, int Linked, int Links)> _weights = [];

    public TextWeights(IElement root) => Weigh(root, false);

    public (int Text, int Linked, int Links) Of(IElement element) => _weights.GetValueOrDefault(element);

    private (int Text, int Linked, int Links) Weigh(IElement element, bool linked)
    {
        if (Chrome.IsNever(element) || Chrome.Is(element) || Chrome.IsHidden(element)) return default;
        var isLink = element.LocalName == "a" && element.HasAttribute("href");
        linked |= isLink;
        var (text, links, count) = (0, 0, isLink ? 1 : 0);
        foreach (var node in element.ChildNodes)
            if (node is IText words)
            {
                var length = Length(words.Data);
                text += length;
                if (linked) links += length;
            }
            else if (node is IElement child)
            {
                var (t, l, c) = Weigh(child, linked);
                (text, links, count) = (text + t, links + l, count + c);
            }

        return _weights[element] = (text, links, count);
    }

    private static int Length(string text)
    {
        var count = 0;
        foreach (var c in text)
            if (!char.IsWhiteSpace(c))
                count++;
        return count;
    }
}
