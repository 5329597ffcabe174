using System.Numerics;

namespace DataForge.Contamination;

/// <summary>Which n-grams of a text count, a bit a place; may lie within the bytes of a whole index.</summary>
internal readonly struct GramMarks(byte[] bytes, int start, int count)
{
    public GramMarks(int count) : this(new byte[Size(count)], 0, count) { }

    public int Count => count;

    /// <summary>The bits, lowest first; those behind the last place are 0.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(start, Size(count));

    public bool this[int at]
    {
        get => (bytes[start + (at >> 3)] >> (at & 7) & 1) != 0;
        set
        {
            var bit = (byte)(1 << (at & 7));
            ref var cell = ref bytes[start + (at >> 3)];
            cell = value ? (byte)(cell | bit) : (byte)(cell & ~bit);
        }
    }

    /// <summary>Bytes that so many places take.</summary>
    public static int Size(int count) => (count + 7) / 8;

    /// <summary>How many places of a range are marked.</summary>
    public int CountIn(int from, int end)
    {
        if (from >= end) return 0;
        var (first, last, marked) = (from >> 3, (end - 1) >> 3, 0);
        for (var cell = first; cell <= last; cell++)
        {
            uint bits = bytes[start + cell];
            if (cell == first) bits &= (uint)byte.MaxValue << (from & 7);
            if (cell == last) bits &= (uint)byte.MaxValue >> (7 - ((end - 1) & 7));
            marked += BitOperations.PopCount(bits);
        }

        return marked;
    }

    public bool Any() => Bytes.ContainsAnyExcept((byte)0);
}
