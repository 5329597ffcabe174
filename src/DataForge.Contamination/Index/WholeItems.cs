using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>The items of the short tier by their first tokens.</summary>
/// <remarks>
/// Three ways to look for them, so that each is cheap: at least the short n-gram long, by that, in the same pass as all seeds; shorter, by their first five tokens;
/// those that must stand as a sentence of their own, only where one begins.
/// </remarks>
internal sealed class WholeItems
{
    /// <summary>Tokens by which the middle ones are found; shorter items must stand on their own.</summary>
    internal const int Middle = IndexedText.FewTokens;

    /// <summary>An item that must stand on its own is looked up by its first tokens, as many of these as it has.</summary>
    internal static readonly int[] HeadLengths = [2, 3, 4, 6];

    public WholeItems(IndexedText[] texts, GramSettings grams)
    {
        var (longs, middles) = (new SeedList(), new SeedList());
        var heads = HeadLengths.Select(_ => new SeedList()).ToArray();
        for (var t = 0; t < texts.Length; t++)
        {
            var text = texts[t];
            if (!text.IsShort) continue;
            var tokens = text.Entry.Tokens.AsSpan();
            if (text.NeedsBounds)
            {
                var head = Array.FindLastIndex(HeadLengths, l => l <= text.Entry.Length);
                heads[head].Add(GramHash.Of(tokens[..HeadLengths[head]]), t);
            }
            else if (tokens.Length >= grams.ShortN) longs.Add(GramHash.Of(tokens[..grams.ShortN]), t);
            else middles.Add(GramHash.Of(tokens[..Middle]), t);
        }

        (Long, Middles) = (longs.ToTable(), middles.ToTable());
        Heads = [.. heads.Select(h => h.ToTable())];
        MiddleSieve = new GramSieve(Middle, middles.Count * Middle);
        foreach (var text in middles.Texts) MiddleSieve.Add(texts[text].Entry.Tokens, 0);
        PairSieve = new GramSieve(HeadLengths[0], heads.Sum(h => h.Count));
        foreach (var text in heads.SelectMany(h => h.Texts)) PairSieve.Add(texts[text].Entry.Tokens, 0);
        LongTexts = [.. longs.Texts];
    }

    /// <summary>By the first short n-gram.</summary>
    public SeedTable Long { get; }

    /// <summary>What <see cref="Long"/> holds.</summary>
    public IReadOnlyList<int> LongTexts { get; }

    /// <summary>By the first <see cref="Middle"/> tokens.</summary>
    public SeedTable Middles { get; }

    public GramSieve MiddleSieve { get; }

    /// <summary>The first two tokens of items that must stand on their own.</summary>
    public GramSieve PairSieve { get; }

    /// <summary>These items, one table for each of <see cref="HeadLengths"/>.</summary>
    public SeedTable[] Heads { get; }
}
