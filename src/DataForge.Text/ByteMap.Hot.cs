using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataForge.Text;

/// <summary>Which bytes of a text are letters, digits, or anything that the tokenizer stops at: a bit a byte, so that words end and begin by counting zeros.</summary>
internal sealed class ByteMap
{
    private const int Block = 64;
    private ulong[] _words = new ulong[3 * 8];
    private byte[] _tail = new byte[Block];
    private int _length;

    /// <summary>Takes in a text of any length.</summary>
    public void Fill(ReadOnlySpan<byte> text)
    {
        _length = text.Length;
        var blocks = text.Length / Block + 1; // the last is never full, which ends every search
        if (blocks * 3 > _words.Length) _words = new ulong[blocks * 6];
        ref var words = ref MemoryMarshal.GetArrayDataReference(_words);
        ref var first = ref MemoryMarshal.GetReference(text);
        var whole = text.Length / Block;
        for (var b = 0; b < whole; b++) Classify(ref Unsafe.Add(ref first, b * Block), ref Unsafe.Add(ref words, b * 3));
        var tail = _tail.AsSpan();
        tail.Clear();
        text[(whole * Block)..].CopyTo(tail);
        Classify(ref tail[0], ref Unsafe.Add(ref words, whole * 3));
    }

    /// <summary>The first byte from <paramref name="at"/> on that is a letter, a digit, a backslash, the end of a clause, or not ASCII; the text's length when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextMark(int at)
    {
        var block = at >> 6;
        var word = Word(block, 2) & (ulong.MaxValue << at);
        while (word == 0)
        {
            if (++block * Block >= _length) return _length;
            word = Word(block, 2);
        }

        return (block << 6) + BitOperations.TrailingZeroCount(word);
    }

    /// <summary>Where the ASCII letters that stand at <paramref name="at"/> end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LettersEnd(int at) => End(at, 0);

    /// <summary>Where the digits that stand at <paramref name="at"/> end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DigitsEnd(int at) => End(at, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int End(int at, int kind)
    {
        var block = at >> 6;
        var word = ~Word(block, kind) & (ulong.MaxValue << at);
        while (word == 0) word = ~Word(++block, kind);
        return (block << 6) + BitOperations.TrailingZeroCount(word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Word(int block, int kind) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), block * 3 + kind);

    private static void Classify(ref byte text, ref ulong words)
    {
        ulong letters = 0, digits = 0, marks = 0;
        for (var part = 0; part < Block; part += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref text, (nuint)part);
            var letter = Vector256.LessThan((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)26));
            var digit = Vector256.LessThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)10));
            var stop = Vector256.Equals(bytes, Vector256.Create((byte)'.')) | Vector256.Equals(bytes, Vector256.Create((byte)'?')) | Vector256.Equals(bytes, Vector256.Create((byte)'!'))
                | Vector256.Equals(bytes, Vector256.Create((byte)';')) | Vector256.Equals(bytes, Vector256.Create((byte)':')) | Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))
                | Vector256.Equals(bytes, Vector256.Create((byte)'\\'));
            letters |= (ulong)letter.ExtractMostSignificantBits() << part;
            digits |= (ulong)digit.ExtractMostSignificantBits() << part;
            marks |= (ulong)(letter | digit | stop | bytes).ExtractMostSignificantBits() << part; // a byte's own high bit: not ASCII
        }

        words = letters;
        Unsafe.Add(ref words, 1) = digits;
        Unsafe.Add(ref words, 2) = marks;
    }
}
