namespace DataForge.Models.Tokenizers;

/// <summary>The printable spelling of bytes that byte-level vocabularies use: <c>Ġ</c> is a space, <c>Ċ</c> a line feed.</summary>
/// <remarks>GPT-2, encoder.py, <c>bytes_to_unicode</c>: printable Latin-1 stands for itself, the other 68 bytes take U+0100 onward in order.</remarks>
internal static class ByteAlphabet
{
    private static readonly short[] ByteOf = Build();

    /// <summary>Writes the bytes a token spells.</summary>
    /// <param name="bytes">At least as long as <paramref name="spelled"/>.</param>
    /// <returns>False when a character is not in the alphabet: the token stands for its literal text.</returns>
    public static bool TryDecode(ReadOnlySpan<char> spelled, Span<byte> bytes)
    {
        for (var i = 0; i < spelled.Length; i++)
        {
            var value = spelled[i] < ByteOf.Length ? ByteOf[spelled[i]] : (short)-1;
            if (value < 0) return false;
            bytes[i] = (byte)value;
        }

        return true;
    }

    private static short[] Build()
    {
        var table = new short[256 + 68];
        Array.Fill(table, (short)-1);
        var next = 256;
        for (var value = 0; value < 256; value++)
            table[value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? value : next++] = (short)value;
        return table;
    }
}
