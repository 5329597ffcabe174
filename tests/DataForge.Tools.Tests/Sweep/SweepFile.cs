using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataForge.Tests.Formats;

namespace DataForge.Tests.Tools.Sweep;

/// <summary>A file of ../shared/data as the table knows it.</summary>
/// <param name="Name">Its path below ../shared/data.</param>
/// <param name="Hash">The first 16 hexadecimal digits of its SHA-256: a file with another one is other data, not another behaviour.</param>
/// <param name="Records">Its records, counted without our readers; -1 where only a reader of ours could say.</param>
internal sealed record SweepFile(string Name, string Hash, long Records)
{
    public bool IsAsRecorded(string folder) => HashOf(Path.Combine(folder, Name)) == Hash;

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file))[..16];
    }

    public static SweepFile Of(string folder, string path) => new(Path.GetRelativePath(folder, path), HashOf(path), Count(path));

    private static long Count(string path)
    {
        try
        {
            if (path.EndsWith(".parquet", StringComparison.Ordinal)) return SecondReader.Count(path);
            using Stream file = File.OpenRead(path);
            using var plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(plain, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Path.GetFileNameWithoutExtension(path).EndsWith(".jsonl", StringComparison.Ordinal) || path.EndsWith(".jsonl", StringComparison.Ordinal)
                ? Lines(reader)
                : -1;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return -1; // a damaged file, or one beyond the second reader
        }
    }

    private static long Lines(StreamReader reader)
    {
        var rows = 0L;
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            using var row = JsonDocument.Parse(line);
            rows++;
        }

        return rows;
    }
}
