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
        for (var part = at; part < at + _stride; part++) Put(HashAt(tokens, part));
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
                    var hash = HashAt(tokens, done);
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
        return _part switch
        {
            // the parts of n = 8 and n = 5 by code of their own
            5 => Places<Five>(ref first, tokens.Length, places),
            3 => Places<Three>(ref first, tokens.Length, places),
            _ => Places<Any>(ref first, tokens.Length, places),
        };
    }

    [SkipLocalsInit]
    private ReadOnlySpan<int> Places<TPart>(ref uint first, int length, int[] places)
        where TPart : IPart
    {
        Span<ulong> hashes = stackalloc ulong[Block];
        Span<int> found = stackalloc int[Block];
        ref var place = ref MemoryMarshal.GetArrayDataReference(places);
        var (count, last) = (0, length - _part);
        for (var at = 0; at <= last; at += Block * _stride)
        {
            foreach (var part in found[..Look<TPart>(ref first, at, Math.Min(last + 1, at + Block * _stride), ref MemoryMarshal.GetReference(hashes), ref MemoryMarshal.GetReference(found))])
            {
                // as many known parts in a row as an n-gram holds
                var (left, right) = (part, part);
                for (var low = Math.Max(0, part - _stride + 1); left > low && Knows(TPart.Hash(ref Unsafe.Add(ref first, left - 1), _part)); left--) { }
                for (var high = Math.Min(last, part + _stride - 1); right < high && Knows(TPart.Hash(ref Unsafe.Add(ref first, right + 1), _part)); right++) { }
                for (; left + _stride - 1 <= right; left++) Unsafe.Add(ref place, count++) = left;
            }
        }

        return places.AsSpan(0, count);
    }

    /// <summary>Parts that are known, of those at every few places; no branch depends on a look, and memory is asked for before it is looked at, so that many are under way at once.</summary>
    /// <returns>How many.</returns>
    private unsafe int Look<TPart>(ref uint first, int at, int end, ref ulong hash, ref int hit)
        where TPart : IPart
    {
        ref var filter = ref MemoryMarshal.GetArrayDataReference(_filter);
        var (stride, shift, part, parts, hits) = (_stride, _shift, _part, 0, 0);
        for (var i = at; i < end; i += stride)
        {
            var value = TPart.Hash(ref Unsafe.Add(ref first, i), part);
            Unsafe.Add(ref hash, parts++) = value;
            if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref filter, (nint)(value >> shift)))); // should the array move, it is a look in vain
        }

        for (var i = 0; i < parts; i++)
        {
            var value = Unsafe.Add(ref hash, i);
            Unsafe.Add(ref hit, hits) = at;
            at += stride;
            hits += Test(Unsafe.Add(ref filter, (nint)(value >> shift)), value);
        }

        return hits;
    }

    /// <summary>Whether the set may hold the n-gram at a place, by its first part; those of n = 1 and 2 have no other.</summary>
    public bool MayHold(ReadOnlySpan<uint> tokens, int at) => Knows(HashAt(tokens, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Knows(ulong hash) => Test(_filter[hash >> _shift], hash) != 0;

    /// <summary>1 where both bits of a hash are set in its word: two of the upper half, where the hash is good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Test(ulong word, ulong hash) => (int)(word >> (int)(hash >> 32) & word >> (int)(hash >> 38) & 1);

    private static ulong Bits(ulong hash) => 1UL << (int)(hash >> 32) | 1UL << (int)(hash >> 38);

    /// <summary>Hash of the part at a place.</summary>
    private ulong HashAt(ReadOnlySpan<uint> tokens, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(tokens.Slice(at, _part));
        return _part switch
        {
            5 => Five.Hash(ref first, _part),
            3 => Three.Hash(ref first, _part),
            _ => Any.Hash(ref first, _part),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Two(ref uint first, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<uint, byte>(ref Unsafe.Add(ref first, at)));

    /// <summary>A part's hash: the sum of its tokens, two at a time, each two times an odd number of their own place; the upper bits are as good as the numbers (multiply-shift).</summary>
    private interface IPart
    {
        static abstract ulong Hash(ref uint first, int count);
    }

    private readonly struct Five : IPart
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Hash(ref uint first, int count) => unchecked(Two(ref first, 0) * First + Two(ref first, 2) * Second + Unsafe.Add(ref first, 4) * Third);
    }

    private readonly struct Three : IPart
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Hash(ref uint first, int count) => unchecked(Two(ref first, 0) * First + Unsafe.Add(ref first, 2) * Second);
    }

    private readonly struct Any : IPart
    {
        public static ulong Hash(ref uint first, int count)
        {
            var (hash, factor) = (0UL, First);
            for (var i = 0; i < count; i += 2)
            {
                hash = unchecked(hash + (i + 1 < count ? Two(ref first, i) : Unsafe.Add(ref first, i)) * factor);
                factor = unchecked(factor * Factors);
            }

            return hash;
        }
    }
}
