namespace DataForge.Contamination;

/// <summary>Tells prose from names, numbers, addresses and encoded bytes by its spaces.</summary>
internal static class Prose
{
    private const int LeastBytes = 16, LeastSpaces = 3, LeastWide = 5;

    /// <summary>At least 16 bytes, and in them three spaces or line ends, or five characters from U+3000 on (Han, kana, Hangul).</summary>
    /// <remarks>A sentence without spaces in another script is not seen as prose; neither is a formula without any.</remarks>
    public static bool Is(ReadOnlySpan<byte> utf8)
    {
        const byte firstWide = 0xE3; // begins U+3000
        if (utf8.Length < LeastBytes) return false;
        int spaces = 0, wide = 0;
        foreach (var b in utf8)
        {
            if (b is (byte)' ' or (byte)'\n' or (byte)'\t') spaces++;
            else if (b >= firstWide) wide++;
            if (spaces >= LeastSpaces || wide >= LeastWide) return true;
        }

        return false;
    }
}
