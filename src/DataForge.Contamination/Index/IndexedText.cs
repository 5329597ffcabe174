using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>A benchmark text with its three readings.</summary>
internal sealed class IndexedText
{
    // below these an item must stand as a sentence or line of its own to count
    internal const int FewTokens = 5;
    private const int FewWords = 3, ManyTokens = 8;

    private readonly uint[][] _readings = new uint[3][];

    internal IndexedText(IndexEntry entry, GramSettings grams)
    {
        Entry = entry;
        _readings[0] = entry.Tokens;
        var stream = new TokenStream();
        foreach (var kind in (StreamKind[])[StreamKind.Masked, StreamKind.Skeleton])
        {
            stream.Fill(kind, entry.Tokens, entry.Flags);
            _readings[(int)kind] = stream.Hashes.ToArray();
        }

        var words = Words(entry);
        IsShort = entry.Length >= 2 && words > 0 && (entry.Length < grams.N || !HasTelling(entry, grams));
        NeedsBounds = entry.Length < FewTokens || (words < FewWords && entry.Length < ManyTokens);
    }

    internal IndexEntry Entry { get; }

    internal uint[] Reading(StreamKind kind) => _readings[(int)kind];

    /// <summary>Belongs to the short tier: below n tokens, or without a telling n-gram.</summary>
    internal bool IsShort { get; }

    /// <summary>So short that it counts only between sentence or line ends.</summary>
    internal bool NeedsBounds { get; }

    internal static int Words(IndexEntry entry)
    {
        var words = new HashSet<uint>();
        for (var i = 0; i < entry.Length; i++)
            if ((entry.Flags[i] & Token.Number) == 0)
                words.Add(entry.Tokens[i]);
        return words.Count;
    }

    /// <summary>Some rule of the exact tier can find a verbatim copy.</summary>
    internal static bool HasTelling(IndexEntry entry, GramSettings grams) =>
        entry.Telling[(int)StreamKind.Exact, 1].Any() || (entry.Telling[(int)StreamKind.Exact, 0].Any() && Words(entry) >= grams.MinDistinct);
}
