using System.Runtime.CompilerServices;
using System.Text;

namespace DataForge.Text;

/// <summary>A token is the 32-bit hash of its normal form; flags say what kind of word it was. Hashes are written into indexes and belong to the normalizer id.</summary>
public static class Token
{
    /// <summary>Digits: <c>1,234.50</c> is the tokens 1234 and 5.</summary>
    public const byte Number = 1;

    /// <summary>An English word for a number or a fraction (<c>three</c>, <c>half</c>).</summary>
    public const byte NumberWord = 2;

    /// <summary>Capitalized and no usual opener of sentences: a person, a month, a place.</summary>
    public const byte Name = 4;

    /// <summary>he, she and their forms.</summary>
    public const byte Pronoun = 8;

    /// <summary>A sentence, clause or line begins here.</summary>
    public const byte Break = 16;

    /// <summary>A single letter or a LaTeX command: part of a formula, not of a sentence.</summary>
    public const byte Symbol = 32;

    internal const ulong Seed = 0x9E3779B97F4A7C15, Factor = 0xD6E8FEB86659FD93;

    /// <summary>Hash of a word given in its normal form.</summary>
    public static uint HashOf(string normal) => HashOf(Encoding.UTF8.GetBytes(normal));

    internal static uint HashOf(ReadOnlySpan<byte> normal)
    {
        var hash = Seed;
        ulong chunk = 0;
        var shift = 0;
        foreach (var b in normal)
        {
            chunk |= (ulong)b << shift;
            if ((shift += 8) < 64) continue;
            hash = Mix(hash, chunk);
            chunk = 0;
            shift = 0;
        }

        return Finish(hash, chunk, normal.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong hash, ulong chunk)
    {
        hash = unchecked((hash ^ chunk) * Factor);
        return hash ^ (hash >> 32);
    }

    /// <summary>Never 0, so that 0 can mean "none".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Finish(ulong hash, ulong chunk, int length)
    {
        hash = Mix(hash ^ (ulong)length, chunk);
        hash = unchecked(hash * Factor);
        return (uint)(hash >> 32) | 1;
    }
}
