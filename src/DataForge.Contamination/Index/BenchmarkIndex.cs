using System.Collections;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>An index made ready for scanning. Immutable: one for all threads.</summary>
public sealed class BenchmarkIndex
{
    // a short item is looked up by its first tokens, as many of these as it has
    internal static readonly int[] HeadLengths = [2, 3, 4, 6, 8];

    private readonly SeedTable[] _seeds = new SeedTable[3];

    private BenchmarkIndex(IndexData data) => Data = data;

    public IndexData Data { get; }

    public GramSettings Grams => Data.Grams;

    internal IndexedText[] Texts { get; private set; } = [];

    internal SeedTable Seeds(StreamKind kind) => _seeds[(int)kind];

    /// <summary>First tokens of items of the short tier, one table a length.</summary>
    internal SeedTable[] Heads { get; } = new SeedTable[HeadLengths.Length];

    /// <summary>First two tokens of the same items: a filter that fits the first-level cache.</summary>
    internal SeedTable FirstPairs { get; } = new();

    /// <summary>Makes the tables; a few tenths of a second for a million tokens.</summary>
    public static BenchmarkIndex Open(IndexData data)
    {
        var index = new BenchmarkIndex(data) { Texts = [.. data.Entries.Select(e => new IndexedText(e, data.Grams))] };
        Parallel.ForEach(Enum.GetValues<StreamKind>(), kind => index._seeds[(int)kind] = BuildSeeds(index, kind));
        for (var i = 0; i < HeadLengths.Length; i++) index.Heads[i] = new SeedTable();
        var hash = new GramHash();
        for (var e = 0; e < index.Texts.Length; e++)
        {
            var text = index.Texts[e];
            if (!text.IsShort) continue;
            var head = Array.FindLastIndex(HeadLengths, l => l <= text.Entry.Length);
            hash.Fill(text.Entry.Tokens);
            index.Heads[head].Add(hash.Of(0, HeadLengths[head]), e, 0);
            index.FirstPairs.Add(hash.Of(0, 2), e, 0);
        }

        foreach (var table in index.Heads) table.Freeze();
        index.FirstPairs.Freeze();
        return index;
    }

    /// <summary>Short n-grams by which matches are found: every telling one, and for a telling full n-gram that holds none, its last.</summary>
    private static SeedTable BuildSeeds(BenchmarkIndex index, StreamKind kind)
    {
        var table = new SeedTable();
        var hash = new GramHash();
        var (n, full) = (index.Grams.ShortN, index.Grams.N);
        for (var e = 0; e < index.Texts.Length; e++)
        {
            var tokens = index.Texts[e].Reading(kind);
            if (tokens.Length < n) continue;
            var entry = index.Texts[e].Entry;
            var (shorts, longs) = (entry.Telling[(int)kind, 0], entry.Telling[(int)kind, 1]);
            var seeds = new BitArray(shorts);
            var last = -1; // the seed found last, so that the check below is linear
            for (var at = 0; at < longs.Count; at++)
            {
                if (!longs[at]) continue;
                var covered = false;
                for (var s = Math.Max(at, last); s <= at + full - n && !covered; s++)
                    if (seeds[s])
                        (covered, last) = (true, s);
                if (!covered) seeds[at + full - n] = true; // it serves the next windows too
            }

            hash.Fill(tokens);
            for (var at = 0; at < seeds.Count; at++)
                if (seeds[at])
                    table.Add(hash.Of(at, n), e, at);
        }

        table.Freeze();
        return table;
    }
}
