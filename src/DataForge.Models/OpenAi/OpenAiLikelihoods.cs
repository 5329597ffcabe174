using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Log-probabilities of given completions from a vLLM server, through its <c>prompt_logprobs</c>.</summary>
/// <remarks>
/// The prompt alone is counted first; then prompt and completion are sent together and the log-probabilities of what lies beyond that count are
/// read. Where the completion's first characters merge with the prompt's last into one token, that token counts to the prompt.
/// </remarks>
public sealed class OpenAiLikelihoods : ILikelihoods
{
    private readonly EndpointClient _client;
    private readonly ServedModel _served;

    private OpenAiLikelihoods(EndpointClient client, ServedModel served)
    {
        _client = client;
        _served = served;
    }

    /// <exception cref="ForgeException">The server cannot be used, or is not vLLM: OpenAI's own interface gives no log-probabilities of a prompt.</exception>
    public static Task<OpenAiLikelihoods> Open(BackendSettings settings, CancellationToken cancel) => Open(new EndpointClient(settings), settings.Model, cancel);

    internal static async Task<OpenAiLikelihoods> Open(EndpointClient client, string? model, CancellationToken cancel)
    {
        try
        {
            var served = await ServedModel.Probe(client, model, cancel);
            return served.Dialect == Dialect.Vllm ? new OpenAiLikelihoods(client, served)
                : throw new ForgeException($"endpoint {client.Address}: log-probabilities of given text need a vLLM server (its prompt_logprobs); this one is {served.Dialect}");
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public string Model => _served.Name;

    public string Revision => _served.Revision;

    public int InFlight => _client.InFlight;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Likelihood>> Measure(LikelihoodRequest request, CancellationToken cancel)
    {
        try
        {
            var (promptTokens, _) = await Ask(request.Prompt, null, cancel);
            var results = new List<Likelihood>();
            foreach (var completion in request.Completions)
            {
                var (_, all) = await Ask(request.Prompt, completion, cancel);
                results.Add(all.Count > promptTokens
                    ? new Likelihood([.. all.Skip(promptTokens)], promptTokens)
                    : new Likelihood([], promptTokens, "the server gave no log-probabilities for the completion"));
            }

            return results;
        }
        catch (EndpointException e) when (e.Fault == EndpointFault.Fatal)
        {
            throw _client.Unusable(e);
        }
        catch (EndpointException e)
        {
            return [.. request.Completions.Select(_ => new Likelihood([], 0, e.Message))];
        }
    }

    /// <param name="completion">Null asks for the prompt's length only.</param>
    private async Task<(int Tokens, List<double> LogProbabilities)> Ask(Prompt prompt, string? completion, CancellationToken cancel)
    {
        var body = RowEdit.Json(w => Write(w, prompt, completion));
        using var reply = await _client.SendJson(_client.Address.Route(RequestBody.Route(prompt)), body, cancel);
        var root = reply.RootElement;
        ChoiceAssembly.ThrowIfError(root);
        try
        {
            var tokens = root.GetProperty("usage").GetProperty("prompt_tokens").GetInt32();
            return (tokens, completion is null ? [] : Read(root));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EndpointException($"the reply holds no token counts or log-probabilities: {e.Message}", EndpointFault.Refused, inner: e);
        }
    }

    /// <summary>One a token; the first, which nothing precedes, is given as 0. The token itself comes first in its entry.</summary>
    private static List<double> Read(JsonElement reply)
    {
        var list = reply.TryGetProperty("prompt_logprobs", out var chat) && chat.ValueKind == JsonValueKind.Array ? chat : reply.GetProperty("choices")[0].GetProperty("prompt_logprobs");
        return [.. list.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.Null ? 0 : t.EnumerateObject().First().Value.GetProperty("logprob").GetDouble())];
    }

    private void Write(Utf8JsonWriter w, Prompt prompt, string? completion)
    {
        w.WriteStartObject();
        w.WriteString("model", _served.Name);
        if (prompt.Messages is { } messages)
        {
            RequestBody.WriteMessages(w, completion is null ? messages : [.. messages, new Message("assistant", completion)]);
            w.WriteBoolean("add_generation_prompt", completion is null);
            if (completion is not null) w.WriteBoolean("continue_final_message", true);
        }
        else if (prompt.Raw is { } raw)
        {
            w.WriteString("prompt", raw + completion);
        }
        else
        {
            throw new ForgeException("log-probabilities behind token ids: not to be had from a server, whose vocabulary is not known here");
        }

        w.WriteNumber("max_tokens", 1);
        w.WriteNumber("temperature", 0);
        if (completion is not null) w.WriteNumber("prompt_logprobs", 0);
        w.WriteEndObject();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
