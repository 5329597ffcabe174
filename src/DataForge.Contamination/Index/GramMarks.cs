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

    public bool Any() => Bytes.ContainsAnyExcept((byte)0);
}
