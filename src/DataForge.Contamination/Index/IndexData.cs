using System.Text;
using DataForge.Core;

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

    /// <summary>32 hex digits over the n-gram settings, the benchmarks' names and every text's tokens and marks: two indexes with one hash find the same.</summary>
    public string Hash()
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content, Encoding.UTF8);
        writer.Write(Grams.ToString());
        foreach (var entry in Entries)
        {
            writer.Write(Benchmarks[entry.Benchmark].Name);
            writer.Write(entry.Item);
            writer.Write(entry.Part);
            foreach (var token in entry.Tokens) writer.Write(token);
            writer.Write(entry.Flags);
            foreach (var token in entry.Answer) writer.Write(token);
            foreach (var marks in entry.Telling) writer.Write(marks.Bytes);
        }

        writer.Flush();
        content.Position = 0;
        return StableHash.Hex128(content);
    }
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
