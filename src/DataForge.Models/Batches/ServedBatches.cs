using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Models.Batches;

/// <summary>Batches at a service that is reached over HTTP.</summary>
internal abstract class ServedBatches(EndpointClient client, string model, string engine) : BatchModel(model, engine)
{
    protected EndpointClient Client => client;

    public override string Service => client.Address.ToString()!;

    protected Task<JsonDocument> Get(string route, CancellationToken cancel) => Reached("is none", () => client.SendJson(new Uri($"{client.Address.Api}/{route}"), null, cancel));

    /// <summary>Asks the service; its faults are told as the user's to mend.</summary>
    /// <param name="lacks">What is wrong with a reply that has not what is looked for: <c>the reply …</c>.</param>
    protected async Task<T> Reached<T>(string lacks, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (EndpointException e)
        {
            throw client.Unusable(e);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new ForgeException($"endpoint {client.Address}: the reply {lacks}", e);
        }
    }

    /// <summary>Asks after a batch.</summary>
    /// <param name="route">The batch's, without a slash before it.</param>
    protected Task<BatchProgress> Ask(string route, string id, Func<JsonElement, BatchProgress> read, CancellationToken cancel) => Reached("is no batch", async () =>
    {
        try
        {
            using var batch = await client.SendJson(new Uri($"{client.Address.Api}/{route}"), null, cancel);
            return read(batch.RootElement);
        }
        catch (EndpointException e) when (IsGone(e))
        {
            return new BatchProgress(true, 0, "unknown", $"the service does not know batch {Printable.Line(id)}", IsUnknown: true);
        }
    });

    private static bool IsGone(EndpointException e) => e.Status is 404 or 410;

    /// <summary>Writes the bodies of replies to a file, one behind the other, each ended by a line feed; those that the service has no more are left out.</summary>
    /// <returns>What is said where it has none of them; null where one came, or none was asked for.</returns>
    protected Task<string?> Download(IReadOnlyCollection<string> routes, string id, string path, CancellationToken cancel) => Reached("is none", async () =>
    {
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        var gone = 0;
        foreach (var route in routes)
        {
            try
            {
                await Append(client.Address.Route(route), target, cancel);
            }
            catch (EndpointException e) when (IsGone(e))
            {
                gone++;
            }
        }

        target.Flush(flushToDisk: true);
        return gone > 0 && gone == routes.Count ? $"the service does not have the results of batch {Printable.Line(id)} any more" : null;
    });

    /// <summary>A try that broke off leaves nothing of it.</summary>
    private async Task Append(Uri address, FileStream target, CancellationToken cancel)
    {
        var start = target.Position;
        await client.Send(address, null, async (response, deadline) =>
        {
            target.Flush();
            target.SetLength(start);
            target.Position = start;
            await using var body = await ReplyBody.Open(response, long.MaxValue, deadline.Token);
            var buffer = new byte[1 << 16];
            byte last = (byte)'\n';
            for (int read; (read = await body.ReadAsync(buffer, deadline.Token)) > 0;)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), cancel);
                last = buffer[read - 1];
                deadline.Beat();
            }

            if (last != (byte)'\n') target.WriteByte((byte)'\n');
            return true;
        }, cancel);
    }

    public override ValueTask DisposeAsync()
    {
        client.Dispose();
        return base.DisposeAsync();
    }
}
