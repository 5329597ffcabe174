using System.Globalization;
using System.IO.Compression;
using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Pages of a web archive (WARC 1.1, ISO 28500): responses and resources that hold HTML. A damaged record is a row with a fault, and reading goes on at the next.</summary>
/// <remarks>
/// A record ends where its length says only if a blank line or the next record follows there. Where none does, the record is damaged, and the next one is searched for from its header on,
/// so that a wrong length hides no record. A record larger than a page is passed over up to where another seems to begin; that is taken for one unless the length proves right.
/// </remarks>
internal static class WarcReader
{
    private const int MostHeaders = 1 << 16, Behind = 16;

    public static IEnumerable<Row> Read(PeekStream raw, string path, int maxBytes, CancellationToken cancel) =>
        raw.Peek(3) is [0x1F, 0x8B, 0x08] ? Members(raw, path, maxBytes, cancel) : Records(new RecordBytes(raw), null, path, maxBytes, cancel);

    private static IEnumerable<Row> Members(PeekStream raw, string path, int maxBytes, CancellationToken cancel)
    {
        using var members = new GzipMembers(raw);
        var rest = new byte[1 << 16];
        while (true)
        {
            var from = members.At;
            var found = members.Next(out var skipped);
            if (skipped > 0) yield return DocumentRow.Fault(null, from, path, "damaged", $"{ForgeException.Name(path)}: {Quantity.Of(skipped, "byte")} from byte {from:N0} on are no record");
            if (!found) yield break;
            var start = members.At;
            using var content = new GZipStream(members, CompressionMode.Decompress, leaveOpen: true);
            foreach (var row in Records(new RecordBytes(content), start, path, maxBytes, cancel)) yield return row;
            while (members.Read(rest) > 0)
            {
                // what is left of a member that was given up
            }
        }
    }

    /// <summary>Records one after another. The last one is given out once it is known that nothing is wrong behind it: a checksum comes last.</summary>
    /// <param name="member">Place of the gzip member in the file; null where the content is the file.</param>
    private static IEnumerable<Row> Records(RecordBytes bytes, long? member, string path, int maxBytes, CancellationToken cancel)
    {
        Row? held = null;
        var place = new RecordPlace(path, member, 0);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            PassBlank(bytes);
            if (bytes.Ahead(1).IsEmpty)
            {
                if (bytes.Fault is { } fault) held = place.Fault(held?.Text(PageFields.Url), "damaged", fault);
                if (held is not null) yield return held;
                yield break;
            }

            if (held is not null) yield return held;
            place = new RecordPlace(path, member, bytes.Position);
            (held, var isLost) = Next(bytes, place, maxBytes);
            if (!isLost) continue;
            if (held is not null) yield return held;
            held = null;
            if (!bytes.FindRecord()) yield break;
        }
    }

    private static void PassBlank(RecordBytes bytes)
    {
        while (bytes.Ahead(1) is [(byte)'\r' or (byte)'\n']) bytes.Pass(1);
    }

    /// <summary>The record's page, a row with a fault, or null for a record that holds none.</summary>
    /// <returns>Also whether the record's end is not known, so that the next one has to be searched for from here on.</returns>
    private static (Row? Row, bool IsLost) Next(RecordBytes bytes, RecordPlace place, int maxBytes)
    {
        string? url = null;
        if (!RecordHead.Begins(bytes.Ahead(5))) return Damaged("expected WARC/ and a version, found other bytes");
        var ahead = bytes.Ahead(MostHeaders);
        var end = HeaderEnd(ahead);
        var cut = RecordHead.Find(ahead[..(end < 0 ? ahead.Length : Math.Min(ahead.Length, end + RecordHead.Longest))], 5, behindBlank: false);
        if (cut >= 0 && (end < 0 || cut < end)) end = -1;
        if (end < 0)
        {
            bytes.Pass(5);
            return Damaged(cut >= 0 || ahead.Length < MostHeaders ? $"its header breaks off{Why(bytes)}" : $"its header is longer than {Quantity.Of(MostHeaders, "byte")}");
        }

        var headers = Headers(ahead[..end]);
        bytes.Pass(end);
        url = headers.GetValueOrDefault("warc-target-uri")?.Trim('<', '>');
        if (!long.TryParse(headers.GetValueOrDefault("content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return Damaged("the record has no Content-Length");
        var isPage = headers.GetValueOrDefault("warc-type")?.ToLowerInvariant() is "response" or "resource" or "conversion";
        var most = maxBytes + HttpPayload.MostHeaders;
        if (length > most)
            return PassLarge(bytes, length, most) is { } wrong ? Damaged(wrong) : (isPage ? place.Fault(url, "too_large", $"the record holds {Quantity.Of(length, "byte")}; a page has at most {maxBytes:N0}") : null, false);
        var content = bytes.Ahead((int)length + Behind);
        if (content.Length < length) return Damaged(BreaksOff(bytes, length, content.Length));
        if (!Ends(content, (int)length)) return Damaged(WrongLength(length));
        content = content[..(int)length];
        var row = isPage ? HttpPayload.Page(headers, content, url, place, maxBytes) : null;
        bytes.Pass((int)length);
        return (row, false);

        (Row, bool) Damaged(string reason) => (place.Fault(url, "damaged", reason), true);
    }

    /// <summary>Passes over a record too large to be held. Where one seems to begin within it, the record's end has to be in view from there, and right.</summary>
    /// <returns>What is wrong with the length; null where nothing is.</returns>
    private static string? PassLarge(RecordBytes bytes, long length, int most)
    {
        var left = length - bytes.PassToRecord(length);
        if (left > most) return bytes.Ahead(1).IsEmpty ? BreaksOff(bytes, length, length - left) : WrongLength(length);
        var content = bytes.Ahead((int)left + Behind);
        if (content.Length < left) return BreaksOff(bytes, length, length - left + content.Length);
        if (!Ends(content, (int)left)) return WrongLength(length);
        bytes.Pass((int)left);
        return null;
    }

    private static string BreaksOff(RecordBytes bytes, long length, long found) => $"the record breaks off: {Quantity.Of(length, "byte")} were announced, {found:N0} are there{Why(bytes)}";

    private static string Why(RecordBytes bytes) => bytes.Fault is { } fault ? $" ({fault})" : "";

    private static string WrongLength(long length) => $"its length is wrong: no record ends behind {Quantity.Of(length, "byte")} of content";

    /// <summary>True where a record of this length ends: the content's end, a blank line, or the next record follows. Behind other bytes than a record, none may begin within it.</summary>
    private static bool Ends(ReadOnlySpan<byte> content, int length)
    {
        var behind = content[length..];
        var next = behind.TrimStart("\r\n"u8);
        if (next.IsEmpty || RecordHead.Begins(next)) return true;
        return (behind.StartsWith("\r\n\r\n"u8) || behind.StartsWith("\n\n"u8)) && RecordHead.Find(content[..length], 0, behindBlank: true) < 0;
    }

    /// <summary>The place behind the header's blank line; -1 where there is none.</summary>
    private static int HeaderEnd(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; bytes[at..].IndexOf((byte)'\n') is >= 0 and var line; at += line + 1)
            if (line == 0 || (line == 1 && bytes[at] == '\r'))
                return at + line + 1;
        return -1;
    }

    private static Dictionary<string, string> Headers(ReadOnlySpan<byte> bytes)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                headers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
        return headers;
    }
}
