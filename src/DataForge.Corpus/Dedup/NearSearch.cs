namespace DataForge.Corpus;

/// <summary>Finds pairs of like documents: those that share a band are compared by all their shingles, and only a pair that is alike becomes an edge.</summary>
/// <remarks>
/// A band that many documents share (a site's boilerplate) does not make a pair of each two: every document is held against the first and the last few of its band before it.
/// Which pairs are compared follows from the documents alone; comparing runs on several threads, and edges are joined in the pairs' order.
/// </remarks>
internal sealed class NearSearch(RowSpool rows, ChunkedList<DocumentKeys> documents, DedupSettings settings, Func<DocumentKeyer> keyer)
{
    private const int Neighbours = 4;
    private const int AllPairs = 8; // documents of a band of which each two are compared
    private const int BatchPairs = 4096;
    private const long BatchChars = 16 << 20; // of texts whose shingles are in memory at once
    private const int Remembered = 1 << 20; // pairs known to be unlike

    private readonly ulong[] _unlike = new ulong[Remembered];
    private readonly List<(int Left, int Right)> _batch = [];
    private readonly HashSet<int> _texts = [];
    private long _chars;

    /// <summary>Pairs compared.</summary>
    public long Compared { get; private set; }

    /// <summary>The edges that join documents into clusters, one for each join.</summary>
    public List<Edge> Edges { get; } = [];

    public void Run(KeySpill bands, Func<int, bool> takes, Clusters clusters, CancellationToken cancel)
    {
        foreach (var group in bands.Groups(takes))
            foreach (var (left, right) in Pairs(group))
            {
                if (clusters.Of(left) == clusters.Of(right) || !Remember(left, right)) continue;
                _batch.Add((left, right));
                foreach (var document in (ReadOnlySpan<int>)[left, right])
                    if (_texts.Add(document)) _chars += documents[document].Length;
                if (_batch.Count >= BatchPairs || _chars >= BatchChars) Compare(clusters, cancel);
            }

        Compare(clusters, cancel);
    }

    internal static IEnumerable<(int Left, int Right)> Pairs(ArraySegment<int> group)
    {
        for (var i = 1; i < group.Count; i++)
            for (var j = 0; j < i; j++)
            {
                if (group.Count > AllPairs && j == Neighbours) j = Math.Max(j, i - Neighbours);
                yield return (group[j], group[i]);
            }
    }

    /// <summary>False for a pair that was compared a short while ago. A pair forgotten is compared again, to the same result.</summary>
    private bool Remember(int left, int right)
    {
        var pair = ((ulong)(uint)left << 32) | (uint)right;
        ref var place = ref _unlike[pair * 0x9E3779B97F4A7C15 >> 44];
        if (place == pair) return false;
        place = pair;
        return true;
    }

    private void Compare(Clusters clusters, CancellationToken cancel)
    {
        if (_batch.Count == 0) return;
        var order = _texts.Order().ToArray();
        var sets = new Dictionary<int, ulong[]>(order.Length);
        var shingles = Parallel(order.Length, keyer, (tool, i) => tool.Shingles(rows.Read(order[i])), cancel);
        for (var i = 0; i < order.Length; i++) sets[order[i]] = shingles[i];
        var overlaps = Parallel(_batch.Count, () => 0, (_, i) => ShingleSet.Compare(sets[_batch[i].Left], sets[_batch[i].Right]), cancel);
        for (var i = 0; i < overlaps.Length; i++)
            if (overlaps[i].Best(settings.Measure) >= settings.Threshold && clusters.Join(_batch[i].Left, _batch[i].Right))
                Edges.Add(new Edge(_batch[i].Left, _batch[i].Right, overlaps[i]));
        Compared += _batch.Count;
        _batch.Clear();
        _texts.Clear();
        _chars = 0;
    }

    private T[] Parallel<TState, T>(int count, Func<TState> state, Func<TState, int, T> work, CancellationToken cancel)
    {
        var results = new T[count];
        System.Threading.Tasks.Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = settings.Threads, CancellationToken = cancel }, state, (i, _, tool) =>
        {
            results[i] = work(tool, i);
            return tool;
        }, _ => { });
        return results;
    }
}
