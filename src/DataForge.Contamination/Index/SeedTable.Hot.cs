using System.Numerics;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Hash to places in the index: a filter that fits the cache in front, open addressing behind it. Read-only after <see cref="Freeze"/>; then safe for many threads.</summary>
internal sealed class SeedTable
{
    private const int FilterBitsPerKey = 16; // two bits of one word: about 1.5 % false passes

    private readonly List<(ulong Key, int Entry, int At)> _seeds = [];
    private ulong[] _filter = new ulong[1];
    private int _filterShift = 63;
    private int[] _slots = new int[1];
    private ulong[] _keys = [];
    private int[] _next = [];
    private int[] _entries = [];
    private int[] _at = [];
    private int _mask;

    public int Count => _keys.Length == 0 ? _seeds.Count : _keys.Length;

    public void Add(ulong key, int entry, int at) => _seeds.Add((key, entry, at));

    public void Freeze()
    {
        var count = _seeds.Count;
        var words = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, (long)count * FilterBitsPerKey / 64));
        _filter = new ulong[words];
        _filterShift = 64 - BitOperations.Log2((uint)words);
        _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, count * 2L))];
        _mask = _slots.Length - 1;
        (_keys, _next, _entries, _at) = (new ulong[count], new int[count], new int[count], new int[count]);
        for (var i = count - 1; i >= 0; i--) // backwards, so that chains run in index order
        {
            (_keys[i], _entries[i], _at[i]) = _seeds[i];
            _filter[_keys[i] >> _filterShift] |= GramHash.FilterBits(_keys[i]);
            var slot = Slot(_keys[i]);
            _next[i] = _slots[slot];
            _slots[slot] = i + 1;
        }

        _seeds.Clear();
        _seeds.TrimExcess();
    }

    /// <summary>Places of a sequence whose n-gram may be here.</summary>
    public ReadOnlySpan<int> Candidates(GramHash sequence, int n) => sequence.Among(n, _filter, _filterShift);

    public bool MayContain(ulong key)
    {
        var bits = GramHash.FilterBits(key);
        return (_filter[key >> _filterShift] & bits) == bits;
    }

    /// <summary>First place of a key, or -1.</summary>
    public int First(ulong key) => _slots[Slot(key)] - 1;

    public int Next(int seed) => _next[seed] - 1;

    public int Entry(int seed) => _entries[seed];

    public int At(int seed) => _at[seed];

    private int Slot(ulong key)
    {
        var at = (int)(key >> 13) & _mask;
        while (_slots[at] != 0 && _keys[_slots[at] - 1] != key) at = (at + 1) & _mask;
        return at;
    }
}
