using System.IO.Compression;
using DataForge.Core;
using DataForge.Extraction;
using DataForge.Formats;

namespace DataForge.Tests.Extraction;

/// <summary>Records of archives, and what is read of a file.</summary>
internal static class WarcFile
{
    public static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <param name="length">Added to the length that the record announces.</param>
    public static byte[] Record(int number, long length = 0, string status = "HTTP/1.1 200 OK", string type = "response")
    {
        var content = Bytes($"{status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>This is page number {number} of the archive.</p></body></html>");
        return [.. Bytes($"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: https://example.org/{number}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {content.Length + length}\r\n\r\n"), .. content, .. "\r\n\r\n"u8];
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Documents as their number, rejects as their rule; each with its byte.</summary>
    public static List<string> Read(byte[] file, string name = "crawl.warc", int maxBytes = 1 << 20) => [.. Rows(file, name, maxBytes).Select(Told)];

    private static string Told(Row row)
    {
        var place = row.RawText("offset") + (row.RawText("offset_in_member") is { } at ? "+" + at : "");
        return row.Element("reject") is { } reject ? $"{reject.GetProperty("rule").GetString()} at {place}" : $"{row.Text("url")?.Split('/')[^1]} at {place}";
    }

    public static List<Row> Rows(byte[] file, string name = "crawl.warc", int maxBytes = 1 << 20)
    {
        var folder = Directory.CreateTempSubdirectory("forge-extract-").FullName;
        try
        {
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path, file);
            return [.. Extracted(DocumentReader.Open(path, maxBytes, BadRows.Strict))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static IEnumerable<Row> Extracted(IEnumerable<Row> rows)
    {
        var stage = new ExtractStage(new ExtractSettings(false, 1, TimeSpan.FromSeconds(30), 1), TimeProvider.System);
        foreach (var (item, _) in stage.Read(rows, BadRows.Strict))
        {
            var result = stage.Process(item, default).AsTask().GetAwaiter().GetResult();
            foreach (var (row, _, _) in result.Rows) yield return row;
            foreach (var reject in result.Rejects) yield return reject;
        }
    }
}
