using System.Runtime.CompilerServices;

namespace DataForge.Corpus;

/// <summary>Cuts a text into hashed shingles: n words in a row, or, where most tokens are Chinese or Japanese characters, n characters. Not safe for several threads.</summary>
/// <remarks>Words are runs of letters and digits in lower case; signs of arithmetic are tokens; other punctuation separates.</remarks>
internal sealed class Shingler(int words, int characters)
{
    private const ulong Prime = 0x9E3779B97F4A7C15;
    private const ulong Base = 0xD6E8FEB86659FD93; // odd; powers of it weigh a shingle's tokens

    private ulong[] _tokens = new ulong[1024];
    private ulong[] _shingles = new ulong[1024];

    /// <summary>The shingles in order, repeats included; empty for a text of fewer tokens than a shingle has. Valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<ulong> Of(ReadOnlySpan<char> text)
    {
        var count = Tokens(text, out var alone);
        var n = alone * 2 > count ? characters : words;
        if (count < n) return [];
        if (_shingles.Length < count) _shingles = new ulong[_tokens.Length];
        var leaving = 1UL;
        for (var i = 0; i < n; i++) leaving *= Base;
        var hash = 0UL;
        var (tokens, shingles) = (_tokens, _shingles);
        for (var i = 0; i < count; i++)
        {
            hash = unchecked(hash * Base + tokens[i]);
            if (i >= n) hash -= unchecked(tokens[i - n] * leaving);
            if (i >= n - 1) shingles[i - n + 1] = Mix(hash);
        }

        return shingles.AsSpan(0, count - n + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Tokens(ReadOnlySpan<char> text, out int alone)
    {
        if (_tokens.Length < text.Length + 1) _tokens = new ulong[Math.Max(text.Length + 1, _tokens.Length * 2)];
        var (classes, lower, tokens) = (CharTable.Classes, CharTable.Lower, _tokens);
        var count = 0;
        alone = 0;
        var word = 0UL;
        foreach (var c in text)
        {
            var kind = classes[c];
            if (kind is CharTable.Word or CharTable.Digit)
            {
                word = unchecked((word ^ (lower[c] + 1UL)) * Prime);
                word ^= word >> 29;
                continue;
            }

            if (word != 0)
            {
                tokens[count++] = Mix(word);
                word = 0;
            }

            if (kind == CharTable.Separator) continue;
            tokens[count++] = Mix(unchecked(c * Prime + 1));
            if (kind == CharTable.Alone) alone++;
        }

        if (word != 0) tokens[count++] = Mix(word);
        return count;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93;
            z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93;
            return z ^ (z >> 32);
        }
    }
}
