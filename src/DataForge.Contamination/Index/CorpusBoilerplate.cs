using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>A second source of boilerplate: n-grams that unrelated items share and that many documents of a clean corpus hold.</summary>
/// <remarks>
/// The corpus alone never decides, because a corpus may hold one item a thousand times: only n-grams of at least two unrelated items can be suppressed.
/// Holds scratch memory; not thread-safe.
/// </remarks>
public sealed class CorpusBoilerplate
{
    private readonly IndexData _data;
    private readonly Normalizer _normalizer = new();
    private readonly TokenStream _stream = new();
    private readonly GramHash _hash = new();
    private readonly Dictionary<ulong, int>[,] _documents = new Dictionary<ulong, int>[3, 2];
    private readonly HashSet<ulong> _seen = [];

    public CorpusBoilerplate(IndexData data)
    {
        _data = data;
        foreach (var kind in Enum.GetValues<StreamKind>())
            for (var size = 0; size < 2; size++)
                _documents[(int)kind, size] = Boilerplate.Shared(data, kind, size, 2).ToDictionary(h => h, _ => 0);
    }

    /// <summary>Documents read so far.</summary>
    public long Documents { get; private set; }

    /// <summary>Counts a document.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        Documents++;
        var tokens = _normalizer.Read(utf8);
        foreach (var kind in Enum.GetValues<StreamKind>())
        {
            _stream.Fill(kind, tokens.Hashes, tokens.Flags);
            _hash.Fill(_stream.Hashes);
            for (var size = 0; size < 2; size++)
            {
                var n = size == 0 ? _data.Grams.ShortN : _data.Grams.N;
                var counts = _documents[(int)kind, size];
                _seen.Clear();
                for (var at = 0; at + n <= _stream.Count; at++)
                {
                    var key = _hash.Of(at, n);
                    if (counts.TryGetValue(key, out var count) && _seen.Add(key)) counts[key] = count + 1;
                }
            }
        }
    }

    /// <summary>Suppresses what at least <paramref name="minDocuments"/> documents held; the index is changed.</summary>
    /// <returns>Distinct n-grams suppressed.</returns>
    public int Apply(int minDocuments)
    {
        var total = 0;
        foreach (var kind in Enum.GetValues<StreamKind>())
            for (var size = 0; size < 2; size++)
            {
                var stock = _documents[(int)kind, size].Where(d => d.Value >= minDocuments).Select(d => d.Key).ToHashSet();
                total += stock.Count;
                if (stock.Count == 0) continue;
                var n = size == 0 ? _data.Grams.ShortN : _data.Grams.N;
                foreach (var entry in _data.Entries)
                {
                    _stream.Fill(kind, entry.Tokens, entry.Flags);
                    _hash.Fill(_stream.Hashes);
                    for (var at = 0; at + n <= _stream.Count; at++)
                        if (stock.Contains(_hash.Of(at, n)))
                            Boilerplate.Suppress(entry, kind, size, at);
                }
            }

        return total;
    }
}
