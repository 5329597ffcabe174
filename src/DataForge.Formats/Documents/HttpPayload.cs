using System.Globalization;
using System.IO.Compression;
using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>The page in a record of a web archive, out of its HTTP message where it is in one.</summary>
internal static class HttpPayload
{
    /// <summary>Longest header of an HTTP message, in bytes.</summary>
    public const int MostHeaders = 1 << 16;

    /// <summary>A page, or a row with a fault.</summary>
    public static Row Page(Dictionary<string, string> record, ReadOnlySpan<byte> content, string? url, RecordPlace place, int maxBytes)
    {
        var recordType = record.GetValueOrDefault("content-type") ?? "";
        var date = record.GetValueOrDefault("warc-date");
        if (!recordType.StartsWith("application/http", StringComparison.OrdinalIgnoreCase))
            return IsHtml(recordType) ? DocumentRow.Of(url, content, recordType, place.Path, place.Offset, date, null, place.OffsetInMember) : Fault("not_html", $"the record is {Named(recordType)}");
        var end = content.IndexOf("\r\n\r\n"u8) is >= 0 and var crlf ? crlf + 4 : content.IndexOf("\n\n"u8) is >= 0 and var lf ? lf + 2 : -1;
        if (end < 0) return Fault("damaged", "the HTTP header does not end");
        var lines = Encoding.Latin1.GetString(content[..end]).Split('\n');
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                headers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
        var status = lines[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries); // the reason phrase may be absent (RFC 9112, section 4)
        if (status.Length < 2 || status[1] != "200") return Fault("http_status", $"the server answered {(status.Length < 2 ? "nothing" : status[1])}");
        var type = headers.GetValueOrDefault("content-type") ?? "";
        if (type.Length > 0 && !IsHtml(type)) return Fault("not_html", $"the content is {Named(type)}");
        var body = content[end..];
        byte[]? unchunked = null;
        if (headers.GetValueOrDefault("transfer-encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true) unchunked = Unchunked(body);
        try
        {
            var bytes = Decoded(headers.GetValueOrDefault("content-encoding") ?? "", unchunked ?? body.ToArray(), maxBytes);
            return bytes is null ? Fault("too_large", $"the page is larger than {Quantity.Of(maxBytes, "byte")}, decompressed") : DocumentRow.Of(url, bytes, type.Length > 0 ? type : null, place.Path, place.Offset, date, null, place.OffsetInMember);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or InvalidOperationException)
        {
            return Fault("damaged", $"the content cannot be decompressed: {Damage.Of(e)}");
        }

        Row Fault(string rule, string reason) => place.Fault(url, rule, reason);
    }

    private static bool IsHtml(string type) => type.Contains("html", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/xml", StringComparison.OrdinalIgnoreCase) || type.StartsWith("text/xml", StringComparison.OrdinalIgnoreCase);

    private static string Named(string type) => type.Length == 0 ? "of no stated type" : type.Split(';')[0].Trim();

    /// <summary>The body of a chunked message (RFC 9112, section 7.1); null where it is not chunked: archives often hold it joined.</summary>
    private static byte[]? Unchunked(ReadOnlySpan<byte> body)
    {
        using var joined = new MemoryStream(body.Length);
        while (true)
        {
            var line = body.IndexOf("\r\n"u8);
            if (line is <= 0 or > 100) return null;
            var size = Encoding.Latin1.GetString(body[..line]).Split(';')[0].Trim();
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var count) || count < 0) return null;
            body = body[(line + 2)..];
            if (count == 0) return joined.ToArray();
            if (count > body.Length) return null;
            joined.Write(body[..count]);
            body = body[Math.Min(body.Length, count + 2)..];
        }
    }

    private static byte[]? Decoded(string encoding, byte[] body, int maxBytes)
    {
        var name = encoding.Trim().ToLowerInvariant();
        if (name is "gzip" or "x-gzip" && body is [0x1F, 0x8B, ..])
        {
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            return BoundedBytes.Read(gzip, maxBytes);
        }

        if (name == "br" && !BeginsAsMarkup(body))
        {
            using var brotli = new BrotliStream(new MemoryStream(body), CompressionMode.Decompress);
            return BoundedBytes.Read(brotli, maxBytes);
        }

        if (name == "deflate" && !BeginsAsMarkup(body))
        {
            using Stream deflate = body is [0x78, ..] ? new ZLibStream(new MemoryStream(body), CompressionMode.Decompress) : new DeflateStream(new MemoryStream(body), CompressionMode.Decompress);
            return BoundedBytes.Read(deflate, maxBytes);
        }

        return body.Length > maxBytes ? null : body;
    }

    private static bool BeginsAsMarkup(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] || body.StartsWith("\uFEFF"u8);
}
