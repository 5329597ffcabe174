namespace DataForge.Text;

/// <summary>Hashes of all n-grams of a token sequence from one pass of prefix hashes, for every n at once.</summary>
/// <remarks>A polynomial modulo 2^64 over mixed tokens, then a finalizer. Two different n-grams collide by chance once in 2^64; matches are verified token by token all the same.</remarks>
public sealed class GramHash
{
    /// <summary>The longest n that <see cref="Of"/> takes.</summary>
    public const int MaxN = 32;

    private const ulong Base = 0x9FB21C651E98DF25;
    private static readonly ulong[] Powers = BuildPowers();

    private ulong[] _prefix = new ulong[257];

    /// <summary>Takes in a sequence.</summary>
    public void Fill(ReadOnlySpan<uint> tokens)
    {
        if (tokens.Length >= _prefix.Length) _prefix = new ulong[tokens.Length * 2 + 1];
        var prefix = _prefix;
        ulong hash = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var mixed = unchecked(tokens[i] * 0xD6E8FEB86659FD93);
            hash = unchecked(hash * Base + (mixed ^ (mixed >> 29)));
            prefix[i + 1] = hash;
        }
    }

    /// <summary>Hash of the n tokens from <paramref name="at"/> on; never 0.</summary>
    public ulong Of(int at, int n)
    {
        var raw = unchecked(_prefix[at + n] - _prefix[at] * Powers[n]);
        raw = unchecked((raw ^ (raw >> 31)) * 0xD6E8FEB86659FD93);
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
