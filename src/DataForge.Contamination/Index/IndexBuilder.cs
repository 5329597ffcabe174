using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Collects benchmark items and makes an index of them.</summary>
public sealed class IndexBuilder(GramSettings grams)
{
    private const int LongestAnswer = 16;
    private readonly List<BenchmarkInfo> _benchmarks = [];
    private readonly List<IndexEntry> _entries = [];
    private readonly Normalizer _normalizer = new();

    /// <summary>Adds a benchmark. Texts without tokens are kept, so that reports can name them as undetectable.</summary>
    public void Add(BenchmarkInfo info, IEnumerable<BenchmarkItem> items)
    {
        var number = _benchmarks.Count;
        var count = 0;
        foreach (var item in items)
        {
            count++;
            uint[] answer = [];
            if (item.Answer is { Length: > 0 } text && _normalizer.Read(text) is { Count: > 0 and <= LongestAnswer } tokens) answer = tokens.Hashes.ToArray();
            foreach (var (name, part) in item.Parts)
            {
                var read = _normalizer.Read(part);
                _entries.Add(new IndexEntry(number, item.Id, name, read.Hashes.ToArray(), read.Flags.ToArray(), answer));
            }
        }

        _benchmarks.Add(info with { Items = count });
    }

    /// <summary>Adds all benchmarks of another index. Boilerplate is learned anew over everything.</summary>
    public void Add(IndexData other)
    {
        var offset = _benchmarks.Count;
        _benchmarks.AddRange(other.Benchmarks);
        _entries.AddRange(other.Entries.Select(e => new IndexEntry(e.Benchmark + offset, e.Item, e.Part, e.Tokens, e.Flags, e.Answer)));
    }

    /// <summary>The index; n-grams that count are marked, boilerplate is not.</summary>
    public IndexData Build()
    {
        var data = new IndexData(grams, [.. _benchmarks], [.. _entries]);
        Boilerplate.Mark(data);
        return data;
    }
}
