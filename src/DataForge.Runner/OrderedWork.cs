using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>The one place of concurrency: some items are worked on at a time, results come in input order, and a slow item blocks no other.</summary>
/// <remarks>
/// Results that must wait for an earlier one are held by <see cref="ResultSpill"/>; reading runs ahead of the slowest item by at most <see cref="MostAhead"/> items.
/// The source is read by a thread of its own, so that results are given out while a pipe's next line is still to come. A fault of an item ends reading; it is thrown in its turn.
/// </remarks>
internal sealed class OrderedWork<TItem>(int atOnce, ResultSpill spill)
    where TItem : class
{
    /// <summary>Items that may be read while an earlier one is not finished; each takes about 200 bytes of memory.</summary>
    public const int MostAhead = 1 << 18;

    private static readonly StageResult Nothing = new() { Units = 0 };

    private sealed record Slot(IReadOnlyList<Row> Bad, long Number, Task<ResultSpill.Place> Result);

    /// <summary>A finished item.</summary>
    public readonly record struct Done(IReadOnlyList<Row> Bad, long Number, StageResult Result);

    public async IAsyncEnumerable<Done> Run(IEnumerable<WorkEntry<TItem>> source, Func<TItem, CancellationToken, ValueTask<StageResult>> process, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var window = new Window(atOnce, spill);
        var reader = new Thread(() => window.Fill(source, process, stop.Token)) { IsBackground = true, Name = "source" };
        reader.Start();
        try
        {
            await foreach (var slot in window.Slots.ReadAllAsync(cancel))
            {
                var place = await slot.Result;
                window.LeaveAhead();
                yield return new Done(slot.Bad, slot.Number, spill.Take(place));
            }
        }
        finally
        {
            window.Close();
            await stop.CancelAsync();
            while (window.Slots.TryRead(out var slot)) await slot.Result.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Items begun and not yet given out.</summary>
#pragma warning disable CA1001 // the places are not disposed: a reader left behind in its source may still wait for one, and no handle is held
    private sealed class Window(int atOnce, ResultSpill spill)
#pragma warning restore CA1001
    {
        private readonly Channel<Slot> _slots = Channel.CreateUnbounded<Slot>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        private readonly SemaphoreSlim _places = new(atOnce);
        private readonly SemaphoreSlim _ahead = new(MostAhead);
        private readonly Lock _gate = new();
        private bool _closed;
        private volatile bool _failed;

        public ChannelReader<Slot> Slots => _slots.Reader;

        public void LeaveAhead() => _ahead.Release();

        /// <summary>No item begins after this.</summary>
        public void Close()
        {
            lock (_gate) _closed = true;
        }

        public void Fill(IEnumerable<WorkEntry<TItem>> source, Func<TItem, CancellationToken, ValueTask<StageResult>> process, CancellationToken stop)
        {
            try
            {
                using var items = source.GetEnumerator();
                while (true)
                {
                    _ahead.Wait(stop);
                    _places.Wait(stop);
                    if (_failed || !items.MoveNext()) break;
                    lock (_gate)
                    {
                        if (_closed) break;
                        var entry = items.Current;
                        _slots.Writer.TryWrite(new Slot(entry.Bad, entry.Number, Begin(entry.Item, process, stop)));
                    }
                }

                _slots.Writer.Complete();
            }
#pragma warning disable CA1031 // handed to the awaiting side, which throws it in its turn
            catch (Exception e)
#pragma warning restore CA1031
            {
                _slots.Writer.Complete(e);
            }
        }

        private async Task<ResultSpill.Place> Begin(TItem? item, Func<TItem, CancellationToken, ValueTask<StageResult>> process, CancellationToken stop)
        {
            try
            {
                return spill.Put(item is null ? Nothing : await process(item, stop));
            }
            catch
            {
                _failed = true;
                throw;
            }
            finally
            {
                _places.Release();
            }
        }
    }
}
