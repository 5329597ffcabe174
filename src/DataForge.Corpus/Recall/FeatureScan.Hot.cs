using System.Runtime.CompilerServices;

namespace DataForge.Corpus;

/// <summary>Cuts a text into hashed features for a linear classifier: words, LaTeX commands and signs, Chinese and Japanese characters, and each two neighbours of these. Not safe for several threads.</summary>
/// <remarks>Digits are read as 0, so that numbers of one length are one word; case does not count. A change here is a new <see cref="Id"/>, since stored weights belong to features.</remarks>
internal sealed class FeatureScan(int bits)
{
    /// <summary>Stands in model files.</summary>
    public const string Id = "words-2/1";

    private const ulong Prime = 0x9E3779B97F4A7C15;

    private readonly int _shift = 64 - bits;
    private uint[] _features = new uint[4096];
    private int _count;
    private ulong _previous;

    /// <summary>Features in order, repeats included; valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<uint> Of(ReadOnlySpan<char> text)
    {
        if (_features.Length < 2 * text.Length + 2) _features = new uint[4 * text.Length + 2];
        _count = 0;
        _previous = 0;
        var (classes, lower) = (CharTable.Classes, CharTable.Lower);
        var word = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var kind = classes[c];
            if (kind is CharTable.Word or CharTable.Digit)
            {
                word = unchecked((word ^ (kind == CharTable.Digit ? '0' + 1UL : lower[c] + 1UL)) * Prime);
                word ^= word >> 29;
                continue;
            }

            if (word != 0) Token(word);
            word = 0;
            if (c == '\\' && i + 1 < text.Length)
            {
                // \frac is a token of its own, other than the word; \\ and \{ too
                word = unchecked(0x5CUL * Prime);
                if (classes[text[i + 1]] == CharTable.Word) continue;
                Token(unchecked((word ^ text[++i]) * Prime));
                word = 0;
            }
            else if (kind != CharTable.Separator || c is '$' or '{' or '}' or '(' or ')' or '_' or '&' or '?')
            {
                Token(unchecked((c + 0x10000UL) * Prime));
            }
        }

        if (word != 0) Token(word);
        return _features.AsSpan(0, _count);
    }

    private void Token(ulong token)
    {
        token ^= token >> 32;
        _features[_count++] = (uint)(unchecked(token * Prime) >> _shift);
        if (_previous != 0) _features[_count++] = (uint)(unchecked((_previous * 31 + token) * 0xD6E8FEB86659FD93) >> _shift);
        _previous = token;
    }
}
