using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>An index made ready for scanning. Immutable: one for all threads.</summary>
public sealed class BenchmarkIndex
{
    private const int Kinds = 3;
    private readonly Readings[] _readings = new Readings[Kinds];
    private readonly SeedTable[] _seeds = new SeedTable[Kinds];

    private BenchmarkIndex(IndexData data, IndexedText[] texts, int tokens)
    {
        (Data, Texts, Tokens) = (data, texts, tokens);
        Whole = new WholeItems(texts, data.Grams);
        Sieve = new GramSieve(data.Grams.ShortN, Kinds * tokens);
    }

    public IndexData Data { get; }

    public GramSettings Grams => Data.Grams;

    internal IndexedText[] Texts { get; }

    /// <summary>Tokens of all texts.</summary>
    internal int Tokens { get; }

    /// <summary>The short n-grams of all seeds, whatever their reading, and of <see cref="WholeItems.Long"/>.</summary>
    internal GramSieve Sieve { get; }

    internal WholeItems Whole { get; }

    /// <summary>Short n-grams by which matches are found, of one reading.</summary>
    internal SeedTable Seeds(StreamKind kind) => _seeds[(int)kind];

    /// <summary>A text as a reading has it.</summary>
    internal ReadOnlySpan<uint> Reading(int text, StreamKind kind) => kind == StreamKind.Exact ? Texts[text].Entry.Tokens : _readings[(int)kind][text];

    /// <summary>Makes the tables; a few tenths of a second for a million tokens.</summary>
    public static BenchmarkIndex Open(IndexData data)
    {
        var index = new BenchmarkIndex(data, [.. data.Entries.Select(e => new IndexedText(e, data.Grams))], data.Entries.Sum(e => e.Length));
        var sieves = new GramSieve[Kinds];
        Parallel.ForEach(Enum.GetValues<StreamKind>(), kind =>
        {
            if (kind != StreamKind.Exact) index._readings[(int)kind] = new Readings(data.Entries, kind);
            sieves[(int)kind] = index.Sieve.Empty();
            index._seeds[(int)kind] = new SeedFinder(index, kind).Build(sieves[(int)kind]);
        });
        foreach (var sieve in sieves) index.Sieve.Add(sieve);
        foreach (var text in index.Whole.LongTexts) index.Sieve.Add(index.Texts[text].Entry.Tokens, 0);
        return index;
    }
}
