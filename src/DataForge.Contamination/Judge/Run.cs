using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>A longest run of equal tokens of an item and a document, in one reading.</summary>
/// <param name="Text">Position in the index's texts.</param>
internal readonly record struct Run(int Text, StreamKind Kind, int InDocument, int InItem, int Length)
{
    /// <summary>The whole item, found by the short tier.</summary>
    public bool Whole { get; init; }

    /// <summary>By item, then reading, then whole matches last, then longest first, then place: a total order, so that results do not depend on how runs were found.</summary>
    internal static int ByItem(Run a, Run b)
    {
        var order = a.Text.CompareTo(b.Text);
        if (order == 0) order = a.Kind.CompareTo(b.Kind);
        if (order == 0) order = a.Whole.CompareTo(b.Whole);
        if (order == 0) order = b.Length.CompareTo(a.Length);
        if (order == 0) order = a.InDocument.CompareTo(b.InDocument);
        return order != 0 ? order : a.InItem.CompareTo(b.InItem);
    }
}

/// <summary>What the rules say of one item in one document: the strongest member that fired with its evidence, and all that fired.</summary>
/// <param name="Start">First element of the match in the document's reading.</param>
/// <param name="Drops">Some member that fired drops the row.</param>
internal readonly record struct Finding(int Text, StreamKind Kind, Rules Rule, Rules Fired, int Ngrams, double Ratio, int Start, int End, bool Drops);
