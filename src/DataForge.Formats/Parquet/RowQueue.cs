using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows on their way from the thread that makes them to the one that encodes them, which may look ahead and put rows back.</summary>
internal sealed class RowQueue : IDisposable
{
    private const int QueuedBatches = 4;

    private readonly BlockingCollection<IReadOnlyList<Row>> _queue = new(QueuedBatches);
    private readonly CancellationTokenSource _stop = new();
    private readonly LinkedList<IReadOnlyList<Row>> _ahead = new(); // belongs to the encoding thread

    /// <summary>Hands over at most 2,048 rows; waits while the queue is full.</summary>
    /// <returns>False once the reading side has stopped.</returns>
    public bool Add(IReadOnlyList<Row> rows)
    {
        try
        {
            _queue.Add(rows, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>No more rows will come.</summary>
    public void Complete() => _queue.CompleteAdding();

    /// <summary>Either side gives up; the other stops waiting.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>The next batch; false at the end.</summary>
    /// <exception cref="OperationCanceledException">The other side gave up.</exception>
    public bool TryTake([NotNullWhen(true)] out IReadOnlyList<Row>? rows)
    {
        if (_ahead.First is not { } first) return _queue.TryTake(out rows, Timeout.Infinite, _stop.Token);
        rows = first.Value;
        _ahead.RemoveFirst();
        return true;
    }

    /// <summary>Gives back what was not used.</summary>
    public void PutBack(IReadOnlyList<Row> rows)
    {
        if (rows.Count > 0) _ahead.AddFirst(rows);
    }

    /// <summary>The next rows, which stay to be taken: about as many as asked for, fewer at the end.</summary>
    public IEnumerable<Row> Look(int rows, long bytes)
    {
        foreach (var batch in _ahead) Count(batch);
        while (rows > 0 && bytes > 0 && _queue.TryTake(out var batch, Timeout.Infinite, _stop.Token))
        {
            _ahead.AddLast(batch);
            Count(batch);
        }

        return _ahead.SelectMany(b => b);

        void Count(IReadOnlyList<Row> batch)
        {
            rows -= batch.Count;
            foreach (var row in batch) bytes -= row.Utf8.Length;
        }
    }

    public void Dispose()
    {
        _queue.Dispose();
        _stop.Dispose();
    }
}
