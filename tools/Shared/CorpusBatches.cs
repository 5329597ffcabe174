using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runner;

namespace DataForge.Tools.Shared;

/// <summary>A corpus's rows in batches, as bytes: JSON lines are cut without being parsed, any other layout is read row by row.</summary>
/// <param name="sample">The share of the rows that is wanted, told by each row's hash; 1 for all.</param>
/// <param name="shard">The part of the rows that is wanted, told by each row's hash too; null for all.</param>
/// <param name="bytes">Takes note of how far reading has come.</param>
/// <remarks>The budget for bad records is for lines; a bad record in another layout stops the run.</remarks>
internal sealed class CorpusBatches(double sample = 1, Shard? shard = null, InputBytes? bytes = null)
{
    private readonly ulong _last = sample >= 1 ? ulong.MaxValue : (ulong)(sample * ulong.MaxValue);

    /// <summary>Rows of the corpus, wanted or not.</summary>
    public long Seen { get; private set; }

    public IEnumerable<LineBatch> Read(IReadOnlyList<string> paths, CancellationToken cancel) => paths.SelectMany(path => Read(path, cancel));

    private IEnumerable<LineBatch> Read(string path, CancellationToken cancel)
    {
        foreach (var batch in RowReader.OpenLines(path, out var rows, cancel, bytes) is { } lines ? Lines(lines, path, cancel) : Rows(rows, path)) yield return batch;
        bytes?.Finish(path);
    }

    private bool IsWanted(ReadOnlySpan<byte> line)
    {
        Seen++;
        if (_last == ulong.MaxValue && shard is null) return true;
        var key = RowKey.Of(line);
        return key <= _last && shard?.Takes(key) != false;
    }

    private IEnumerable<LineBatch> Lines(LineReader lines, string path, CancellationToken cancel)
    {
        using var reader = lines;
        var batch = new LineBatch(path);
        while (reader.TryRead(out var line))
        {
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0 || !IsWanted(line)) continue;
            batch.Add(line, reader.Line, Seen - 1);
            batch.EndsUnterminated = !reader.Terminated;
            if (!batch.IsFull) continue;
            cancel.ThrowIfCancellationRequested();
            yield return batch;
            batch = new LineBatch(path);
        }

        if (batch.Count > 0) yield return batch;
    }

    private IEnumerable<LineBatch> Rows(IEnumerable<Row> rows, string path)
    {
        var batch = new LineBatch(path);
        foreach (var row in rows)
        {
            if (!IsWanted(row.Utf8)) continue;
            batch.Add(row.Utf8, row.Line, Seen - 1);
            if (!batch.IsFull) continue;
            yield return batch;
            batch = new LineBatch(path);
        }

        if (batch.Count > 0) yield return batch;
    }
}
