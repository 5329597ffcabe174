namespace DataForge.Text.Markup;

/// <summary>A text on its way through the decoder: bytes, and for each the raw bytes it came from, in pieces of one kind. Nothing is ever moved, so both ends only grow.</summary>
internal sealed class MarkupText
{
    /// <summary>Bytes from a place on: each from the raw one as far behind <paramref name="Start"/>, or, with an end, all from the same raw range.</summary>
    private readonly record struct Piece(int At, int Start, int End)
    {
        public bool IsCopy => End < 0;
    }

    private Piece[] _pieces = new Piece[16];
    private int _count;
    private int _hint; // where the last look ended: places are asked for in order

    public byte[] Bytes { get; private set; } = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => Bytes.AsSpan(0, Length);

    /// <summary>First raw byte that a byte came from.</summary>
    public int Start(int at) => _pieces[Find(at)] is { IsCopy: true } piece ? piece.Start + at - piece.At : _pieces[_hint].Start;

    /// <summary>One past the last raw byte that a byte came from.</summary>
    public int End(int at) => _pieces[Find(at)] is { IsCopy: true } piece ? piece.Start + at - piece.At + 1 : _pieces[_hint].End;

    /// <summary>Bytes that steps may still look ahead over for an end that may be missing: a text of opened tags costs no more than some readings of it.</summary>
    public long Ahead { get; set; }

    public void Clear() => (Length, _count, _hint) = (0, 0, 0);

    /// <summary>Takes a raw text.</summary>
    public void Load(ReadOnlySpan<byte> raw)
    {
        Clear();
        Reserve(raw.Length);
        raw.CopyTo(Bytes);
        Length = raw.Length;
        _pieces[_count++] = new Piece(0, 0, -1);
    }

    /// <summary>Takes bytes as they are.</summary>
    public void Copy(MarkupText from, int at, int end)
    {
        if (end <= at) return;
        Reserve(Length + end - at);
        from.Bytes.AsSpan(at, end - at).CopyTo(Bytes.AsSpan(Length));
        for (var i = from.Find(at); i < from._count && from._pieces[i].At < end; i++)
        {
            var piece = from._pieces[i];
            var first = Math.Max(at, piece.At);
            Add(Length + first - at, piece.IsCopy ? piece.Start + first - piece.At : piece.Start, piece.End);
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
        if (bytes.IsEmpty) return;
        Reserve(Length + bytes.Length);
        Add(Length, from.Start(at), from.End(end - 1));
        bytes.CopyTo(Bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Begins a piece, or goes on with the last.</summary>
    private void Add(int at, int start, int end)
    {
        if (_count > 0)
        {
            ref var last = ref _pieces[_count - 1];
            if (end < 0 ? last.IsCopy && last.Start + at - last.At == start : last.Start == start && last.End == end) return;
            if (last.At == at) _count--; // it holds nothing
        }

        if (_count == _pieces.Length) Array.Resize(ref _pieces, _count * 2);
        _pieces[_count++] = new Piece(at, start, end);
    }

    /// <summary>The piece that a place is in.</summary>
    private int Find(int at)
    {
        const int near = 8;
        if (_hint >= _count || _pieces[_hint].At > at) _hint = 0;
        for (var step = 0; step < near; step++, _hint++)
            if (_hint + 1 >= _count || _pieces[_hint + 1].At > at)
                return _hint;
        var (low, high) = (_hint, _count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (_pieces[middle].At <= at) low = middle;
            else high = middle - 1;
        }

        return _hint = low;
    }

    private void Reserve(int length)
    {
        if (length <= Bytes.Length) return;
        var size = Math.Max(length, Bytes.Length * 2);
        var bytes = new byte[size];
        Bytes.AsSpan(0, Length).CopyTo(bytes);
        Bytes = bytes;
    }
}
