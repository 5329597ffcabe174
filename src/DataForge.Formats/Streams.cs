using System.IO.Compression;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Opens files: <c>-</c> is the standard stream; gzip and zstd are undone by content when reading and done by name when writing.</summary>
public static class Streams
{
    private const int WouldBlock = 11;
    private const int MostWaits = 100;

    // Without it the runtime takes a gzip file that is cut off for a whole one.
    static Streams() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>A byte stream of the file's content after decompression, told by its first bytes whatever the file is called.</summary>
    /// <exception cref="ForgeException">The file is missing, a directory, or not readable.</exception>
    public static Stream OpenRead(string path) => Open(path, null);

    /// <summary>As <see cref="OpenRead"/>; its beginning can be looked at.</summary>
    /// <param name="record">Takes note of the bytes as the file holds them.</param>
    internal static PeekStream Open(string path, InputRecord? record, InputBytes? bytes = null)
    {
        try
        {
            var raw = OpenRaw(path);
            return Decoded(bytes is null ? Watch(raw, record) : bytes.Watch(Watch(raw, record)), raw as FileStream);
        }
        catch (IOException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>The file's bytes as they are.</summary>
    /// <exception cref="ForgeException">The file is missing, a directory, or not readable.</exception>
    internal static Stream OpenRaw(string path)
    {
        if (path != "-" && Directory.Exists(path)) throw new ForgeException($"{path}: expected a file, found a folder; name the files in it, as {path.TrimEnd('/')}/*.jsonl");
        try
        {
            return path == "-" ? StandardStreams.OpenInput() : OpenFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static ForgeException Unreadable(string path, Exception e) =>
        new(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: no such file" : $"{ForgeException.Name(path)}: cannot be read: {e.Message}", e);

    /// <summary>A file that has just got its name is still locked for a moment by the process that wrote it.</summary>
    private static FileStream OpenFile(string path)
    {
        for (var waits = 0; ; waits++)
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            }
            catch (IOException e) when (e.HResult == WouldBlock && waits < MostWaits)
            {
                Thread.Sleep(10);
            }
    }

    /// <summary>The stream's content after decompression, told by its first bytes.</summary>
    /// <param name="raw">The file beneath, where it can be read again to find the place of an error.</param>
    internal static PeekStream Decoded(Stream stream, FileStream? raw = null)
    {
        var file = new PeekStream(stream);
        return file.Peek(4) switch
        {
            [0x1F, 0x8B, ..] => new PeekStream(CompressedStream.Gzip(file, raw)),
            [0x28, 0xB5, 0x2F, 0xFD] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18] => new PeekStream(CompressedStream.Zstd(file)),
            _ => file,
        };
    }

    private static Stream Watch(Stream stream, InputRecord? record) => record is null ? stream : record.Watch(stream);

    /// <summary>Wraps a stream so that what is written to it is compressed as the name's suffix says.</summary>
    internal static Stream Compress(Stream stream, string path) => Suffix(path) switch
    {
        ".gz" => new BlockStream(new GZipStream(stream, CompressionLevel.Optimal)),
        ".zst" => new ZstdWriteStream(stream),
        _ => stream,
    };

    /// <summary>True where the name asks for compressed text: what was written can be read back only once the compressor hands it on.</summary>
    public static bool IsCompressed(string path) => Suffix(path) is ".gz" or ".zst";

    internal static bool IsParquet(string path) => Suffix(path) == ".parquet";

    /// <summary>The suffix that tells the content: <c>.json</c> of <c>a.json.gz</c>.</summary>
    internal static string InnerSuffix(string path) => Suffix(IsCompressed(path) ? Path.GetFileNameWithoutExtension(path) : path);

    private static string Suffix(string path) => Path.GetExtension(path).ToLowerInvariant();
}
