namespace DataForge.Contamination;

/// <summary>A benchmark index as it is stored: token hashes, no text.</summary>
public sealed class IndexData
{
    internal IndexData(GramSettings grams, IReadOnlyList<BenchmarkInfo> benchmarks, IReadOnlyList<IndexEntry> entries)
    {
        Grams = grams;
        Benchmarks = benchmarks;
        Entries = entries;
    }

    public GramSettings Grams { get; }

    public IReadOnlyList<BenchmarkInfo> Benchmarks { get; }

    /// <summary>One for each text of each item, by benchmark.</summary>
    public IReadOnlyList<IndexEntry> Entries { get; }
}

/// <summary>One text of one item.</summary>
public sealed class IndexEntry
{
    internal IndexEntry(int benchmark, string item, string part, uint[] tokens, byte[] flags, uint[] answer)
    {
        Benchmark = benchmark;
        Item = item;
        Part = part;
        Tokens = tokens;
        Flags = flags;
        Answer = answer;
    }

    /// <summary>Position in <see cref="IndexData.Benchmarks"/>.</summary>
    public int Benchmark { get; }

    public string Item { get; }

    public string Part { get; }

    internal uint[] Tokens { get; }

    internal byte[] Flags { get; }

    internal uint[] Answer { get; }

    public int Length => Tokens.Length;

    /// <summary>N-grams that boilerplate took away, over all readings and lengths.</summary>
    public int Boilerplate => Suppressed.Cast<int>().Sum();

    /// <summary>The same entry under a benchmark number that is higher by <paramref name="offset"/>.</summary>
    internal IndexEntry Moved(int offset) => offset == 0 ? this : new(Benchmark + offset, Item, Part, Tokens, Flags, Answer) { Telling = Telling, Suppressed = Suppressed };

    /// <summary>By reading (exact, masked, skeleton) and then by n (short, full): which n-grams count, by position.</summary>
    internal GramMarks[,] Telling { get; private init; } = new GramMarks[3, 2];

    /// <summary>N-grams with enough distinct words that boilerplate took away, by reading and n.</summary>
    internal int[,] Suppressed { get; private init; } = new int[3, 2];
}
