using System.Runtime.CompilerServices;

namespace DataForge.Core;

/// <summary>The one form of concurrency of a tool: a bounded window of tasks, awaited in input order.</summary>
public static class OrderedTasks
{
    /// <summary>Maps each input by a task, at most <paramref name="inFlight"/> of them under way, and yields the results in input order.</summary>
    /// <remarks>A fault or the end of the enumeration cancels the tasks of the window and waits for them, so nothing runs on afterwards.</remarks>
    public static async IAsyncEnumerable<TResult> SelectOrdered<T, TResult>(
        this IEnumerable<T> source,
        int inFlight,
        Func<T, CancellationToken, Task<TResult>> map,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var window = new Queue<Task<TResult>>(inFlight);
        try
        {
            foreach (var item in source)
            {
                if (window.Count == inFlight) yield return await window.Dequeue();
                cancel.ThrowIfCancellationRequested();
                window.Enqueue(map(item, stop.Token));
            }

            while (window.Count > 0) yield return await window.Dequeue();
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var task in window) await task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
