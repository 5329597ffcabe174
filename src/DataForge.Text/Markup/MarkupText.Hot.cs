using System.Runtime.Intrinsics;

namespace DataForge.Text.Markup;

/// <summary>A text on its way through the decoder: bytes, and for each the raw bytes it came from. Nothing is ever moved, so both ends only grow.</summary>
internal sealed class MarkupText
{
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];
    private bool _isRaw; // each byte came from the one at its own place

    public byte[] Bytes { get; private set; } = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => Bytes.AsSpan(0, Length);

    /// <summary>First raw byte that a byte came from.</summary>
    public int Start(int at) => _isRaw ? at : _starts[at];

    /// <summary>One past the last raw byte that a byte came from.</summary>
    public int End(int at) => _isRaw ? at + 1 : _ends[at];

    /// <summary>Bytes that steps may still look ahead over for an end that may be missing: a text of opened tags costs no more than some readings of it.</summary>
    public long Ahead { get; set; }

    public void Clear() => (Length, _isRaw) = (0, false);

    /// <summary>Takes a raw text.</summary>
    public void Load(ReadOnlySpan<byte> raw)
    {
        Clear();
        Reserve(raw.Length);
        raw.CopyTo(Bytes);
        (Length, _isRaw) = (raw.Length, true);
    }

    /// <summary>Takes bytes as they are.</summary>
    public void Copy(MarkupText from, int at, int end)
    {
        if (end <= at) return;
        Reserve(Length + end - at);
        from.Bytes.AsSpan(at, end - at).CopyTo(Bytes.AsSpan(Length));
        var starts = _starts.AsSpan(Length, end - at);
        var ends = _ends.AsSpan(Length, end - at);
        if (from._isRaw)
        {
            Count(starts, at);
            Count(ends, at + 1);
        }
        else
        {
            from._starts.AsSpan(at, end - at).CopyTo(starts);
            from._ends.AsSpan(at, end - at).CopyTo(ends);
        }

        Length += end - at;
    }

    /// <summary>Takes what a step left as it is behind its last change.</summary>
    /// <returns>False when there was no change at all: nothing was taken, and the text before is the result.</returns>
    public bool Finish(MarkupText from, int done)
    {
        if (done == 0) return false;
        Copy(from, done, from.Length);
        return true;
    }

    /// <summary>Writes other bytes for those of a range that is not empty.</summary>
    public void Put(MarkupText from, int at, int end, ReadOnlySpan<byte> bytes)
    {
        Reserve(Length + bytes.Length);
        foreach (var b in bytes) (Bytes[Length], _starts[Length], _ends[Length++]) = (b, from.Start(at), from.End(end - 1));
    }

    private static void Count(Span<int> places, int first)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i + Vector256<int>.Count <= places.Length; i += Vector256<int>.Count)
                (Vector256<int>.Indices + Vector256.Create(first + i)).CopyTo(places[i..]);
        for (; i < places.Length; i++) places[i] = first + i;
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
