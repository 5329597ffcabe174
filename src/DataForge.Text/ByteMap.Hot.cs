using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataForge.Text;

/// <summary>What the bytes of a text are to the tokenizer, a bit a byte and a row a question, so that tokens begin and end by counting zeros.</summary>
internal sealed class ByteMap
{
    /// <summary>An ASCII letter.</summary>
    public const int Letters = 0;

    /// <summary>A digit.</summary>
    public const int Digits = 1;

    /// <summary>The first letter or digit of a run.</summary>
    public const int Starts = 2;

    /// <summary>The first letter of a run behind a backslash.</summary>
    public const int Commands = 3;

    /// <summary>The byte behind a run of letters or of digits.</summary>
    public const int Ends = 4;

    /// <summary>The same where the token may go on: words with apostrophes or what is not ASCII, numbers with fractions or separators.</summary>
    public const int Joints = 5;

    /// <summary>Ends a sentence, clause or line.</summary>
    public const int Stops = 6;

    /// <summary>Anything that is not ASCII.</summary>
    public const int Others = 7;

    /// <summary>Bytes that are answered for together.</summary>
    public const int Block = 64;

    /// <summary>Bits of <see cref="From(int, int)"/> that can be relied on.</summary>
    public const int Seen = 57;

    private const int Rows = 8, Margin = 16;

    private readonly byte[] _tail = new byte[Block];
    private byte[] _bits = new byte[Rows * 64];
    private int _row = 64; // bytes of a row

    /// <summary>Takes in a text of any length.</summary>
    /// <returns>64-byte blocks, of which the last is never full.</returns>
    public int Fill(ReadOnlySpan<byte> text)
    {
        var whole = text.Length / Block;
        var row = (whole + 1) * (Block / 8) + Margin;
        if (row > _row)
        {
            _row = row * 2;
            _bits = new byte[_row * Rows];
        }

        ref var bits = ref MemoryMarshal.GetArrayDataReference(_bits);
        ref var first = ref MemoryMarshal.GetReference(text);
        ulong before = 0;
        for (var b = 0; b < whole; b++) before = Classify(ref Unsafe.Add(ref first, b * Block), ref Unsafe.Add(ref bits, b * 8), _row, before);
        var tail = _tail.AsSpan();
        tail.Clear();
        text[(whole * Block)..].CopyTo(tail);
        Classify(ref tail[0], ref Unsafe.Add(ref bits, whole * 8), _row, before);
        for (var r = 0; r < Rows; r++) Put(ref Unsafe.Add(ref bits, (whole + 1) * 8), _row, r, 0);
        return whole + 1;
    }

    /// <summary>A row's bits from a place on, lowest first; of <see cref="Seen"/> and more the upper ones are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong From(int row, int at) => From(ref Row(row), at);

    /// <summary>The same of a row held by its first byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong From(ref byte row, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref row, at >> 3)) >> (at & 7);

    /// <summary>A row's bits of one block.</summary>
    public ulong Block64(int row, int block) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref Row(row), block * 8));

    /// <summary>A row's first byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Row(int row) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bits), row * _row);

    /// <summary>The first place from <paramref name="at"/> on that a row marks; <paramref name="end"/> when there is none before it.</summary>
    public int Next(int row, int at, int end)
    {
        for (; at < end; at = (at & ~7) + Block)
        {
            var bits = From(row, at);
            if (bits != 0) return Math.Min(end, at + BitOperations.TrailingZeroCount(bits));
        }

        return end;
    }

    /// <summary>Where the ASCII letters that stand at <paramref name="at"/> end.</summary>
    public int LettersEnd(int at) => End(Letters, at);

    /// <summary>Where the digits that stand at <paramref name="at"/> end.</summary>
    public int DigitsEnd(int at) => End(Digits, at);

    private int End(int row, int at)
    {
        while (true)
        {
            var run = BitOperations.TrailingZeroCount(~From(row, at));
            at += Math.Min(run, Seen);
            if (run < Seen) return at;
        }
    }

    /// <summary>The last byte of the block before, as far as it matters: bit 0 for a letter, 1 for a digit, 2 for a backslash.</summary>
    private static ulong Classify(ref byte text, ref byte bits, int row, ulong before)
    {
        const ulong last = 1UL << 63;
        ulong letters = 0, digits = 0, backslashes = 0, others = 0, stops = 0, apostrophes = 0, dots = 0, commas = 0, braces = 0;
        for (var part = 0; part < Block; part += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref text, (nuint)part);
            var letter = Vector256.LessThan((bytes | Vector256.Create((byte)0x20)) - Is('a'), Vector256.Create((byte)26));
            var digit = Vector256.LessThan(bytes - Is('0'), Vector256.Create((byte)10));
            var dot = Vector256.Equals(bytes, Is('.'));
            var stop = dot | Vector256.Equals(bytes, Is('?')) | Vector256.Equals(bytes, Is('!')) | Vector256.Equals(bytes, Is(';')) | Vector256.Equals(bytes, Is(':')) | Vector256.Equals(bytes, Is('\n')) | Vector256.Equals(bytes, Is('\r'));
            letters |= (ulong)letter.ExtractMostSignificantBits() << part;
            digits |= (ulong)digit.ExtractMostSignificantBits() << part;
            backslashes |= (ulong)Vector256.Equals(bytes, Is('\\')).ExtractMostSignificantBits() << part;
            others |= (ulong)bytes.ExtractMostSignificantBits() << part; // a byte's own high bit
            stops |= (ulong)stop.ExtractMostSignificantBits() << part;
            apostrophes |= (ulong)Vector256.Equals(bytes, Is('\'')).ExtractMostSignificantBits() << part;
            dots |= (ulong)dot.ExtractMostSignificantBits() << part;
            commas |= (ulong)Vector256.Equals(bytes, Is(',')).ExtractMostSignificantBits() << part;
            braces |= (ulong)Vector256.Equals(bytes, Is('{')).ExtractMostSignificantBits() << part;
        }

        var (letterBehind, digitBehind) = (letters << 1 | (before & 1), digits << 1 | (before >> 1 & 1));
        var (letterEnds, digitEnds, letterStarts) = (letterBehind & ~letters, digitBehind & ~digits, letters & ~letterBehind);
        // what follows the block's last byte is not known: it may be anything
        var (letterNext, digitNext, commaNext) = (letters >> 1 | last, digits >> 1 | last, commas >> 1 | last);
        Put(ref bits, row, Letters, letters);
        Put(ref bits, row, Digits, digits);
        Put(ref bits, row, Starts, letterStarts | digits & ~digitBehind);
        Put(ref bits, row, Commands, letterStarts & (backslashes << 1 | (before >> 2 & 1)));
        Put(ref bits, row, Ends, letterEnds | digitEnds);
        Put(ref bits, row, Joints, letterEnds & (others | apostrophes & letterNext) | digitEnds & (dots & digitNext | commas & (digitNext | backslashes >> 1) | (braces | backslashes) & commaNext));
        Put(ref bits, row, Stops, stops);
        Put(ref bits, row, Others, others);
        return letters >> 63 | digits >> 63 << 1 | backslashes >> 63 << 2;
    }

    private static Vector256<byte> Is(char c) => Vector256.Create((byte)c);

    private static void Put(ref byte bits, int rowBytes, int row, ulong word) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref bits, row * rowBytes), word);
}
