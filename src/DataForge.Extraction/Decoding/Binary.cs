namespace DataForge.Extraction.Decoding;

/// <summary>Content that is no text, by its first bytes.</summary>
internal static class Binary
{
    private static readonly (byte[] Magic, string Kind)[] Kinds =
    [
        ([.. "%PDF-"u8], "a PDF document"), ([0x89, .. "PNG"u8], "an image"), ([0xFF, 0xD8, 0xFF], "an image"), ([.. "GIF8"u8], "an image"), ([.. "PK\x03\x04"u8], "a zip archive"), ([0x1F, 0x8B], "gzip data"), ([.. "BZh"u8], "bzip2 data"),
        ([0xFD, .. "7zXZ"u8], "xz data"), ([.. "OggS"u8], "sound"), ([.. "ID3"u8], "sound"), ([0x7F, .. "ELF"u8], "a program"), ([.. "\0asm"u8], "a program"), ([.. "wOFF"u8], "a font"), ([.. "wOF2"u8], "a font"),
    ];

    /// <summary>What the bytes are; null where they may be a page.</summary>
    public static string? Kind(ReadOnlySpan<byte> bytes)
    {
        foreach (var (magic, kind) in Kinds)
            if (bytes.StartsWith(magic))
                return kind;
        var head = bytes[..Math.Min(bytes.Length, 1024)];
        var isWide = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        return !isWide && head.Count((byte)0) > head.Length / 20 ? "binary data" : null;
    }
}
