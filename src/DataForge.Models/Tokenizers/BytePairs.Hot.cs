namespace DataForge.Models.Tokenizers;

/// <summary>Byte-pair encoding of one pre-token: of all neighbouring pairs the one earliest in the list of merges is merged, the leftmost first, until none is left.</summary>
/// <remarks>Sennrich et al. 2016 (arXiv:1508.07909), section 3.2, on bytes. Short words are searched for the best pair each time; long ones keep their pairs in a heap, n log n. Not for use by two threads at once.</remarks>
internal sealed class BytePairs(MergeTable merges, int[] byteIds)
{
    /// <summary>From here on the heap is faster; both were timed on words of random letters.</summary>
    private const int LongWord = 96;

    private int[] _ids = new int[LongWord];
    private int[] _ranks = new int[LongWord];
    private int[] _merged = new int[LongWord];
    private int[] _next = [];
    private int[] _previous = [];
    private Pair[] _heap = [];
    private int _heapCount;

    private readonly record struct Pair(int Rank, int At, int Left, int Right)
    {
        public bool Before(in Pair other) => Rank < other.Rank || Rank == other.Rank && At < other.At;
    }

    /// <summary>Token ids of a word; valid until the next call. A byte the vocabulary has no token for is left out, as Hugging Face tokenizers does without an unknown token.</summary>
    public ReadOnlySpan<int> Encode(ReadOnlySpan<byte> word)
    {
        if (_ids.Length < word.Length) _ids = new int[word.Length];
        var count = 0;
        foreach (var value in word)
            if (byteIds[value] is var id and >= 0)
                _ids[count++] = id;
        return _ids.AsSpan(0, count <= LongWord ? Short(count) : Long(count));
    }

    private int Short(int count)
    {
        var (ids, ranks, merged) = (_ids, _ranks, _merged);
        for (var i = 0; i + 1 < count; i++) (ranks[i], merged[i]) = merges.Find(ids[i], ids[i + 1]);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i < count - 1; i++)
                if (ranks[i] < ranks[best])
                    best = i;
            if (ranks[best] == int.MaxValue) break;
            ids[best] = merged[best];
            ids.AsSpan(best + 2, count - best - 2).CopyTo(ids.AsSpan(best + 1));
            if (count - best > 3)
            {
                ranks.AsSpan(best + 2, count - best - 3).CopyTo(ranks.AsSpan(best + 1));
                merged.AsSpan(best + 2, count - best - 3).CopyTo(merged.AsSpan(best + 1));
            }

            count--;
            if (best > 0) (ranks[best - 1], merged[best - 1]) = merges.Find(ids[best - 1], ids[best]);
            if (best + 1 < count) (ranks[best], merged[best]) = merges.Find(ids[best], ids[best + 1]);
        }

        return count;
    }

    private int Long(int count)
    {
        if (_next.Length < count) (_next, _previous) = (new int[count], new int[count]);
        for (var i = 0; i < count; i++) (_next[i], _previous[i]) = (i + 1 < count ? i + 1 : -1, i - 1);
        _heapCount = 0;
        for (var i = 0; i + 1 < count; i++) Offer(i, i + 1);
        while (_heapCount > 0)
        {
            var pair = Pop();
            var right = _next[pair.At];
            if (right < 0 || _ids[pair.At] != pair.Left || _ids[right] != pair.Right) continue; // one side has been merged away since
            _ids[pair.At] = merges.Find(pair.Left, pair.Right).Id;
            _ids[right] = -1;
            var after = _next[pair.At] = _next[right];
            if (after >= 0) _previous[after] = pair.At;
            if (_previous[pair.At] >= 0) Offer(_previous[pair.At], pair.At);
            if (after >= 0) Offer(pair.At, after);
        }

        return Gather();
    }

    private int Gather()
    {
        var count = 0; // at >= count throughout, so nothing unread is overwritten
        for (var at = 0; at >= 0; at = _next[at]) _ids[count++] = _ids[at];
        return count;
    }

    private void Offer(int left, int right)
    {
        var rank = merges.Find(_ids[left], _ids[right]).Rank;
        if (rank == int.MaxValue) return;
        var pair = new Pair(rank, left, _ids[left], _ids[right]);
        if (_heapCount == _heap.Length) Array.Resize(ref _heap, Math.Max(256, _heap.Length * 2));
        var at = _heapCount++;
        for (; at > 0 && pair.Before(_heap[(at - 1) / 2]); at = (at - 1) / 2) _heap[at] = _heap[(at - 1) / 2];
        _heap[at] = pair;
    }

    private Pair Pop()
    {
        var (top, last) = (_heap[0], _heap[--_heapCount]);
        var at = 0;
        for (var child = 1; child < _heapCount; child = 2 * at + 1)
        {
            if (child + 1 < _heapCount && _heap[child + 1].Before(_heap[child])) child++;
            if (!_heap[child].Before(last)) break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return top;
    }
}
