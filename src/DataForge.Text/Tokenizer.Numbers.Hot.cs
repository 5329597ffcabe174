namespace DataForge.Text;

/// <summary>Numbers: thousands separators out; a fraction is a token of its own, its last zeros out, so that <c>11.1</c> and <c>11 . 1</c> are the same.</summary>
internal sealed partial class Tokenizer
{
    private byte[] _digits = new byte[64];

    private int ReadNumber(ReadOnlySpan<byte> text, int start)
    {
        var plain = _map.DigitsEnd(start);
        if (plain == text.Length || text[plain] is not ((byte)',' or (byte)'.' or (byte)'{' or (byte)'\\'))
        {
            Add(AsciiHash(text, start, plain), Token.Number, start, plain);
            return plain;
        }

        var kinds = Kinds;
        int at = start, length = 0;
        while (at < text.Length && kinds[text[at]] == Digit) Put(text[at++], ref length);
        if (length <= 3)
            while (Separator(text, at) is var width and > 0 && Group(text, at + width))
            {
                for (var i = 0; i < 3; i++) Put(text[at + width + i], ref length);
                at += width + 3;
            }

        Add(Token.HashOf(_digits.AsSpan(0, length)), Token.Number, start, at);
        if (at + 1 >= text.Length || text[at] != '.' || kinds[text[at + 1]] != Digit) return at;
        var fraction = at + 1;
        for (at = fraction, length = 0; at < text.Length && kinds[text[at]] == Digit; at++) Put(text[at], ref length);
        while (length > 0 && _digits[length - 1] == '0') length--;
        if (length > 0) Add(Token.HashOf(_digits.AsSpan(0, length)), Token.Number, fraction, at);
        return at;
    }

    private void Put(byte digit, ref int length)
    {
        if (length == _digits.Length) Array.Resize(ref _digits, length * 2);
        _digits[length++] = digit;
    }

    /// <summary>Width of a thousands separator: <c>,</c> <c>{,}</c> <c>,\!</c> <c>\,</c>; 0 when there is none.</summary>
    private static int Separator(ReadOnlySpan<byte> text, int at)
    {
        var rest = text[at..];
        if (rest.Length < 4) return 0;
        if (rest[0] == ',') return rest[1] == '\\' && rest[2] == '!' ? 3 : 1;
        if (rest.StartsWith("{,}"u8)) return 3;
        return rest.StartsWith("\\,"u8) ? 2 : 0;
    }

    /// <summary>Exactly three digits stand here.</summary>
    private static bool Group(ReadOnlySpan<byte> text, int at) =>
        at + 3 <= text.Length && Kinds[text[at]] == Digit && Kinds[text[at + 1]] == Digit && Kinds[text[at + 2]] == Digit && (at + 3 == text.Length || Kinds[text[at + 3]] != Digit);
}
