using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>The outputs of a run in shards, put together as one process would have written them.</summary>
public sealed record MergedInput(IReadOnlyList<string> Paths) : RunInput(Paths)
{
    internal override IEnumerable<Row> Open(BadRows bad, IRunReport report, OptionNames names, CancellationToken cancel)
    {
        var queue = new PriorityQueue<IEnumerator<Row>, (long Item, long Number)>();
        var readers = Paths.Select(p => RowReader.Open(p, bad, cancel).GetEnumerator()).ToList();
        try
        {
            (long, long)? last = null;
            foreach (var reader in readers) Next(reader, null);
            while (queue.TryDequeue(out var reader, out var place))
            {
                var row = reader.Current;
                if (place == last) throw ForgeException.BadRecord(row.Path, row.Line, $"two rows have the place {place.Item}, {place.Number}: a shard was given twice, or the shards are of different runs");
                last = place;
                yield return Shard.WithoutPlace(row);
                Next(reader, place);
            }
        }
        finally
        {
            foreach (var reader in readers) reader.Dispose();
        }

        void Next(IEnumerator<Row> reader, (long, long)? before)
        {
            if (!reader.MoveNext()) return;
            var row = reader.Current;
            var place = Shard.PlaceOf(row) ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected a row of a run in shards, with {Shard.Position} as [12,0]");
            if (before is { } earlier && place.CompareTo(earlier) <= 0) throw ForgeException.BadRecord(row.Path, row.Line, "the rows are not in the order in which the shard was written");
            queue.Enqueue(reader, place);
        }
    }
}

/// <summary>Rows in the order of a key, on disk where needed.</summary>
public sealed record SortedInput(IReadOnlyList<string> Paths, Func<Row, string> Key) : RunInput(Paths)
{
    internal override IEnumerable<Row> Open(BadRows bad, IRunReport report, OptionNames names, CancellationToken cancel) =>
        RowSort.ByKey(Paths.SelectMany(path => RowReader.Open(path, bad, cancel)), Key, cancel);
}
