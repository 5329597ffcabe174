using System.Buffers;
using System.Text;
using DataForge.Text.Unicode;

namespace DataForge.Text;

/// <summary>First pass of the normalizer: UTF-8 in, UTF-8 out in NFKC, case-folded outside ASCII, symbols as LaTeX commands; keeps the way back to the source.</summary>
/// <remarks>ASCII, simplified Han and kana pass unchanged, so the way back is a short list of pieces. Broken UTF-8 counts as U+FFFD, one maximal subpart at a time. Not thread-safe.</remarks>
internal sealed class TextFolder
{
    private readonly record struct Piece(int Folded, int Source, bool Same);

    private byte[] _bytes = new byte[256];
    private int _length;
    private Piece[] _pieces = new Piece[16];
    private int _pieceCount;
    private int _sourceLength;
    private readonly List<int> _segment = [];

    /// <summary>Folds a text. The result is valid until the next call and may be the input itself.</summary>
    public ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> utf8)
    {
        _pieceCount = 0;
        _length = 0;
        _sourceLength = utf8.Length;
        var at = utf8.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        if (at < 0)
        {
            AddPiece(0, same: true);
            return utf8;
        }

        AddPiece(0, same: true);
        Append(utf8[..at]);
        while (at < utf8.Length)
        {
            if (utf8[at] < 0x80)
            {
                var run = utf8[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
                if (run < 0) run = utf8.Length - at;
                Same(at);
                Append(utf8.Slice(at, run));
                at += run;
                continue;
            }

            at = FoldOne(utf8, at);
        }

        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Source range of a range of the folded text: every source byte that went into it.</summary>
    public (int Start, int End) ToSource(int start, int end)
    {
        var first = Find(start);
        var last = Find(Math.Max(start, end - 1));
        var from = _pieces[first].Same ? _pieces[first].Source + start - _pieces[first].Folded : _pieces[first].Source;
        var to = _pieces[last].Same ? _pieces[last].Source + end - _pieces[last].Folded : last + 1 < _pieceCount ? _pieces[last + 1].Source : _sourceLength;
        return (from, Math.Max(from, to));
    }

    private int Find(int folded)
    {
        int low = 0, high = _pieceCount - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (_pieces[middle].Folded <= folded) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private int FoldOne(ReadOnlySpan<byte> utf8, int at)
    {
        var status = Rune.DecodeFromUtf8(utf8[at..], out var rune, out var width);
        if (status != OperationStatus.Done) rune = Rune.ReplacementChar;
        var next = at + width;
        var joins = CodePoints.JoinsPrevious(rune.Value);
        if (!joins && !NextJoins(utf8, next))
        {
            if (Symbol(rune.Value) is { IsEmpty: false } command) Replace(at, command);
            else if (CodePoints.TryFold(rune.Value, out var fold))
            {
                Changed(at);
                foreach (var cp in fold) Append(cp);
            }
            else if (HanVariants.TrySimplify(rune.Value, out var simple))
            {
                Changed(at);
                Append(simple);
            }
            else if (status == OperationStatus.Done)
            {
                Same(at);
                Append(utf8.Slice(at, width));
            }
            else Replace(at, " "u8);
            return next;
        }

        return FoldSegment(utf8, at, joins);
    }

    /// <summary>A base and what joins it, normalized together.</summary>
    private int FoldSegment(ReadOnlySpan<byte> utf8, int at, bool joins)
    {
        if (joins && at > 0 && utf8[at - 1] < 0x80)
        {
            at--;
            _length--;
            if (_pieces[_pieceCount - 1].Folded > _length) _pieceCount--;
        }

        _segment.Clear();
        var end = at;
        do
        {
            Rune.DecodeFromUtf8(utf8[end..], out var rune, out var width);
            _segment.Add(rune.Value);
            end += width;
        }
        while (NextJoins(utf8, end));
        Changed(at);
        foreach (var cp in UnicodeForm.Normalize(_segment, compatible: true))
        {
            if (cp >= 0x80 && CodePoints.TryFold(cp, out var fold))
                foreach (var folded in fold)
                    Append(folded);
            else Append(HanVariants.TrySimplify(cp, out var simple) ? simple : cp);
        }

        return end;
    }

    private static bool NextJoins(ReadOnlySpan<byte> utf8, int at)
    {
        if (at >= utf8.Length || utf8[at] < 0xCC) return false; // nothing below U+0300 joins
        return Rune.DecodeFromUtf8(utf8[at..], out var rune, out _) == OperationStatus.Done && CodePoints.JoinsPrevious(rune.Value);
    }

    private void Replace(int at, ReadOnlySpan<byte> with)
    {
        Changed(at);
        Append(with);
    }

    private void Same(int source)
    {
        ref var last = ref _pieces[_pieceCount - 1];
        if (last.Same && last.Source - last.Folded == source - _length) return;
        AddPiece(source, same: true);
    }

    private void Changed(int source) => AddPiece(source, same: false);

    private void AddPiece(int source, bool same)
    {
        if (_pieceCount > 0 && _pieces[_pieceCount - 1].Folded == _length) _pieceCount--; // an empty piece
        if (_pieceCount == _pieces.Length) Array.Resize(ref _pieces, _pieceCount * 2);
        _pieces[_pieceCount++] = new Piece(_length, source, same);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Append(int cp)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Append(utf8[..new Rune(cp).EncodeToUtf8(utf8)]);
    }

    /// <summary>Symbols that mean the same as a LaTeX command, written as that command.</summary>
    private static ReadOnlySpan<byte> Symbol(int cp) => cp switch
    {
        '°' or 'º' => "\\circ "u8,
        '∞' => "\\infty "u8,
        '√' => "\\sqrt "u8,
        '∫' => "\\int "u8,
        '∑' => "\\sum "u8,
        '∏' => "\\prod "u8,
        '∠' => "\\angle "u8,
        '△' or '∆' => "\\triangle "u8,
        '∩' => "\\cap "u8,
        '∪' => "\\cup "u8,
        '∈' => "\\in "u8,
        '∉' => "\\notin "u8,
        '∅' => "\\emptyset "u8,
        '⊂' => "\\subset "u8,
        '⊆' => "\\subseteq "u8,
        '∀' => "\\forall "u8,
        '∃' => "\\exists "u8,
        '∂' => "\\partial "u8,
        '⊥' => "\\perp "u8,
        '∥' => "\\parallel "u8,
        _ => default,
    };
}
