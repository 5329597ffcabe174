using System.Collections.Concurrent;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>Rows through a function on several threads, in input order, in batches.</summary>
internal static class RowBatches
{
    private const int BatchRows = 128;
    private const long BatchBytes = 1 << 20;

    /// <param name="tool">Makes what one thread needs; it is used by one thread at a time.</param>
    public static IEnumerable<TResult> Map<TTool, TResult>(IEnumerable<Row> rows, int threads, Func<TTool> tool, Func<TTool, Row, TResult> map)
    {
        var idle = new ConcurrentBag<TTool>();
        return Cut(rows).SelectOrdered(threads + 1, (batch, _) => Task.Run(() =>
        {
            var mine = idle.TryTake(out var free) ? free : tool();
            var results = new TResult[batch.Count];
            for (var i = 0; i < results.Length; i++) results[i] = map(mine, batch[i]);
            idle.Add(mine);
            return results;
        })).ToBlockingEnumerable().SelectMany(b => b);
    }

    private static IEnumerable<List<Row>> Cut(IEnumerable<Row> rows)
    {
        var batch = new List<Row>(BatchRows);
        var bytes = 0L;
        foreach (var row in rows)
        {
            batch.Add(row);
            bytes += row.Utf8.Length;
            if (batch.Count < BatchRows && bytes < BatchBytes) continue;
            yield return batch;
            (batch, bytes) = (new List<Row>(BatchRows), 0);
        }

        if (batch.Count > 0) yield return batch;
    }
}
