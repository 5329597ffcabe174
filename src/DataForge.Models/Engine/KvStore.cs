namespace DataForge.Models.Engine;

/// <summary>Keys and values kept outside the slots: prefixes that several prompts share, and contexts of samples that may go on. The least recently used leave when the memory is full.</summary>
/// <param name="mostBytes">Most memory that all of them take; 0 keeps nothing.</param>
internal sealed class KvStore(SlotMemory memory, KvCache cache, long mostBytes) : IDisposable
{
    private readonly LinkedList<KeptTokens> _kept = []; // most recently used first

    /// <summary>Memory in use.</summary>
    public long Bytes { get; private set; }

    /// <summary>Most memory that was in use at a time.</summary>
    public long PeakBytes { get; private set; }

    public IEnumerable<KeptTokens> All => _kept;

    /// <summary>Keeps the first tokens of a slot; null when they are larger than the whole store.</summary>
    /// <param name="ids">What can be found again by its text; null for a sample's context.</param>
    public KeptTokens? Keep(int slot, int tokens, int[]? ids)
    {
        var bytes = cache.BytesOf(tokens);
        if (bytes > mostBytes) return null;
        MakeRoom(mostBytes - bytes);
        var kept = new KeptTokens(ids, tokens, memory.Allocate(bytes), bytes);
        cache.Save(slot, tokens, kept.Block);
        _kept.AddFirst(kept);
        Bytes += bytes;
        PeakBytes = Math.Max(PeakBytes, Bytes);
        return kept;
    }

    /// <summary>Copies the first tokens of what is kept into a slot.</summary>
    public void Restore(KeptTokens kept, int slot, int tokens)
    {
        cache.Load(kept.Block, kept.Tokens, slot, tokens);
        _kept.Remove(kept);
        _kept.AddFirst(kept);
    }

    public void Dispose() => MakeRoom(-1);

    private void MakeRoom(long bytes)
    {
        for (var node = _kept.Last; node is not null;)
        {
            var before = node.Previous;
            if (node.Value.IsReleased) Drop(node);
            node = before;
        }

        while (Bytes > bytes && _kept.Last is { } oldest) Drop(oldest);
    }

    private void Drop(LinkedListNode<KeptTokens> node)
    {
        _kept.Remove(node);
        node.Value.IsKept = false;
        Bytes -= node.Value.Bytes;
        memory.Free(node.Value.Block);
    }
}
