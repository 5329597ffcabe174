using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Shared;

/// <summary>A corpus's rows in batches, as bytes: JSON lines are cut without being parsed, any other layout is read row by row.</summary>
/// <remarks>The budget for bad records is for lines; a bad record in another layout stops the run.</remarks>
internal static class CorpusBatches
{
    public static IEnumerable<LineBatch> Read(IReadOnlyList<string> paths, CancellationToken cancel) => paths.SelectMany(path => Read(path, cancel));

    private static IEnumerable<LineBatch> Read(string path, CancellationToken cancel) =>
        RowReader.OpenLines(path, out var rows, cancel) is { } lines ? Lines(lines, path, cancel) : Rows(rows, path);

    private static IEnumerable<LineBatch> Lines(LineReader lines, string path, CancellationToken cancel)
    {
        using var reader = lines;
        var batch = new LineBatch(path);
        while (reader.TryRead(out var line))
        {
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            batch.Add(line, reader.Line);
            batch.EndsUnterminated = !reader.Terminated;
            if (!batch.IsFull) continue;
            cancel.ThrowIfCancellationRequested();
            yield return batch;
            batch = new LineBatch(path);
        }

        if (batch.Count > 0) yield return batch;
    }

    private static IEnumerable<LineBatch> Rows(IEnumerable<Row> rows, string path)
    {
        var batch = new LineBatch(path);
        foreach (var row in rows)
        {
            batch.Add(row.Utf8, row.Line);
            if (!batch.IsFull) continue;
            yield return batch;
            batch = new LineBatch(path);
        }

        if (batch.Count > 0) yield return batch;
    }
}
