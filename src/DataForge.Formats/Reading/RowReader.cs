using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows of a file, whatever its format.</summary>
/// <remarks>
/// Told by the content and, where that leaves it open, by the name: JSON lines, an array of objects, pretty-printed objects, an object keyed by id or around one array,
/// CSV and TSV (by name), plain text by lines (<c>.txt</c>, as <c>text</c>), Parquet; each but Parquet also gzipped or as zstd, whatever the file is called.
/// </remarks>
public static class RowReader
{
    /// <summary>The file's rows, in order, one in memory at a time.</summary>
    /// <param name="path"><c>-</c> for standard input.</param>
    /// <param name="bad">What to do with lines that are no JSON object; null stops at the first.</param>
    /// <exception cref="ForgeException">The file cannot be read, a line is bad and there is no budget, or the stream ends in an unfinished line.</exception>
    public static IEnumerable<Row> Open(string path, BadRows? bad = null, CancellationToken cancel = default) => Read(path, bad ?? BadRows.Strict, null, cancel);

    /// <summary>For a tool that takes JSON lines without parsing them: cuts the lines, or gives the rows where the file has another layout.</summary>
    /// <param name="bytes">Takes note of how far reading has come, or null.</param>
    /// <returns>Null where <paramref name="rows"/> are to be read instead; only one of the two may be used.</returns>
    public static LineReader? OpenLines(string path, out IEnumerable<Row> rows, CancellationToken cancel, InputBytes? bytes = null)
    {
        var stream = Streams.Open(path, null, bytes);
        var shape = Shape(path, stream);
        rows = Rows(path, stream, shape, BadRows.Strict, null, cancel);
        return shape == FileShape.Lines && (path == "-" || Streams.InnerSuffix(path) is ".jsonl" or ".ndjson") ? new LineReader(stream, path) : null;
    }

    /// <summary>As above, with a record of what is read, for a manifest.</summary>
    public static IEnumerable<Row> Open(InputRecord record, BadRows bad, CancellationToken cancel) => Counted(Read(record.Path, bad, record, cancel), record);

    private static IEnumerable<Row> Counted(IEnumerable<Row> rows, InputRecord record)
    {
        foreach (var row in rows)
        {
            record.Rows++;
            yield return row;
        }
    }

    private static IEnumerable<Row> Read(string path, BadRows bad, InputRecord? record, CancellationToken cancel)
    {
        var stream = Streams.Open(path, record);
        foreach (var row in Rows(path, stream, Shape(path, stream), bad, record, cancel)) yield return row;
    }

    private static IEnumerable<Row> Rows(string path, Stream stream, FileShape shape, BadRows bad, InputRecord? record, CancellationToken cancel) => shape switch
    {
        FileShape.Parquet => Parquet(path, stream, record, cancel),
        FileShape.Array => JsonFileRows.Elements(stream, path, bad, cancel),
        FileShape.Objects => JsonFileRows.Objects(stream, path, bad, cancel),
        _ => Cut(stream, shape, path, bad, cancel),
    };

    /// <summary>A pipe's first rows must not wait for more of it, so only files are looked at far ahead.</summary>
    /// <exception cref="ForgeException">The content is of a kind that holds no rows.</exception>
    private static FileShape Shape(string path, PeekStream stream)
    {
        try
        {
            var head = stream.Peek(path == "-" ? 4 : FileShapes.LookBytes);
            if (!ForeignFormat.BeginsAsJson(head)) // no rows of JSON are kept waiting, then
            {
                if (path == "-") head = stream.Peek(ForeignFormat.LookBytes);
                ForeignFormat.Refuse(path, head, anyText: Streams.InnerSuffix(path) == ".txt");
            }

            return FileShapes.Of(path, head);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new ForgeException($"{ForgeException.Name(path)}: cannot be read: {e.Message}", e);
        }
    }

    private static IEnumerable<Row> Parquet(string path, Stream stream, InputRecord? record, CancellationToken cancel)
    {
        using (stream)
        {
            if (path == "-") throw new ForgeException($"{ForgeException.Name(path)}: Parquet is read from files only, because its table of contents comes last; name the file");
            if (record is not null) stream.CopyTo(Stream.Null);
            foreach (var row in ParquetReader.Open(path, path, record, cancel)) yield return row;
        }
    }

    private static IEnumerable<Row> Cut(Stream stream, FileShape shape, string path, BadRows bad, CancellationToken cancel)
    {
        using var reader = new LineReader(stream, path);
        var rows = shape switch
        {
            FileShape.Csv => CsvRows.Read(reader, path, (byte)',', bad, cancel),
            FileShape.Tsv => CsvRows.Read(reader, path, (byte)'\t', bad, cancel),
            FileShape.Text => Texts(reader, path, cancel),
            _ => Lines(reader, path, bad, cancel),
        };
        foreach (var row in rows) yield return row;
    }

    private static IEnumerable<Row> Lines(LineReader reader, string path, BadRows bad, CancellationToken cancel)
    {
        var first = Next(reader, path, bad, cancel);
        if (first is null) yield break;
        if (path != "-" && (JsonFileRows.IsKeyed(first) || Streams.InnerSuffix(path) == ".json"))
        {
            var second = Next(reader, path, bad, cancel);
            if (second is not null) yield return first;
            else
                foreach (var row in JsonFileRows.Inside(first))
                    yield return row;
            if (second is null) yield break;
            first = second;
        }

        for (var row = first; row is not null; row = Next(reader, path, bad, cancel)) yield return row;
    }

    private static Row? Next(LineReader reader, string path, BadRows bad, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (!reader.TryRead(out var line)) return null;
            if (line.Trim(" \t\r"u8).IsEmpty) continue;
            try
            {
                return Row.Parse(line, path, reader.Line);
            }
            catch (ForgeException e)
            {
                if (!reader.Terminated) throw Unfinished(path, reader.Line);
                bad.Pass(e, line);
            }
        }
    }

    private static IEnumerable<Row> Texts(LineReader reader, string path, CancellationToken cancel)
    {
        var json = new JsonText();
        while (Next(out var row)) yield return row;

        bool Next(out Row row)
        {
            cancel.ThrowIfCancellationRequested();
            row = Row.Empty;
            ReadOnlySpan<byte> line;
            do
                if (!reader.TryRead(out line))
                    return false;
            while (line.Trim(" \t\r"u8).IsEmpty);
            json.Clear();
            json.Raw("{\"text\":"u8);
            json.String(line);
            json.Raw((byte)'}');
            row = Row.Parse(json.Written, path, reader.Line);
            return true;
        }
    }

    /// <summary>A last line that neither ends nor parses: the writer stopped in the middle. No budget forgives it, because what follows is missing.</summary>
    public static ForgeException Unfinished(string path, long line) =>
        new($"{ForgeException.Name(path)}:{line}: the stream ends within a line (its writer was killed, or the file is cut off)");
}
