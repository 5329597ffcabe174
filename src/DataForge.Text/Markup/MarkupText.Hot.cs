namespace DataForge.Text.Markup;

/// <summary>A text on its way through the decoder: bytes, and for each the raw bytes it came from. Nothing is ever moved, so both ends only grow.</summary>
internal sealed class MarkupText
{
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];

    public byte[] Bytes { get; private set; } = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => Bytes.AsSpan(0, Length);

    /// <summary>First raw byte that a byte came from.</summary>
    public int Start(int at) => _starts[at];

    /// <summary>One past the last raw byte that a byte came from.</summary>
    public int End(int at) => _ends[at];

    /// <summary>Bytes that steps may still look ahead over for an end that may be missing: a text of opened tags costs no more than some readings of it.</summary>
    public long Ahead { get; set; }

    public void Clear() => Length = 0;

    /// <summary>Takes a raw text.</summary>
    public void Load(ReadOnlySpan<byte> raw)
    {
        Reserve(raw.Length);
        raw.CopyTo(Bytes);
        for (var i = 0; i < raw.Length; i++) (_starts[i], _ends[i]) = (i, i + 1);
        Length = raw.Length;
    }

    /// <summary>Takes bytes as they are.</summary>
    public void Copy(MarkupText from, int at, int end)
    {
        if (end <= at) return;
        Reserve(Length + end - at);
        from.Bytes.AsSpan(at, end - at).CopyTo(Bytes.AsSpan(Length));
        from._starts.AsSpan(at, end - at).CopyTo(_starts.AsSpan(Length));
        from._ends.AsSpan(at, end - at).CopyTo(_ends.AsSpan(Length));
        Length += end - at;
    }

    /// <summary>Writes other bytes for those of a range that is not empty.</summary>
    public void Put(MarkupText from, int at, int end, ReadOnlySpan<byte> bytes)
    {
        Reserve(Length + bytes.Length);
        foreach (var b in bytes) (Bytes[Length], _starts[Length], _ends[Length++]) = (b, from._starts[at], from._ends[end - 1]);
    }

    private void Reserve(int length)
    {
        if (length <= Bytes.Length) return;
        var size = Math.Max(length, Bytes.Length * 2);
        var (bytes, starts, ends) = (new byte[size], new int[size], new int[size]);
        Bytes.AsSpan(0, Length).CopyTo(bytes);
        _starts.AsSpan(0, Length).CopyTo(starts);
        _ends.AsSpan(0, Length).CopyTo(ends);
        (Bytes, _starts, _ends) = (bytes, starts, ends);
    }
}
