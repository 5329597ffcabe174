using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace DataForge.Text;

/// <summary>Tells where the n-grams of a set may stand in a token sequence by looking at every few places only.</summary>
/// <remarks>
/// The set is known by the parts of its n-grams, k tokens each (k = n / 2 + 1). An n-gram holds n - k + 1 parts in a row, so exactly one of them begins at a multiple of
/// n - k + 1, wherever the n-gram stands: where the part at such a place is of no n-gram of the set, none of the n-grams around it is, and nothing is lost by not looking at them.
/// For n = 8 that is one look in four places, which fails for all but 2 to 8 % of running text; n-grams are given out where all their parts are known.
/// Filled by one thread; then safe for many.
/// </remarks>
public sealed class GramSieve
{
    // Two bits of one word. Parts repeat: those of the 32 registered sets in three readings are 3.4 million and a million different ones, so that 4 bits are 16 of these: 1.5 % false passes.
    private const int BitsPerPart = 4, BitsPerPartOfFew = 16, FewBits = 1 << 20;
    private const int Block = 64; // looks under way before their hits are followed up

    private const ulong First = 0x9E3779B97F4A7C15, Factors = 0xD6E8FEB86659FD93;
    private const ulong Second = unchecked(First * Factors), Third = unchecked(Second * Factors);

    private readonly int _part;
    private readonly int _stride;
    private readonly ulong[] _filter;
    private readonly int _shift;

    private GramSieve(int n, ulong[] filter)
    {
        N = n;
        _part = n / 2 + 1;
        _stride = n - _part + 1;
        _filter = filter;
        _shift = 64 - BitOperations.Log2((uint)filter.Length);
    }

    /// <param name="n">Tokens of an n-gram, from 1.</param>
    /// <param name="parts">About how many parts are to come, repeated ones too.</param>
    public GramSieve(int n, int parts)
        : this(n, Core.LargePages.Array<ulong>((int)BitOperations.RoundUpToPowerOf2((uint)(Math.Max(128, Math.Min((long)parts * BitsPerPartOfFew, Math.Max((long)parts * BitsPerPart, FewBits))) / 64)))) { }

    public int N { get; }

    /// <summary>A sieve of the same size without n-grams.</summary>
    public GramSieve Empty() => new(N, Core.LargePages.Array<ulong>(_filter.Length));

    /// <summary>Takes in what another sieve made by <see cref="Empty"/> holds.</summary>
    public void Add(GramSieve other)
    {
        for (var i = 0; i < _filter.Length; i++) _filter[i] |= other._filter[i];
    }

    /// <summary>Takes in the n-gram at a place.</summary>
    public void Add(ReadOnlySpan<uint> tokens, int at)
    {
        for (var part = at; part < at + _stride; part++) Put(Hash(ref MemoryMarshal.GetReference(tokens.Slice(part, _part)), _part));
    }

    /// <summary>Takes in n-grams, each part once that several of them share.</summary>
    /// <param name="chosen">By place: whether the n-gram there is meant.</param>
    public unsafe void Add(ReadOnlySpan<uint> tokens, ReadOnlySpan<bool> chosen)
    {
        Span<ulong> hashes = stackalloc ulong[Block];
        var (done, count) = (0, 0);
        fixed (ulong* filter = _filter)
        {
            for (var at = 0; at < chosen.Length; at++)
            {
                if (!chosen[at]) continue;
                for (done = Math.Max(done, at); done < at + _stride; done++)
                {
                    if (count == Block) PutAll(hashes, ref count);
                    var hash = Hash(ref MemoryMarshal.GetReference(tokens.Slice(done, _part)), _part);
                    if (Sse.IsSupported) Sse.Prefetch0(filter + (hash >> _shift));
                    hashes[count++] = hash;
                }
            }
        }

        PutAll(hashes, ref count);
    }

    private void PutAll(ReadOnlySpan<ulong> hashes, ref int count)
    {
        foreach (var hash in hashes[..count]) Put(hash);
        count = 0;
    }

    private void Put(ulong hash) => _filter[hash >> _shift] |= Bits(hash);

    /// <summary>Places of a sequence whose n-gram may be in the set.</summary>
    /// <param name="places">Grown where it is too short.</param>
    /// <returns>Ascending; every place of the set's n-grams is among them, and few others.</returns>
    public ReadOnlySpan<int> Places(ReadOnlySpan<uint> tokens, ref int[] places)
    {
        if (tokens.Length < N) return default;
        if (places.Length < tokens.Length) places = new int[tokens.Length * 2];
        ref var first = ref MemoryMarshal.GetReference(tokens);
        ref var place = ref MemoryMarshal.GetArrayDataReference(places);
        Span<int> found = stackalloc int[Block];
        var (count, last) = (0, tokens.Length - _part);
        for (var at = 0; at <= last; at += Block * _stride)
        {
            var end = Math.Min(last + 1, at + Block * _stride);
            foreach (var part in found[..Look(ref first, at, end, found)])
            {
                // as many known parts in a row as an n-gram holds
                var (left, right) = (part, part);
                for (var low = Math.Max(0, part - _stride + 1); left > low && Knows(Hash(ref Unsafe.Add(ref first, left - 1), _part)); left--) { }
                for (var high = Math.Min(last, part + _stride - 1); right < high && Knows(Hash(ref Unsafe.Add(ref first, right + 1), _part)); right++) { }
                for (; left + _stride - 1 <= right; left++) Unsafe.Add(ref place, count++) = left;
            }
        }

        return places.AsSpan(0, count);
    }

    /// <summary>Whether the set may hold the n-gram at a place; for n of 1 and 2, which have one part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHold(ReadOnlySpan<uint> tokens, int at) => Knows(Hash(ref MemoryMarshal.GetReference(tokens.Slice(at, _part)), _part));

    /// <summary>Parts that are known, of those at every few places; no branch depends on a look, so that many are under way at once.</summary>
    private int Look(ref uint first, int at, int end, Span<int> found) => _part switch
    {
        // the parts of n = 8 and n = 5, by code of their own
        5 => Look(ref first, at, end, found, 5),
        3 => Look(ref first, at, end, found, 3),
        var part => Look(ref first, at, end, found, part),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe int Look(ref uint first, int at, int end, Span<int> found, int part)
    {
        Span<ulong> hashes = stackalloc ulong[Block];
        ref var hash = ref MemoryMarshal.GetReference(hashes);
        ref var hit = ref MemoryMarshal.GetReference(found);
        var (stride, shift, hits, parts) = (_stride, _shift, 0, 0);
        fixed (ulong* filter = _filter)
        {
            for (var i = at; i < end; i += stride)
            {
                var value = Hash(ref Unsafe.Add(ref first, i), part);
                Unsafe.Add(ref hash, parts++) = value;
                if (Sse.IsSupported) Sse.Prefetch0(filter + (value >> shift));
            }

            for (var i = 0; i < parts; i++)
            {
                var value = Unsafe.Add(ref hash, i);
                Unsafe.Add(ref hit, hits) = at;
                at += stride;
                hits += Test(filter[value >> shift], value);
            }
        }

        return hits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Knows(ulong hash) => Test(_filter[hash >> _shift], hash) != 0;

    /// <summary>1 where both bits of a hash are set in its word: two of the upper half, where the hash is good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Test(ulong word, ulong hash) => (int)(word >> (int)(hash >> 32) & word >> (int)(hash >> 38) & 1);

    private static ulong Bits(ulong hash) => 1UL << (int)(hash >> 32) | 1UL << (int)(hash >> 38);

    /// <summary>The sum of the tokens, two at a time, each two times an odd number of their own place; the upper bits are as good as the numbers (multiply-shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ref uint first, int count)
    {
        switch (count)
        {
            case 5:
                return unchecked(Two(ref first, 0) * First + Two(ref first, 2) * Second + Unsafe.Add(ref first, 4) * Third);
            case 2:
                return unchecked(Two(ref first, 0) * First);
            case 3:
                return unchecked(Two(ref first, 0) * First + Unsafe.Add(ref first, 2) * Second);
            default:
                var (hash, factor) = (0UL, First);
                for (var i = 0; i < count; i += 2)
                {
                    hash = unchecked(hash + (i + 1 < count ? Two(ref first, i) : Unsafe.Add(ref first, i)) * factor);
                    factor = unchecked(factor * Factors);
                }

                return hash;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Two(ref uint first, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<uint, byte>(ref Unsafe.Add(ref first, at)));
}
