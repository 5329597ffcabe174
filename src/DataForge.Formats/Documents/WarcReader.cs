using System.Globalization;
using System.IO.Compression;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Pages of a web archive (WARC 1.1, ISO 28500): responses and resources that hold HTML. A damaged record is a row with a fault, and reading goes on at the next.</summary>
internal static class WarcReader
{
    /// <summary>What of a record too large is decompressed to come behind it, as a multiple of the largest page.</summary>
    private const int MostSkipped = 64;

    public static IEnumerable<Row> Read(PeekStream raw, string path, int maxBytes, CancellationToken cancel) =>
        raw.Peek(3) is [0x1F, 0x8B, 0x08] ? Members(raw, path, maxBytes, cancel) : Records(new RecordBytes(raw), null, path, maxBytes, cancel);

    private static IEnumerable<Row> Members(PeekStream raw, string path, int maxBytes, CancellationToken cancel)
    {
        using var members = new GzipMembers(raw);
        while (true)
        {
            var from = members.At;
            var found = members.Next(out var skipped);
            if (skipped > 0) yield return DocumentRow.Fault(null, from, path, "damaged", $"{ForgeException.Name(path)}: {Quantity.Of(skipped, "byte")} from byte {from:N0} on are no record");
            if (!found) yield break;
            var start = members.At;
            using var content = new GZipStream(members, CompressionMode.Decompress, leaveOpen: true);
            foreach (var row in Records(new RecordBytes(content), start, path, maxBytes, cancel)) yield return row;
            while (members.Read(new byte[1 << 16]) > 0)
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
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var next = Next(bytes, member, path, maxBytes, out var state);
            if (held is not null) yield return state == RecordState.Broken && member is not null ? DocumentRow.Fault(held.Text(PageFields.Url), member, path, "damaged", next!.Text(PageFields.FaultReason)!) : held;
            else if (state == RecordState.Broken) yield return next!;
            held = state is RecordState.Read ? next : null;
            if (state == RecordState.Lost)
            {
                yield return next!;
                if (!TryFind(bytes)) yield break;
            }

            if (state is RecordState.Broken or RecordState.End) yield break;
        }
    }

    private static bool TryFind(RecordBytes bytes)
    {
        try
        {
            return bytes.FindRecord();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    private enum RecordState
    {
        /// <summary>A page, or a row with a fault, or null for a record that is none.</summary>
        Read,

        /// <summary>The record's end is not known: the next one has to be searched for.</summary>
        Lost,

        /// <summary>The content cannot be decompressed, or breaks off.</summary>
        Broken,

        End,
    }

    private static Row? Next(RecordBytes bytes, long? member, string path, int maxBytes, out RecordState state)
    {
        string? url = null;
        var offset = member ?? bytes.Position;
        try
        {
            state = RecordState.End;
            var line = bytes.Line();
            while (line is { Length: 0 })
            {
                offset = member ?? bytes.Position;
                line = bytes.Line();
            }

            if (line is null) return null;
            state = RecordState.Lost;
            if (!line.StartsWith("WARC/", StringComparison.Ordinal)) return Fault("damaged", "expected WARC/ and a version, found other bytes");
            var headers = Headers(bytes);
            url = headers.GetValueOrDefault("warc-target-uri")?.Trim('<', '>');
            if (!long.TryParse(headers.GetValueOrDefault("content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return Fault("damaged", "the record has no Content-Length");
            var type = headers.GetValueOrDefault("warc-type")?.ToLowerInvariant();
            var isPage = type is "response" or "resource" or "conversion";
            if (length > maxBytes + HttpPayload.MostHeaders || !isPage)
            {
                var whole = length <= (long)MostSkipped * maxBytes && bytes.Skip(length);
                state = whole ? RecordState.Read : RecordState.Broken;
                if (isPage && length > maxBytes) return Fault("too_large", $"the record holds {Quantity.Of(length, "byte")}; a page has at most {maxBytes:N0}");
                return whole ? null : Fault("damaged", "the record breaks off");
            }

            var content = bytes.Take((int)length);
            state = RecordState.Broken;
            if (content.Length < length) return Fault("damaged", $"the record breaks off: {Quantity.Of(length, "byte")} were announced, {content.Length:N0} are there");
            state = RecordState.Read;
            return HttpPayload.Page(headers, content, url, path, offset, maxBytes);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            state = RecordState.Broken;
            return Fault("damaged", e.Message.TrimEnd('.'));
        }

        Row Fault(string rule, string reason) => DocumentRow.Fault(url, offset, path, rule, $"{ForgeException.Name(path)}: record at byte {offset:N0}: {reason}");
    }

    private static Dictionary<string, string> Headers(RecordBytes bytes)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (bytes.Line() is { Length: > 0 } line)
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
                headers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
        return headers;
    }
}
