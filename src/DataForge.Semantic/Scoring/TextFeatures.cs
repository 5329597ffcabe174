using DataForge.Contamination;
using DataForge.Text;

namespace DataForge.Semantic;

/// <summary>Numbers and words of a text, each once, as hashes of normalized tokens.</summary>
/// <param name="Numbers">Number words among them.</param>
/// <param name="Tokens">Length of the text.</param>
internal sealed record TextFeatures(IReadOnlySet<uint> Numbers, IReadOnlySet<uint> Words, int Tokens)
{
    public static TextFeatures Of(IndexEntry entry) => Of(entry.Tokens, entry.Flags);

    public static TextFeatures Of(ReadOnlySpan<uint> tokens, ReadOnlySpan<byte> flags)
    {
        var (numbers, words) = (new HashSet<uint>(), new HashSet<uint>());
        for (var i = 0; i < tokens.Length; i++)
        {
            if ((flags[i] & Token.Number) != 0) numbers.Add(tokens[i]);
            else if (NumberWords.TryDigits(tokens[i], out var digits)) numbers.Add(digits);
            else words.Add(tokens[i]);
        }

        return new TextFeatures(numbers, words, tokens.Length);
    }
}
