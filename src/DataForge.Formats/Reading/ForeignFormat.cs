using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Content that is no rows of any layout read here, named for what it is with the way to convert it.</summary>
public static class ForeignFormat
{
    /// <summary>How much of a file's beginning tells all of them apart.</summary>
    public const int LookBytes = 512;

    private const int TarMagicAt = 257;

    private static readonly (byte[] Magic, string Is)[] Magics =
    [
        ([0x00, 0x00, 0xFE, 0xFF], Unicode("UTF-32")),
        ([0xFF, 0xFE, 0x00, 0x00], Unicode("UTF-32")),
        ([0xFF, 0xFE], Unicode("UTF-16")),
        ([0xFE, 0xFF], Unicode("UTF-16")),
        ([0xFD, .. "7zXZ"u8, 0x00], Packed("xz", "unxz")),
        ([.. "LZIP\x01"u8], Packed("lzip", "lzip -d")),
        ([0x04, 0x22, 0x4D, 0x18], Packed("lz4", "lz4 -d")),
        ([.. "PK\x03\x04"u8], "a zip archive; unpack it and name the files in it"),
        ([.. "PK\x05\x06"u8], "an empty zip archive"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive; unpack it and name the files in it"),
        ([.. "Rar!\x1A\x07"u8], "a rar archive; unpack it and name the files in it"),
        ([.. "version https://git-lfs.github.com/spec/"u8], "a Git LFS pointer, not the file it stands for; run: git lfs pull"),
        ([.. "%PDF-"u8], "a PDF document"),
        ([.. "ARROW1\0"u8], "an Arrow file; convert it to Parquet or JSON lines"),
        ([.. "Obj\x01"u8], "an Avro file; convert it to Parquet or JSON lines"),
        ([0x89, .. "HDF\r\n"u8], "an HDF5 file; convert it to Parquet or JSON lines"),
        ([.. "SQLite format 3\0"u8], "an SQLite database; export its table as CSV or JSON lines"),
        ([0x93, .. "NUMPY"u8], "a NumPy array; convert it to Parquet or JSON lines"),
        ([0x80, 0x04, 0x95], "a Python pickle; convert it to Parquet or JSON lines"),
        ([.. "GGUF\x03\0\0\0"u8], "a GGUF model, not data"),
    ];

    private static string Unicode(string name) => $"{name} text; convert it: iconv -f {name} -t UTF-8 FILE > NEW";

    private static string Packed(string kind, string program) => $"compressed by {kind}, and only gzip and zstd are read; unpack it: {program} < FILE > NEW";

    /// <summary>What the content is, in words; null when it may be rows.</summary>
    /// <param name="head">The first bytes, <see cref="LookBytes"/> of them where there are as many.</param>
    /// <param name="anyText">Markup is text like any other here.</param>
    public static string? Of(ReadOnlySpan<byte> head, bool anyText = false)
    {
        foreach (var (magic, what) in Magics)
            if (head.StartsWith(magic))
                return what;
        if (head is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31 or 0x17, ..]) return Packed("bzip2", "bunzip2");
        if (head.Length > TarMagicAt + 5 && head[TarMagicAt..].StartsWith("ustar"u8)) return "a tar archive; unpack it and name the files in it";
        if (head is [0, 0, 0, > 0, ..] or [> 0, 0, 0, 0, ..]) return Unicode(head[0] == 0 ? "UTF-32BE" : "UTF-32LE");
        if (head is [0, > 0, 0, > 0, ..] or [> 0, 0, > 0, 0, ..]) return Unicode(head[0] == 0 ? "UTF-16BE" : "UTF-16LE");
        return anyText ? null : Markup(head);
    }

    /// <summary>True where nothing but JSON begins so, even if only the first few bytes are there yet.</summary>
    public static bool BeginsAsJson(ReadOnlySpan<byte> head)
    {
        if (head.Contains((byte)0)) return false;
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        head = head.TrimStart(" \t\r\n"u8);
        return head.IsEmpty || head[0] is (byte)'{' or (byte)'[';
    }

    private static string? Markup(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        var text = Encoding.Latin1.GetString(head.TrimStart(" \t\r\n"u8));
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return "an HTML page, not data; was an error page saved in place of the file?";
        return text.StartsWith('<') ? "XML or HTML markup, not data" : null;
    }

    /// <exception cref="ForgeException">The content is of another kind; the message names it.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> head, bool anyText = false)
    {
        if (Of(head, anyText) is not { } what) return;
        throw new ForgeException($"{ForgeException.Name(path)}: this is {what.Replace("FILE", path == "-" ? "FILE" : path, StringComparison.Ordinal)}");
    }
}
