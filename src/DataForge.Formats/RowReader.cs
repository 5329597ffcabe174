using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows of a file, whatever its format.</summary>
public static class RowReader
{
    /// <summary>The file's rows, in order, one in memory at a time.</summary>
    /// <param name="path"><c>-</c> for standard input.</param>
    /// <param name="bad">What to do with lines that are no JSON object; null stops at the first.</param>
    /// <exception cref="ForgeException">The file cannot be read, a line is bad and there is no budget, or the stream ends in an unfinished line.</exception>
    public static IEnumerable<Row> Open(string path, BadRows? bad = null, CancellationToken cancel = default) =>
        Streams.IsParquet(path) ? ParquetReader.Open(path, cancel) : Lines(path, bad ?? BadRows.Strict, null, cancel);

    /// <summary>As above, with a record of what is read, for a manifest.</summary>
    public static IEnumerable<Row> Open(InputRecord record, BadRows bad, CancellationToken cancel) =>
        Counted(Streams.IsParquet(record.Path) ? Parquet(record, cancel) : Lines(record.Path, bad, record, cancel), record);

    private static IEnumerable<Row> Counted(IEnumerable<Row> rows, InputRecord record)
    {
        foreach (var row in rows)
        {
            record.Rows++;
            yield return row;
        }
    }

    private static IEnumerable<Row> Parquet(InputRecord record, CancellationToken cancel)
    {
        record.AddFile(cancel);
        foreach (var row in ParquetReader.Open(record.Path, cancel)) yield return row;
    }

    private static IEnumerable<Row> Lines(string path, BadRows bad, InputRecord? record, CancellationToken cancel)
    {
        using var reader = new LineReader(Streams.OpenRead(path, record), path);
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
                if (!reader.Terminated) throw Unfinished(path, reader.Line, line);
                bad.Pass(e, line);
                continue;
            }

            yield return row;
        }
    }

    /// <summary>A last line that neither ends nor parses: the writer stopped in the middle. No budget forgives it, because what follows is missing.</summary>
    public static ForgeException Unfinished(string path, long line, ReadOnlySpan<byte> text)
    {
        var name = path == "-" ? "standard input" : path;
        return text.StartsWith("{\"forge_error\":"u8)
            ? new ForgeException($"{name}:{line}: the tool that wrote this stream stopped with an error: {System.Text.Encoding.UTF8.GetString(text[15..]).TrimStart('"')}")
            : new ForgeException($"{name}:{line}: the stream ends within a line (its writer was killed, or the file is cut off)");
    }
}
