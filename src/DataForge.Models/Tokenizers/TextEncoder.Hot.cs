using System.Text;

namespace DataForge.Models.Tokenizers;

/// <summary>Text to ids: added tokens, normalization, words, merges. Belongs to one thread at a time.</summary>
/// <remarks>The order is Hugging Face's (AddedVocabulary::extract_and_normalize): added tokens in the text as given, then the text between them is normalized, then added tokens in normalized text.</remarks>
internal sealed class TextEncoder(TokenizerParts parts, AddedTokens early, AddedTokens late, WordEncoder words)
{
    /// <summary>A larger buffer is not kept for the next text.</summary>
    private const int KeptBytes = 1 << 20;

    private byte[] _text = new byte[4096];

    public IdBuffer Ids { get; } = new();

    /// <param name="plain">Where control tokens stay unrecognised.</param>
    public void Encode(string text, NoSpecialTokenRanges plain)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length) + WordEncoder.Padding;
        var buffer = most <= _text.Length ? _text : new byte[most];
        if (most <= KeptBytes) _text = buffer;
        var length = Encoding.UTF8.GetBytes(text, buffer);
        var normalize = parts.NormalForm == NormalForm.Nfc && !Ascii.IsValid(text);
        for (var at = 0; at < length;)
        {
            var found = early.TryFind(buffer.AsSpan(0, length), at, plain, out var token, out var where);
            var (start, end) = found ? (where.Start.Value, where.End.Value) : (length, length);
            if (start > at) Between(buffer, at, start, normalize, plain);
            if (found) Ids.Add(token.Id);
            at = end;
        }
    }

    private void Between(byte[] buffer, int start, int end, bool normalize, NoSpecialTokenRanges plain)
    {
        if (normalize)
        {
            plain = plain.Touch(start, end) ? NoSpecialTokenRanges.All : NoSpecialTokenRanges.None; // places shift under normalization: a piece that holds any content counts as content
            var normal = Nfc.Apply(Encoding.UTF8.GetString(buffer, start, end - start));
            buffer = new byte[Encoding.UTF8.GetMaxByteCount(normal.Length) + WordEncoder.Padding];
            (start, end) = (0, Encoding.UTF8.GetBytes(normal, buffer));
        }

        for (var at = start; at < end;)
        {
            var found = late.TryFind(buffer.AsSpan(0, end), at, plain, out var token, out var where);
            var (from, to) = found ? (where.Start.Value, where.End.Value) : (end, end);
            Words(buffer, at, from);
            if (found) Ids.Add(token.Id);
            at = to;
        }
    }

    private void Words(byte[] buffer, int start, int end)
    {
        var text = buffer.AsSpan(0, end);
        for (var at = start; at < end;)
        {
            var next = WordScanner.Next(parts.PreTokenizer, text, at);
            words.Encode(buffer, at, next, Ids);
            at = next;
        }
    }
}
