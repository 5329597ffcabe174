namespace DataForge.Models.Tokenizers;

/// <summary>What two neighbouring tokens merge to, and how early. Filled once, then read by any number of threads.</summary>
internal sealed class MergeTable
{
    private const ulong Free = ulong.MaxValue;

    private readonly ulong[] _keys;
    private readonly Merge[] _merges;

    public MergeTable(int count)
    {
        var size = 16;
        while (size < count * 2L) size *= 2;
        _keys = new ulong[size];
        _merges = new Merge[size];
        Array.Fill(_keys, Free);
    }

    /// <param name="Rank">Place in the list of merges; the lowest goes first. <see cref="int.MaxValue"/>: no merge.</param>
    internal readonly record struct Merge(int Rank, int Id);

    /// <summary>A pair that stands twice keeps its later rank, as in Hugging Face tokenizers.</summary>
    public void Add(int left, int right, Merge merge)
    {
        var slot = Slot(left, right);
        (_keys[slot], _merges[slot]) = (Key(left, right), merge);
    }

    public Merge Find(int left, int right)
    {
        var slot = Slot(left, right);
        return _keys[slot] == Free ? new(int.MaxValue, -1) : _merges[slot];
    }

    private ulong Slot(int left, int right)
    {
        var (key, mask) = (Key(left, right), (ulong)(_keys.Length - 1));
        var slot = ByteHash.Of(key) & mask;
        while (_keys[slot] != key && _keys[slot] != Free) slot = (slot + 1) & mask;
        return slot;
    }

    private static ulong Key(int left, int right) => (ulong)(uint)left << 32 | (uint)right;
}
