using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>A model behind a server: what generation, rewards and probabilities share.</summary>
public abstract class EndpointBackend : IAsyncDisposable, ICountsRetries
{
    private protected EndpointBackend(EndpointClient client, ServedModel served)
    {
        Client = client;
        Served = served;
    }

    public string Model => Served.Name;

    public string Revision => Served.Revision;

    public int InFlight => Client.InFlight;

    /// <summary>Tries after a first one, over all requests so far.</summary>
    public int RetriesMade => Client.RetriesMade;

    private protected EndpointClient Client { get; }

    internal EndpointAddress Address => Client.Address;

    private protected ServedModel Served { get; }

    /// <summary>Asks the server what it serves, and makes a backend of the answer; without one the client is given up.</summary>
    /// <param name="model">The model wanted; null takes the only one served.</param>
    /// <exception cref="ForgeException">It cannot be reached, refuses the key, does not serve the model, or cannot do what the backend needs.</exception>
    private protected static async Task<T> Open<T>(EndpointClient client, string? model, Func<ServedModel, Task<T>> make, CancellationToken cancel)
    {
        try
        {
            return await make(await ServedModel.Probe(client, model, cancel));
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
