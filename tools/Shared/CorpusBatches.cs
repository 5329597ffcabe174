using DataForge.Contamination;
using DataForge.Formats;

namespace DataForge.Tools.Shared;

/// <summary>A corpus's rows in batches, as bytes: JSON lines are cut without being parsed.</summary>
internal static class CorpusBatches
{
    public static IEnumerable<LineBatch> Read(IReadOnlyList<string> paths, CancellationToken cancel) => paths.SelectMany(path => Read(path, cancel));

    private static IEnumerable<LineBatch> Read(string path, CancellationToken cancel) =>
        IsLines(path) ? Lines(path, cancel) : Rows(path, cancel);

    /// <summary>By name, for a pipe cannot be looked into twice; every other layout goes through the reader that tells layouts by content.</summary>
    private static bool IsLines(string path)
    {
        var name = path.ToLowerInvariant();
        if (name.EndsWith(".gz", StringComparison.Ordinal) || name.EndsWith(".zst", StringComparison.Ordinal)) name = Path.ChangeExtension(name, null);
        return path == "-" || Path.GetExtension(name) is ".jsonl" or ".ndjson";
    }

    private static IEnumerable<LineBatch> Lines(string path, CancellationToken cancel)
    {
        using var reader = new LineReader(Streams.OpenRead(path), path);
        var batch = new LineBatch(path);
        while (reader.TryRead(out var line))
        {
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            batch.Add(line, reader.Line);
            if (!batch.IsFull) continue;
            cancel.ThrowIfCancellationRequested();
            batch.EndsUnterminated = !reader.Terminated;
            yield return batch;
            batch = new LineBatch(path);
        }

        batch.EndsUnterminated = batch.Count > 0 && !reader.Terminated;
        if (batch.Count > 0) yield return batch;
    }

    private static IEnumerable<LineBatch> Rows(string path, CancellationToken cancel)
    {
        var batch = new LineBatch(path);
        foreach (var row in RowReader.Open(path, cancel: cancel))
        {
            batch.Add(row.Utf8, row.Line);
            if (!batch.IsFull) continue;
            yield return batch;
            batch = new LineBatch(path);
        }

        if (batch.Count > 0) yield return batch;
    }
}
