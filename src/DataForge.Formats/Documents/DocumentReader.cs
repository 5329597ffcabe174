using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Documents of a file, told by content: web archives (WARC, gzipped by record or as a whole), EPUB books, pages, and rows that hold pages.</summary>
/// <remarks>Gives rows with <see cref="PageFields"/>. What cannot be read in an archive is a row with a fault, and reading goes on behind it.</remarks>
public static class DocumentReader
{
    private static readonly string[] RowSuffixes = [".jsonl", ".ndjson", ".json", ".parquet", ".csv", ".tsv"];

    /// <summary>Suffixes of the files that a folder is searched for.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = [".html", ".htm", ".xhtml", ".xht", ".mhtml", ".epub", ".warc", ".jsonl", ".ndjson", ".parquet"];

    /// <param name="path"><c>-</c> for standard input.</param>
    /// <param name="maxBytes">Largest page, decompressed.</param>
    /// <exception cref="ForgeException">The file cannot be read.</exception>
    public static IEnumerable<Row> Open(string path, int maxBytes, BadRows bad, CancellationToken cancel = default)
    {
        if (path != "-" && RowSuffixes.Contains(Streams.InnerSuffix(path))) return RowReader.Open(path, bad, cancel);
        return Told(path, maxBytes, bad, cancel);
    }

    private static IEnumerable<Row> Told(string path, int maxBytes, BadRows bad, CancellationToken cancel)
    {
        var raw = new PeekStream(Streams.OpenRaw(path));
        using (raw)
        {
            var head = raw.Peek(LookBytes).ToArray();
            if (GzipMembers.BeginsRecord(head) || head.AsSpan().StartsWith("WARC/"u8) || Streams.InnerSuffix(path) == ".warc")
            {
                foreach (var row in WarcReader.Read(raw, path, maxBytes, cancel)) yield return row;
                yield break;
            }

            if (head.AsSpan().StartsWith("PK\x03\x04"u8))
            {
                foreach (var row in EpubReader.Read(raw, path, maxBytes, cancel)) yield return row;
                yield break;
            }

            var content = Streams.Decoded(raw);
            if (path == "-" && Decompressed(content, path) is [(byte)'{', ..])
            {
                foreach (var row in Lines(content, path, bad, cancel)) yield return row;
                yield break;
            }

            if (Decompressed(content, path).StartsWith("WARC/"u8)) // zstd, or a gzip member larger than what was looked at
            {
                foreach (var row in WarcReader.Read(content, path, maxBytes, cancel)) yield return row;
                yield break;
            }

            yield return Page(content, path, maxBytes);
        }
    }

    internal const int LookBytes = 1 << 16;

    private static ReadOnlySpan<byte> Decompressed(PeekStream content, string path)
    {
        try
        {
            return content.Peek(8);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new ForgeException($"{ForgeException.Name(path)}: cannot be read: {Damage.Of(e)}", e);
        }
    }

    private static IEnumerable<Row> Lines(Stream content, string path, BadRows bad, CancellationToken cancel)
    {
        using var reader = new LineReader(content, path);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (!reader.TryRead(out var line)) yield break;
            if (line.Trim(" \t\r"u8).IsEmpty) continue;
            Row row;
            try
            {
                row = Row.Parse(line, path, reader.Line);
            }
            catch (ForgeException e)
            {
                bad.Pass(e, line);
                continue;
            }

            yield return row;
        }
    }

    private static Row Page(Stream content, string path, int maxBytes)
    {
        try
        {
            return BoundedBytes.Read(content, maxBytes) is { } bytes
                ? DocumentRow.Of(path == "-" ? null : path, bytes, null, path, null)
                : DocumentRow.Fault(path == "-" ? null : path, null, path, "too_large", $"the page is larger than {Quantity.Of(maxBytes, "byte")}");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return DocumentRow.Fault(path == "-" ? null : path, null, path, "damaged", $"{ForgeException.Name(path)}: cannot be read: {Damage.Of(e)}");
        }
    }
}
