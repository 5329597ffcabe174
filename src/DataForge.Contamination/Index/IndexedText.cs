using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>A benchmark text and how it may be found.</summary>
internal sealed class IndexedText
{
    // below these an item must stand as a sentence or line of its own to count
    internal const int FewTokens = 5;
    private const int FewWords = 3, ManyTokens = 8;

    internal IndexedText(IndexEntry entry, GramSettings grams)
    {
        Entry = entry;
        IsShort = entry.Length >= 2 && (entry.Length < grams.N || !HasTelling(entry, grams)) && HasWords(entry, 1);
        NeedsBounds = entry.Length < FewTokens || (entry.Length < ManyTokens && !HasWords(entry, FewWords));
    }

    internal IndexEntry Entry { get; }

    /// <summary>Belongs to the short tier: below n tokens, or without a telling n-gram.</summary>
    internal bool IsShort { get; }

    /// <summary>So short that it counts only between sentence or line ends.</summary>
    internal bool NeedsBounds { get; }

    /// <summary>Holds so many different tokens at least that are no numbers.</summary>
    internal static bool HasWords(IndexEntry entry, int words)
    {
        if (words <= 0) return true;
        Span<uint> seen = stackalloc uint[words];
        var count = 0;
        for (var i = 0; i < entry.Length; i++)
        {
            if ((entry.Flags[i] & Token.Number) != 0 || seen[..count].Contains(entry.Tokens[i])) continue;
            if (count + 1 == words) return true;
            seen[count++] = entry.Tokens[i];
        }

        return false;
    }

    /// <summary>Some rule of the exact tier can find a verbatim copy.</summary>
    internal static bool HasTelling(IndexEntry entry, GramSettings grams) =>
        entry.Telling[(int)StreamKind.Exact, 1].Any() || (entry.Telling[(int)StreamKind.Exact, 0].Any() && HasWords(entry, grams.MinDistinct));
}
