using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>A reward model behind a vLLM server: the score of the solution's last token.</summary>
/// <remarks>Which of the server's routes answers is found out once, with two conversations whose scores must not both be exactly 1: a softmax over one label always is.</remarks>
public sealed class OpenAiScorer : EndpointBackend, IScorer
{
    private static readonly ScoreRequest[] Probes = [new("What is 1 + 1?", "1 + 1 = 2."), new("What is 1 + 1?", "It is a banana.")];

    private readonly ScoreRoute _route;

    private OpenAiScorer(EndpointClient client, ServedModel served, ScoreRoute route) : base(client, served) => _route = route;

    /// <summary>Asks the server what it serves, and by which route it scores.</summary>
    /// <exception cref="ForgeException">It cannot be reached, refuses the key, does not serve the model, or scores by no route that is known.</exception>
    public static Task<OpenAiScorer> Open(BackendSettings settings, CancellationToken cancel) => Open(new EndpointClient(settings), settings.Model, cancel);

    internal static Task<OpenAiScorer> Open(EndpointClient client, string? model, CancellationToken cancel) =>
        Open(client, model, async served => new OpenAiScorer(client, served, await Find(client, served, cancel)), cancel);

    private static async Task<ScoreRoute> Find(EndpointClient client, ServedModel served, CancellationToken cancel)
    {
        var said = new List<string>();
        foreach (var route in ScoreRoute.All)
        {
            try
            {
                var scores = new List<double>();
                foreach (var probe in Probes) scores.Add((await Ask(client, served, route, probe, cancel)).Value);
                if (scores.TrueForAll(s => s == 1)) said.Add($"{route.Name}: always 1, a softmax over one label");
                else return route;
            }
            catch (EndpointException e) when (e.Status is 401 or 402 or 403 || e.Fault == EndpointFault.Transient)
            {
                throw client.Unusable(e);
            }
            catch (EndpointException e)
            {
                said.Add($"{route.Name}: {e.Message}");
            }
        }

        throw new ForgeException($"endpoint {client.Address}: {served.Name} gives no reward: {string.Join("; ", said)}");
    }

    /// <summary>The server's route that gives the scores.</summary>
    public string Route => _route.Name;

    /// <inheritdoc/>
    public async Task<Score> Score(ScoreRequest request, CancellationToken cancel)
    {
        try
        {
            var (value, tokens) = await Ask(Client, Served, _route, request, cancel);
            return new Score(value, tokens);
        }
        catch (EndpointException e) when (e.Fault == EndpointFault.Fatal)
        {
            throw Client.Unusable(e);
        }
        catch (EndpointException e)
        {
            return new Score(null, 0, e.Message);
        }
    }

    private static async Task<(double Value, int Tokens)> Ask(EndpointClient client, ServedModel served, ScoreRoute route, ScoreRequest request, CancellationToken cancel)
    {
        using var reply = await client.SendJson(client.Address.RootRoute(route.Path), route.Body(served, request), cancel);
        var root = reply.RootElement;
        ChoiceAssembly.ThrowIfError(root);
        var tokens = root.TryGetProperty("usage", out var usage) && usage.TryGetProperty("prompt_tokens", out var count) ? count.GetInt32() : 0;
        return (ScoreRoute.Read(root), tokens);
    }
}
