using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataForge.Text;

/// <summary>Tokens of one text as parallel arrays, reused from text to text.</summary>
public sealed class TokenList
{
    /// <summary>Tokens that <see cref="SetPlain"/> writes together.</summary>
    internal const int Lanes = 8;

    private uint[] _hashes = new uint[256];
    private byte[] _flags = new byte[256];
    private int[] _starts = new int[256];
    private int[] _ends = new int[256];

    public int Count { get; internal set; }

    public ReadOnlySpan<uint> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>Bits of <see cref="Token"/>.</summary>
    public ReadOnlySpan<byte> Flags => _flags.AsSpan(0, Count);

    /// <summary>Byte offsets in the folded text; <see cref="Normalizer.SourceRange"/> leads back to the raw text.</summary>
    internal ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    internal ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>Empties the list and makes room, so that <see cref="Add"/> need not look; <see cref="SetPlain"/> wants <see cref="Lanes"/> beyond the last token.</summary>
    internal void Clear(int capacity)
    {
        Count = 0;
        if (capacity <= _hashes.Length) return;
        var size = Math.Max(capacity, _hashes.Length * 2);
        (_hashes, _flags, _starts, _ends) = (new uint[size], new byte[size], new int[size], new int[size]);
    }

    internal void Add(uint hash, byte flags, int start, int end)
    {
        Set(Count, hash, flags, start, end);
        Count++;
    }

    /// <summary>Writes a token without looking whether there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(int at, uint hash, byte flags, int start, int end)
    {
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_hashes), at) = hash;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_flags), at) = flags;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_starts), at) = start;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ends), at) = end;
    }

    /// <summary>Writes the runs that are tokens by themselves, up to the first that is none and <see cref="Lanes"/> at most; what else is written behind them means nothing.</summary>
    /// <param name="end">Runs that start here or later are not taken.</param>
    /// <param name="broken">Bits that the first token's flags get too.</param>
    /// <returns>How many were written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int SetPlain(int at, ref uint hashes, ref byte flags, ref int starts, ref int ends, int end, byte broken)
    {
        var places = Vector256.LoadUnsafe(ref starts);
        var kinds = Unsafe.ReadUnaligned<ulong>(ref flags);
        Vector256.LoadUnsafe(ref hashes).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_hashes), (nuint)at);
        places.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_starts), (nuint)at);
        Vector256.LoadUnsafe(ref ends).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_ends), (nuint)at);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_flags), at), kinds | broken);
        var beyond = Vector256.GreaterThanOrEqual(places, Vector256.Create(end)).ExtractMostSignificantBits() | 1U << Lanes;
        return Math.Min(BitOperations.TrailingZeroCount(kinds & RunList.NotPlain) >> 3, BitOperations.TrailingZeroCount(beyond));
    }
}
