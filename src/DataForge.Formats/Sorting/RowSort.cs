using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Sorts rows of any number within bounded memory: runs are sorted, set down in temporary files, and merged.</summary>
/// <remarks>Temporary files have no name while they are open, so a killed run leaves none. Disk taken: about the size of the input, under TMPDIR.</remarks>
public static class RowSort
{
#if DEBUG
    private const long DefaultRunBytes = 4096; // several runs get exercised
#else
    private const long DefaultRunBytes = 128L << 20; // of rows as text; resident memory was measured at three times that
#endif

    /// <summary>Rows ordered by <c>problem_id</c> (ordinal), then <c>rollout</c> (rows without one first), then place in the input.</summary>
    /// <exception cref="ForgeException">A row has no <c>problem_id</c>, or the temporary folder cannot be written.</exception>
    public static IEnumerable<Row> ByProblem(IEnumerable<Row> rows, CancellationToken cancel = default) =>
        By(rows, static r => r.Required("problem_id"), static r => r.Integer("rollout") ?? -1, DefaultRunBytes, cancel);

    /// <summary>Rows by the ordinal order of a key, then by place in the input.</summary>
    /// <exception cref="ForgeException">The temporary folder cannot be written.</exception>
    public static IEnumerable<Row> ByKey(IEnumerable<Row> rows, Func<Row, string> key, CancellationToken cancel = default) => By(rows, key, static _ => 0, DefaultRunBytes, cancel);

    /// <summary>Rows in an order drawn from the seed and the rows' text alone: the order in which they come changes nothing.</summary>
    /// <exception cref="ForgeException">The temporary folder cannot be written.</exception>
    public static IEnumerable<Row> Shuffled(IEnumerable<Row> rows, long seed, CancellationToken cancel = default)
    {
        var random = CounterRandom.For(seed, "shuffle", "");
        return By(rows, static _ => "", r => unchecked((long)random.Bits(StableHash.Of(r.Utf8))), DefaultRunBytes, cancel);
    }

    /// <summary>Rows in their own order, after all of them have been read.</summary>
    /// <exception cref="ForgeException">The temporary folder cannot be written.</exception>
    public static IEnumerable<Row> Held(IEnumerable<Row> rows, CancellationToken cancel = default) => By(rows, static _ => "", static _ => 0, DefaultRunBytes, cancel);

    /// <param name="runBytes">Text of the rows held in memory at once.</param>
    internal static IEnumerable<Row> By(IEnumerable<Row> rows, Func<Row, string> key, Func<Row, long> minor, long runBytes, CancellationToken cancel)
    {
        var runs = new List<SortRun>();
        try
        {
            var held = new List<SortItem>();
            var bytes = 0L;
            var place = 0L;
            foreach (var row in rows)
            {
                cancel.ThrowIfCancellationRequested();
                held.Add(new SortItem(key(row), minor(row), place++, row));
                bytes += row.Utf8.Length;
                if (bytes < runBytes) continue;
                held.Sort();
                runs.Add(SortRun.Write(held));
                held.Clear();
                bytes = 0;
            }

            held.Sort();
            var queue = new PriorityQueue<IEnumerator<SortItem>, SortItem>();
            foreach (var run in runs.Select(r => r.Read()).Append(held)) Next(run.GetEnumerator(), queue);
            while (queue.TryDequeue(out var source, out var item))
            {
                cancel.ThrowIfCancellationRequested();
                yield return item.Row;
                Next(source, queue);
            }
        }
        finally
        {
            foreach (var run in runs) run.Dispose();
        }
    }

    private static void Next(IEnumerator<SortItem> source, PriorityQueue<IEnumerator<SortItem>, SortItem> queue)
    {
        if (source.MoveNext()) queue.Enqueue(source, source.Current);
        else source.Dispose();
    }
}
