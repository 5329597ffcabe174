using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace DataForge.Models.OpenAi;

/// <summary>Server-sent events: the <c>data</c> of each event, in order. An event that the stream's end cuts off is not given out.</summary>
internal static class EventStream
{
    /// <summary>Bytes that a server may send without ending an event; the parser itself knows no bound.</summary>
    internal const int LargestEvent = 64 << 20;

    /// <exception cref="EndpointException">More than 64 MiB came without the end of an event.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(Stream stream, Deadline deadline, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var bounded = new BoundedStream(stream, LargestEvent);
        var events = SseParser.Create(bounded, (_, data) => data.ToArray());
        await foreach (var item in events.EnumerateAsync(deadline.Token))
        {
            cancel.ThrowIfCancellationRequested();
            bounded.Restart();
            deadline.Beat();
            yield return item.Data;
        }
    }
}
