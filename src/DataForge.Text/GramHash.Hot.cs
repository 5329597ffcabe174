using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataForge.Text;

/// <summary>Hashes of all n-grams of a token sequence from one pass of prefix hashes, for every n at once.</summary>
/// <remarks>A polynomial modulo 2^64 over mixed tokens, then a finalizer. Two different n-grams collide by chance once in 2^64; matches are verified token by token all the same.</remarks>
public sealed class GramHash
{
    /// <summary>The longest n that <see cref="Of(int, int)"/> takes.</summary>
    public const int MaxN = 32;

    private const ulong Base = 0x9FB21C651E98DF25;
    private const ulong Spread = 0xD6E8FEB86659FD93;
    private static readonly ulong[] Powers = BuildPowers();

    private ulong[] _prefix = new ulong[257];

    /// <summary>Takes in a sequence.</summary>
    public void Fill(ReadOnlySpan<uint> tokens)
    {
        if (tokens.Length >= _prefix.Length) _prefix = new ulong[tokens.Length * 2 + 1];
        ref var token = ref MemoryMarshal.GetReference(tokens);
        ref var prefix = ref MemoryMarshal.GetArrayDataReference(_prefix);
        ulong hash = 0;
        prefix = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            hash = unchecked(hash * Base + Mix(Unsafe.Add(ref token, i)));
            Unsafe.Add(ref prefix, i + 1) = hash;
        }
    }

    /// <summary>Hash of the n tokens from <paramref name="at"/> on; never 0.</summary>
    public ulong Of(int at, int n) => Finish(unchecked(_prefix[at + n] - _prefix[at] * Powers[n]));

    /// <summary>Hash of one n-gram, the same as where it stands in a longer sequence.</summary>
    public static ulong Of(ReadOnlySpan<uint> gram)
    {
        ulong hash = 0;
        foreach (var token in gram) hash = unchecked(hash * Base + Mix(token));
        return Finish(hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(uint token)
    {
        var mixed = unchecked(token * Spread);
        return mixed ^ (mixed >> 29);
    }

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
