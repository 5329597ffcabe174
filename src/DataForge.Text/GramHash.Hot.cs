using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataForge.Text;

/// <summary>Hashes of all n-grams of a token sequence from one pass of prefix hashes, for every n at once.</summary>
/// <remarks>A polynomial modulo 2^64 over mixed tokens, then a finalizer. Two different n-grams collide by chance once in 2^64; matches are verified token by token all the same.</remarks>
public sealed class GramHash
{
    /// <summary>The longest n that <see cref="Of"/> takes.</summary>
    public const int MaxN = 32;

    private const ulong Base = 0x9FB21C651E98DF25;
    private const ulong Spread = 0xD6E8FEB86659FD93;
    private static readonly ulong[] Powers = BuildPowers();

    private ulong[] _prefix = new ulong[257];
    private int[] _found = new int[256];

    private int _count;

    /// <summary>Takes in a sequence.</summary>
    public void Fill(ReadOnlySpan<uint> tokens)
    {
        _count = tokens.Length;
        if (tokens.Length >= _prefix.Length)
        {
            _prefix = new ulong[tokens.Length * 2 + 1];
            _found = new int[tokens.Length * 2];
        }

        ref var token = ref MemoryMarshal.GetReference(tokens);
        ref var prefix = ref MemoryMarshal.GetArrayDataReference(_prefix);
        ulong hash = 0;
        prefix = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var mixed = unchecked(Unsafe.Add(ref token, i) * Spread);
            hash = unchecked(hash * Base + (mixed ^ (mixed >> 29)));
            Unsafe.Add(ref prefix, i + 1) = hash;
        }
    }

    /// <summary>Places of the sequence whose n-gram may be in a set.</summary>
    /// <param name="filter">2^k words; <see cref="FilterBits"/> of a hash are set in the word that its k highest bits name.</param>
    /// <param name="shift">64 - k.</param>
    /// <returns>Ascending places, valid until the next call; nearly all that are not in the set are left out.</returns>
    /// <remarks>Apart from <see cref="Fill"/>, so that many looks into the filter are under way at once: in one loop, each load of a prefix waits for the store of a place, and that for the filter's word.</remarks>
    public ReadOnlySpan<int> Among(int n, ReadOnlySpan<ulong> filter, int shift)
    {
        ref var prefix = ref MemoryMarshal.GetArrayDataReference(_prefix);
        ref var ahead = ref Unsafe.Add(ref prefix, n);
        ref var word = ref MemoryMarshal.GetReference(filter);
        ref var found = ref MemoryMarshal.GetArrayDataReference(_found);
        var power = Powers[n];
        var count = 0;
        for (var i = 0; i <= _count - n; i++)
        {
            var key = Finish(unchecked(Unsafe.Add(ref ahead, i) - Unsafe.Add(ref prefix, i) * power));
            var bits = FilterBits(key);
            Unsafe.Add(ref found, count) = i;
            count += (Unsafe.Add(ref word, (nint)(key >> shift)) & bits) == bits ? 1 : 0;
        }

        return _found.AsSpan(0, count);
    }

    /// <summary>Hash of the n tokens from <paramref name="at"/> on; never 0.</summary>
    public ulong Of(int at, int n) => Finish(unchecked(_prefix[at + n] - _prefix[at] * Powers[n]));

    /// <summary>The two bits by which a filter word knows a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FilterBits(ulong hash) => 1UL << (int)(hash >> 1) | 1UL << (int)(hash >> 7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finish(ulong raw)
    {
        raw = unchecked((raw ^ (raw >> 31)) * Spread);
        return raw ^ (raw >> 32) | 1;
    }

    private static ulong[] BuildPowers()
    {
        var powers = new ulong[MaxN + 1];
        powers[0] = 1;
        for (var n = 1; n <= MaxN; n++) powers[n] = unchecked(powers[n - 1] * Base);
        return powers;
    }
}
