using DataForge.Core;

namespace DataForge.Models.Tokenizers;

/// <summary>The bytes of every token by id, and the ids by bytes. Filled once, then read by any number of threads.</summary>
internal sealed class TokenTable
{
    /// <summary>Above the largest vocabulary in use by more than ten times; bounds the memory a hostile id can claim.</summary>
    public const int MaxId = (1 << 22) - 1;

    private byte[] _arena = new byte[1 << 16];
    private int[] _starts = [];
    private int[] _lengths = [];
    private int[] _slots = [];
    private int _used;

    /// <summary>One more than the largest id; ids between may be free.</summary>
    public int Count { get; private set; }

    /// <summary>The token's bytes; empty for a free id and beyond the end.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => (uint)id < (uint)Count ? _arena.AsSpan(_starts[id], Math.Max(_lengths[id], 0)) : [];

    /// <summary>True when a token has this id.</summary>
    public bool Has(int id) => (uint)id < (uint)Count && _lengths[id] >= 0;

    /// <summary>Adds a token.</summary>
    /// <exception cref="ForgeException">The id is out of range or taken.</exception>
    public void Add(string source, long id, ReadOnlySpan<byte> bytes)
    {
        if (id is < 0 or > MaxId) throw new ForgeException($"{source}: token id {id} is outside 0 to {MaxId}");
        if (Has((int)id)) throw new ForgeException($"{source}: token id {id} stands twice");
        Reserve((int)id, bytes.Length);
        bytes.CopyTo(_arena.AsSpan(_used));
        (_starts[id], _lengths[id]) = (_used, bytes.Length);
        _used += bytes.Length;
    }

    private void Reserve(int id, int bytes)
    {
        if (id >= _starts.Length)
        {
            var (old, size) = (_starts.Length, Math.Max(id + 1, Math.Max(1024, _starts.Length * 2)));
            Array.Resize(ref _starts, size);
            Array.Resize(ref _lengths, size);
            _lengths.AsSpan(old).Fill(-1);
        }

        Count = Math.Max(Count, id + 1);
        if (_used + bytes > _arena.Length) Array.Resize(ref _arena, Math.Max(_used + bytes, _arena.Length * 2));
    }

    /// <summary>Makes the ids in <paramref name="findable"/> findable by bytes; where two tokens have the same bytes, the lower id is found.</summary>
    public void Index(Func<int, bool> findable)
    {
        var size = 16;
        while (size < Count * 2) size *= 2;
        _slots = new int[size];
        for (var id = 0; id < Count; id++)
        {
            if (!Has(id) || !findable(id) || Find(Bytes(id)) >= 0) continue;
            var slot = ByteHash.Of(Bytes(id)) & (ulong)(size - 1);
            while (_slots[slot] != 0) slot = (slot + 1) & (ulong)(size - 1);
            _slots[slot] = id + 1;
        }
    }

    /// <summary>The id of these bytes, or −1.</summary>
    public int Find(ReadOnlySpan<byte> bytes)
    {
        var mask = (ulong)(_slots.Length - 1);
        for (var slot = ByteHash.Of(bytes) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
            if (Bytes(_slots[slot] - 1).SequenceEqual(bytes))
                return _slots[slot] - 1;
        return -1;
    }
}
