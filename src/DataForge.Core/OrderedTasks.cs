using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DataForge.Core;

/// <summary>The one form of concurrency of a tool: a bounded window of tasks, awaited in input order.</summary>
public static class OrderedTasks
{
    /// <summary>Maps each input by a task, at most <paramref name="inFlight"/> of them under way or waiting to be taken, and yields the results in input order.</summary>
    public static IAsyncEnumerable<TResult> SelectOrdered<T, TResult>(
        this IEnumerable<T> source, int inFlight, Func<T, CancellationToken, Task<TResult>> map, CancellationToken cancel = default) =>
        source.SelectOrdered(inFlight, inFlight, map, cancel);

    /// <summary>As above, where a slow task blocks no other.</summary>
    /// <param name="inFlight">Most tasks under way.</param>
    /// <param name="ahead">Most tasks under way or waiting to be taken; not less than <paramref name="inFlight"/>.</param>
    /// <remarks>
    /// The source is read by a thread of its own, so that results are given out while a pipe's next line is still to come; what was read before
    /// a fault of the source is given out before the fault. After a task has failed no other begins. A fault or the end of the enumeration cancels
    /// the tasks of the window and waits for them, so none runs on afterwards; only a read that the source blocks in is left behind.
    /// </remarks>
    public static async IAsyncEnumerable<TResult> SelectOrdered<T, TResult>(
        this IEnumerable<T> source,
        int inFlight,
        int ahead,
        Func<T, CancellationToken, Task<TResult>> map,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFlight);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, inFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var window = new Window<TResult>(inFlight, ahead);
        var reader = new Thread(() => window.Fill(source, map, stop.Token)) { IsBackground = true, Name = "source" };
        reader.Start();
        try
        {
            await foreach (var task in window.Tasks.ReadAllAsync(cancel))
            {
                TResult result;
                try
                {
                    result = await task;
                }
                finally
                {
                    window.Leave();
                }

                yield return result;
            }
        }
        finally
        {
            window.Close();
            await stop.CancelAsync();
            while (window.Tasks.TryRead(out var task)) await task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Tasks begun and not yet taken. A channel, because reading the source and awaiting the results end at different times.</summary>
#pragma warning disable CA1001 // the places are not disposed: a reader left behind in its source may still wait for one, and no handle is held
    private sealed class Window<TResult>(int inFlight, int ahead)
#pragma warning restore CA1001
    {
        private readonly Channel<Task<TResult>> _tasks = Channel.CreateUnbounded<Task<TResult>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        private readonly SemaphoreSlim _running = new(inFlight);
        private readonly SemaphoreSlim _begun = new(ahead);
        private readonly Lock _gate = new();
        private bool _closed;
        private volatile bool _failed;

        public ChannelReader<Task<TResult>> Tasks => _tasks.Reader;

        /// <summary>A result was taken.</summary>
        public void Leave() => _begun.Release();

        /// <summary>No task begins after this.</summary>
        public void Close()
        {
            lock (_gate) _closed = true;
        }

        public void Fill<T>(IEnumerable<T> source, Func<T, CancellationToken, Task<TResult>> map, CancellationToken stop)
        {
            try
            {
                using var items = source.GetEnumerator();
                while (true)
                {
                    _begun.Wait(stop);
                    _running.Wait(stop);
                    if (_failed || !items.MoveNext()) break;
                    lock (_gate)
                    {
                        if (_closed) break;
                        _tasks.Writer.TryWrite(Begin(map, items.Current, stop));
                    }
                }

                _tasks.Writer.Complete();
            }
#pragma warning disable CA1031 // handed to the awaiting side, which throws it in its turn
            catch (Exception e)
#pragma warning restore CA1031
            {
                _tasks.Writer.Complete(e);
            }
        }

        /// <summary>A map that throws before its first await gives a failed task, in its place of the order.</summary>
        private async Task<TResult> Begin<T>(Func<T, CancellationToken, Task<TResult>> map, T item, CancellationToken stop)
        {
            try
            {
                return await map(item, stop);
            }
            catch
            {
                _failed = true;
                throw;
            }
            finally
            {
                _running.Release();
            }
        }
    }
}
