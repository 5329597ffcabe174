using System.Text;

namespace DataForge.Models.Tokenizers;

/// <summary>Text of tokens as they come. A character split over tokens is held back until it is whole, so no piece ends in half a character; all pieces together equal <see cref="Tokenizer.Decode"/>.</summary>
public sealed class TokenStream
{
    private readonly Tokenizer _tokenizer;
    private readonly bool _skipSpecial;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char[] _chars = new char[64];

    internal TokenStream(Tokenizer tokenizer, bool skipSpecial) => (_tokenizer, _skipSpecial) = (tokenizer, skipSpecial);

    /// <summary>The text that this token completes; often empty.</summary>
    public string Push(int id) => _skipSpecial && _tokenizer.IsSpecial(id) ? "" : Decode(_tokenizer.Bytes(id), flush: false);

    /// <summary>What is left at the end: U+FFFD for half a character, else nothing. The stream can be used again.</summary>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        if (bytes.Length + 4 > _chars.Length) _chars = new char[bytes.Length + 4];
        return new string(_chars, 0, _decoder.GetChars(bytes, _chars, flush));
    }
}
