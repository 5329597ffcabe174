using System.IO.Compression;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Opens files by name: <c>-</c> is the standard stream, <c>.gz</c> and <c>.zst</c> are compressed.</summary>
public static class Streams
{
    // Without it the runtime takes a gzip file that is cut off for a whole one.
    static Streams() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>A byte stream of the file's content after decompression.</summary>
    /// <exception cref="ForgeException">The file is missing, a directory, or not readable.</exception>
    /// <param name="record">Takes note of the bytes as the file holds them.</param>
    public static Stream OpenRead(string path, InputRecord? record = null)
    {
        if (path == "-") return Watch(StandardStreams.OpenInput(), record);
        try
        {
            if (Directory.Exists(path)) throw new ForgeException($"{path}: expected a file, found a directory");
            Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            file = Watch(file, record);
            return Suffix(path) switch
            {
                ".gz" => new GZipStream(new BufferedStream(file, 1 << 16), CompressionMode.Decompress),
                ".zst" => new ZstdReadStream(file),
                _ => file,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: no such file" : $"{path}: cannot be read: {e.Message}", e);
        }
    }

    private static Stream Watch(Stream stream, InputRecord? record) => record is null ? stream : record.Watch(stream);

    /// <summary>Wraps a stream so that what is written to it is compressed as the name's suffix says.</summary>
    internal static Stream Compress(Stream stream, string path) => Suffix(path) switch
    {
        ".gz" => new GZipStream(stream, CompressionLevel.Optimal),
        ".zst" => new ZstdWriteStream(stream),
        _ => stream,
    };

    internal static bool IsParquet(string path) => Suffix(path) == ".parquet";

    private static string Suffix(string path) => Path.GetExtension(path).ToLowerInvariant();
}
