using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>An index made ready for scanning. Immutable: one for all threads.</summary>
public sealed class BenchmarkIndex
{
    private readonly SeedTable[] _seeds = new SeedTable[3];

    private BenchmarkIndex(IndexData data, IndexedText[] texts)
    {
        (Data, Texts) = (data, texts);
        Whole = new WholeItems(texts, data.Grams);
        Sieve = new GramSieve(data.Grams.ShortN, _seeds.Length * data.Entries.Sum(e => e.Length));
    }

    public IndexData Data { get; }

    public GramSettings Grams => Data.Grams;

    internal IndexedText[] Texts { get; }

    /// <summary>The short n-grams of all seeds, whatever their reading, and of <see cref="WholeItems.Long"/>.</summary>
    internal GramSieve Sieve { get; }

    /// <summary>Short n-grams by which matches are found, of one reading.</summary>
    internal SeedTable Seeds(StreamKind kind) => _seeds[(int)kind];

    internal WholeItems Whole { get; }

    /// <summary>Makes the tables; a few tenths of a second for a million tokens.</summary>
    public static BenchmarkIndex Open(IndexData data)
    {
        var index = new BenchmarkIndex(data, [.. data.Entries.Select(e => new IndexedText(e, data.Grams))]);
        var sieves = new GramSieve[index._seeds.Length];
        Parallel.ForEach(Enum.GetValues<StreamKind>(), kind =>
        {
            sieves[(int)kind] = index.Sieve.Empty();
            index._seeds[(int)kind] = new SeedFinder(index, kind).Build(sieves[(int)kind]);
        });
        foreach (var sieve in sieves) index.Sieve.Add(sieve);
        foreach (var text in index.Whole.LongTexts) index.Sieve.Add(index.Texts[text].Entry.Tokens, 0);
        return index;
    }
}
