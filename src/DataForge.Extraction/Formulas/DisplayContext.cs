using AngleSharp.Dom;

namespace DataForge.Extraction.Formulas;

/// <summary>Tells whether a formula stands in a line of its own.</summary>
internal static class DisplayContext
{
    /// <summary>True where the element is the only content of a centred or equation block.</summary>
    public static bool Is(IElement parent, INode child)
    {
        if (parent.LocalName is not ("div" or "p" or "center" or "figure" or "dd")) return false;
        foreach (var node in parent.ChildNodes)
            if (node != child && ((node is IElement { LocalName: not "br" }) || (node is IText text && !string.IsNullOrWhiteSpace(text.Data))))
                return false;
        return true;
    }
}
