using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataForge.Text;

/// <summary>All runs of ASCII letters or of digits in a text, read as if each were a token by itself: four at a time, without a branch that depends on the text.</summary>
/// <remarks>The tokenizer takes most of them over as they are; those it has to read in another way are marked or stand next to what is no run.</remarks>
internal sealed class RunList
{
    /// <summary>Flag of a run that is too long to be read here, or that may go on behind its end.</summary>
    public const byte Unread = 0x80;

    /// <summary>Flag of a run that a backslash stands before.</summary>
    public const byte Command = 0x40;

    /// <summary>In every byte of a word: flags of runs that are no tokens by themselves.</summary>
    public const ulong NotPlain = (Unread | Command) * Each;

    private const ulong Each = 0x0101010101010101;
    private const int Longest = 15, Lanes = 4, Eight = 8, Usual = 2 * Eight;

    private byte[] _text = new byte[512];
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];
    private uint[] _hashes = new uint[256];
    private byte[] _flags = new byte[256];

    /// <summary>First bytes, ascending, and behind them a number that no place reaches.</summary>
    public int[] Starts => _starts;

    /// <summary>One past the last bytes.</summary>
    public int[] Ends => _ends;

    /// <summary>Hashes of lower-case words or numbers, where not <see cref="Unread"/>.</summary>
    public uint[] Hashes => _hashes;

    /// <summary>Bits of <see cref="Token"/>, or <see cref="Unread"/>; a break where a sentence ends between the run before and this one.</summary>
    public byte[] Flags => _flags;

    /// <summary>Takes in a text that a map holds.</summary>
    /// <param name="plain">One run at a time, as processors without vectors do it.</param>
    public void Fill(ReadOnlySpan<byte> text, ByteMap map, int blocks, bool plain)
    {
        if (_text.Length < text.Length + ByteMap.Block)
        {
            var size = (text.Length + ByteMap.Block) * 2;
            (_text, _starts, _ends, _hashes, _flags) = (new byte[size], new int[size], new int[size], new uint[size], new byte[size]);
        }

        text.CopyTo(_text); // with room behind it, so that what is loaded need not be
        var count = Find(map, blocks);
        for (var i = 0; i <= Lanes; i++) (_starts[count + i], _ends[count + i]) = (text.Length, text.Length + 1);
        if (plain || !Avx2.IsSupported)
            for (var i = 0; i < count; i++) Read(i);
        else
            for (var i = 0; i < count; i += Lanes) ReadLanes(i);
        AddRoles(count);
        _starts[count] = int.MaxValue;
    }

    /// <summary>Where runs start and end, and of the flags: that a sentence ended before, that a backslash stands before, that the token may go on.</summary>
    private int Find(ByteMap map, int blocks)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(_starts);
        ref var end = ref MemoryMarshal.GetArrayDataReference(_ends);
        ref var flag = ref MemoryMarshal.GetArrayDataReference(_flags);
        var (starts, ends, open) = (0, 0, 0UL);
        for (var b = 0; b < blocks; b++)
        {
            var (first, behind) = (map.Block64(ByteMap.Starts, b), map.Block64(ByteMap.Ends, b));
            // a stop among the ones below a start makes their sum carry into it
            var (gaps, stops) = (~first, map.Block64(ByteMap.Stops, b));
            var sum = unchecked(gaps + stops);
            var carried = unchecked(sum + open);
            open = sum < gaps | carried < sum ? 1UL : 0;
            var breaks = Extract(carried & first, first);
            var commands = Extract(map.Block64(ByteMap.Commands, b), first);
            var count = BitOperations.PopCount(first);
            WriteFlags(ref Unsafe.Add(ref flag, starts), breaks, commands);
            for (var i = Usual; i < count; i += Usual) WriteFlags(ref Unsafe.Add(ref flag, starts + i), breaks >> i, commands >> i);
            WritePlaces(ref Unsafe.Add(ref start, starts), b * ByteMap.Block, first, count);
            starts += count;
            count = BitOperations.PopCount(behind);
            WritePlaces(ref Unsafe.Add(ref end, ends), b * ByteMap.Block, behind, count);
            var joints = map.Block64(ByteMap.Joints, b);
            if (joints != 0)
            {
                joints = Extract(joints, behind);
                for (var i = 0; i < count; i += Eight) Or(ref Unsafe.Add(ref flag, ends + i), Deposit(joints >> i, Each * Unread));
            }

            ends += count;
        }

        return starts;
    }

    /// <summary>Flags of the next <see cref="Usual"/> runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFlags(ref byte flags, ulong breaks, ulong commands)
    {
        Unsafe.WriteUnaligned(ref flags, Deposit(breaks, Each * Token.Break) | Deposit(commands, Each * Command));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref flags, Eight), Deposit(breaks >> Eight, Each * Token.Break) | Deposit(commands >> Eight, Each * Command));
    }

    /// <summary>Places of the ones of a word, and numbers behind them that mean nothing. More than <see cref="Usual"/> are rare, so that no branch is in doubt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WritePlaces(ref int place, int from, ulong ones, int count)
    {
        WriteEight(ref place, from, ref ones);
        WriteEight(ref Unsafe.Add(ref place, Eight), from, ref ones);
        for (var i = Usual; i < count; i += Eight) WriteEight(ref Unsafe.Add(ref place, i), from, ref ones);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteEight(ref int place, int from, ref ulong ones)
    {
        ones = WriteOne(ref place, from, ones);
        ones = WriteOne(ref Unsafe.Add(ref place, 1), from, ones);
        ones = WriteOne(ref Unsafe.Add(ref place, 2), from, ones);
        ones = WriteOne(ref Unsafe.Add(ref place, 3), from, ones);
        ones = WriteOne(ref Unsafe.Add(ref place, 4), from, ones);
        ones = WriteOne(ref Unsafe.Add(ref place, 5), from, ones);
        ones = WriteOne(ref Unsafe.Add(ref place, 6), from, ones);
        ones = WriteOne(ref Unsafe.Add(ref place, 7), from, ones);
    }

    /// <summary>The place of a word's lowest one.</summary>
    /// <returns>The others.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WriteOne(ref int place, int from, ulong ones)
    {
        place = from + BitOperations.TrailingZeroCount(ones);
        return ones & (ones - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Or(ref byte flags, ulong bits) => Unsafe.WriteUnaligned(ref flags, Unsafe.ReadUnaligned<ulong>(ref flags) | bits);

    /// <summary>The bits of a word where another has ones, side by side.</summary>
    private static ulong Extract(ulong word, ulong ones)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitExtract(word, ones);
        ulong bits = 0;
        for (var i = 0; ones != 0; i++, ones &= ones - 1) bits |= (word >> BitOperations.TrailingZeroCount(ones) & 1) << i;
        return bits;
    }

    /// <summary>The lowest bits of a word, each where the other has its next one.</summary>
    private static ulong Deposit(ulong bits, ulong ones)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitDeposit(bits, ones);
        ulong word = 0;
        for (; ones != 0; bits >>= 1, ones &= ones - 1) word |= (bits & 1) << BitOperations.TrailingZeroCount(ones);
        return word;
    }

    private void Read(int i)
    {
        const ulong lower = 0x2020202020202020;
        var length = _ends[i] - _starts[i];
        if (length > Longest)
        {
            _flags[i] |= Unread;
            return;
        }

        var run = _text.AsSpan(_starts[i], length);
        var hash = Token.Seed;
        ulong rest = 0;
        for (var at = 0; at < length; at++)
        {
            rest |= (run[at] | lower & 0xFF) << (at * 8);
            if (at != sizeof(ulong) - 1) continue;
            hash = Token.Mix(hash, rest);
            rest = 0;
        }

        _hashes[i] = Token.Finish(hash, rest, length);
        var number = run[0] < 'A';
        var capital = run[0] is >= (byte)'A' and <= (byte)'Z' && run[1..].IndexOfAnyInRange((byte)'A', (byte)'Z') < 0;
        _flags[i] |= number ? Token.Number : length == 1 ? Token.Symbol : capital ? Token.Name : (byte)0;
    }

    private void ReadLanes(int i)
    {
        const ulong lower = 0x2020202020202020, factor = Token.Factor;
        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_starts), i);
        ref var end = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ends), i);
        ref var text = ref MemoryMarshal.GetArrayDataReference(_text);
        ref var first = ref Unsafe.Add(ref text, start);
        ref var second = ref Unsafe.Add(ref text, Unsafe.Add(ref start, 1));
        ref var third = ref Unsafe.Add(ref text, Unsafe.Add(ref start, 2));
        ref var fourth = ref Unsafe.Add(ref text, Unsafe.Add(ref start, 3));
        var low = Vector256.Create(Word(ref first, 0), Word(ref second, 0), Word(ref third, 0), Word(ref fourth, 0));
        var high = Vector256.Create(Word(ref first, 8), Word(ref second, 8), Word(ref third, 8), Word(ref fourth, 8));
        var lengths = Vector128.LoadUnsafe(ref end) - Vector128.LoadUnsafe(ref start);
        var unread = Vector128.GreaterThan(lengths, Vector128.Create(Longest));
        var length = Avx2.ConvertToVector256Int64(lengths);
        var isLong = Vector256.GreaterThan(length, Vector256.Create(7L)).AsUInt64();
        var bits = (length << 3).AsUInt64();
        // a shift of 64 and more leaves nothing, so that all bytes of the lower word are kept
        var lowMask = Avx2.ShiftLeftLogicalVariable(Vector256<ulong>.One, bits) - Vector256<ulong>.One;
        var highMask = (Avx2.ShiftLeftLogicalVariable(Vector256<ulong>.One, bits - Vector256.Create(64UL)) - Vector256<ulong>.One) & isLong;
        var lowWord = (low | Vector256.Create(lower)) & lowMask;
        var highWord = (high | Vector256.Create(lower)) & highMask;
        var mixed = (Vector256.Create(Token.Seed) ^ lowWord) * Vector256.Create(factor);
        mixed ^= mixed >> 32;
        var hash = Vector256.ConditionalSelect(isLong, mixed ^ highWord, Vector256.Create(Token.Seed) ^ lowWord) ^ length.AsUInt64();
        hash *= Vector256.Create(factor);
        hash ^= hash >> 32;
        hash *= Vector256.Create(factor);
        (Avx2.PermuteVar8x32(hash.AsUInt32(), Vector256.Create(1U, 3, 5, 7, 1, 3, 5, 7)).GetLower() | Vector128<uint>.One).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_hashes), (nuint)i);

        var isNumber = Vector256.Equals(low & Vector256.Create(0x40UL), Vector256<ulong>.Zero);
        var isOne = Vector256.Equals(length, Vector256<long>.One).AsUInt64();
        var isName = Vector256.Equals(~low & Vector256.Create(lower) & lowMask, Vector256.Create(0x20UL)) & Vector256.Equals(~high & Vector256.Create(lower) & highMask, Vector256<ulong>.Zero);
        var kinds = Vector256.ConditionalSelect(isNumber, Vector256.Create((ulong)Token.Number), Vector256.ConditionalSelect(isOne, Vector256.Create((ulong)Token.Symbol), isName & Vector256.Create((ulong)Token.Name)));
        var narrow = Avx2.PermuteVar8x32(kinds.AsUInt32(), Vector256.Create(0U, 2, 4, 6, 0, 2, 4, 6)).GetLower() | (unread.AsUInt32() & Vector128.Create((uint)Unread));
        var bytes = Ssse3.Shuffle(narrow.AsByte(), Vector128.Create((byte)0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12)).AsUInt32().ToScalar();
        ref var flags = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_flags), i);
        Unsafe.WriteUnaligned(ref flags, Unsafe.ReadUnaligned<uint>(ref flags) | bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte run, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref run, at));

    /// <summary>Adds what words mean by themselves; a capitalized one that usually opens sentences is no name.</summary>
    private void AddRoles(int count)
    {
        var (keys, values, factor) = Lexicon.Table;
        ref var key = ref MemoryMarshal.GetArrayDataReference(keys);
        ref var value = ref MemoryMarshal.GetArrayDataReference(values);
        for (var i = 0; i < count; i += Eight)
        {
            // one look each, then the flags of all eight in one word
            ref var hash = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_hashes), i);
            var roles = Role(hash, ref key, ref value, factor)
                | Role(Unsafe.Add(ref hash, 1), ref key, ref value, factor) << 8
                | Role(Unsafe.Add(ref hash, 2), ref key, ref value, factor) << 16
                | Role(Unsafe.Add(ref hash, 3), ref key, ref value, factor) << 24
                | Role(Unsafe.Add(ref hash, 4), ref key, ref value, factor) << 32
                | Role(Unsafe.Add(ref hash, 5), ref key, ref value, factor) << 40
                | Role(Unsafe.Add(ref hash, 6), ref key, ref value, factor) << 48
                | Role(Unsafe.Add(ref hash, 7), ref key, ref value, factor) << 56;
            ref var flag = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_flags), i);
            var flags = Unsafe.ReadUnaligned<ulong>(ref flag);
            roles &= (~(flags / Token.Number | flags / Token.Symbol) & Each) * byte.MaxValue; // of words only
            var opens = (roles / Lexicon.Opener & Each) * Token.Name;
            Unsafe.WriteUnaligned(ref flag, flags & ~opens | roles & ~(Each * Lexicon.Opener));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Role(uint hash, ref uint key, ref byte value, uint factor)
    {
        var place = Lexicon.Place(hash, factor);
        return unchecked(0UL - Unsafe.BitCast<bool, byte>(Unsafe.Add(ref key, place) == hash)) & Unsafe.Add(ref value, place);
    }
}
