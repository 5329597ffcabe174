using System.Text;
using DataForge.Text.Markup;

namespace DataForge.Text;

/// <summary>The one normalizer of the suite: raw text to comparable tokens, each with its place in the raw text.</summary>
/// <remarks>
/// NFKC and full case folding (Unicode 15.0.0); words are runs of letters with their apostrophes taken out; digits with thousands separators are one number, a fraction a second one;
/// Han, kana, Thai and Greek stand one token a character, Chinese numerals as numbers (三 = 3, 一百二十 = 120); LaTeX in canonical form (<see cref="LatexCommands"/>);
/// punctuation, operators and symbols separate and vanish, a few symbols equal their command (∞ = \infty); traditional Chinese characters count as their simplified ones.
/// Before all that, markup, escapes and layout are taken out (<see cref="MarkupDecoder"/>).
/// Not guarded: variables run together (<c>xy</c> is not <c>x y</c>), spelling, synonyms.
/// Not thread-safe; one per thread.
/// </remarks>
public sealed class Normalizer
{
    /// <summary>Names this behaviour in every index; any change of a token's hash or bounds needs a new one.</summary>
    public const string Id = "dataforge-text/2";

    private readonly MarkupDecoder? _markup;
    private readonly TextFolder _folder = new();
    private readonly Tokenizer _tokenizer;

    public Normalizer() : this(plain: false) { }

    /// <param name="plain">Without vectors where a slower way is at hand.</param>
    /// <param name="markup">False reads markup as text.</param>
    internal Normalizer(bool plain, bool markup = true) => (_tokenizer, _markup) = (new Tokenizer(plain), markup ? new MarkupDecoder() : null);

    /// <summary>Tokens of the text read last.</summary>
    public TokenList Tokens => _tokenizer.Tokens;

    /// <summary>Tokenizes a text; the list is valid until the next call.</summary>
    public TokenList Read(ReadOnlySpan<byte> utf8)
    {
        _tokenizer.Read(_folder.Fold(_markup is null ? utf8 : _markup.Decode(utf8)));
        return _tokenizer.Tokens;
    }

    /// <summary>Tokenizes a text; places count UTF-8 bytes.</summary>
    public TokenList Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <summary>Byte range of tokens [first, end) in the raw text.</summary>
    public (int Start, int End) SourceRange(int first, int end)
    {
        if (first >= end) return (0, 0);
        var (start, stop) = _folder.ToSource(Tokens.Starts[first], Tokens.Ends[end - 1]);
        return _markup is null || stop <= start ? (start, stop) : _markup.ToRaw(start, stop);
    }
}
