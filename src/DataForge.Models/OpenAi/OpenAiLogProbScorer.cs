using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Log-probabilities of given completions from a vLLM server, through its <c>prompt_logprobs</c>.</summary>
/// <remarks>
/// The prompt alone is counted first; then prompt and completion are sent together and the log-probabilities of what lies beyond that count are
/// read. Where the completion's first characters merge with the prompt's last into one token, that token counts to the prompt.
/// </remarks>
public sealed class OpenAiLogProbScorer : EndpointBackend, ILogProbScorer
{
    private static readonly Prompt Probe = new([new Message("user", "What is 1 + 1?")]);

    private OpenAiLogProbScorer(EndpointClient client, ServedModel served) : base(client, served)
    {
    }

    /// <summary>Asks the server what it serves, and tries whether it gives the log-probabilities of a given text.</summary>
    /// <exception cref="ForgeException">The server cannot be used, or gives none: of the servers known, only vLLM does.</exception>
    public static Task<OpenAiLogProbScorer> Open(BackendSettings settings, CancellationToken cancel) => ServerTemplate.From(settings) is null
        ? Open(new EndpointClient(settings), settings.Model, cancel)
        : throw new ForgeException("--chat-template, --template-arg: scores behind a server are taken in the server's own chat format; leave them out");

    internal static Task<OpenAiLogProbScorer> Open(EndpointClient client, string? model, CancellationToken cancel) => Open(client, model, async served =>
    {
        var name = served.Dialect switch { Dialect.OpenAi => "OpenAI's service", Dialect.SgLang => "an SGLang server", Dialect.LlamaCpp => "a llama.cpp server", _ => null };
        if (name is not null) throw Cannot(client, $"{name} does not give them");
        var opened = new OpenAiLogProbScorer(client, served);
        try
        {
            await opened.Ask(Probe, "2", cancel);
        }
        catch (EndpointException e) when (e.Status is not (401 or 402 or 403) && e.Fault != EndpointFault.Transient)
        {
            throw Cannot(client, $"this server, asked for them, said: {e.Message}");
        }
        catch (EndpointException e)
        {
            throw client.Unusable(e);
        }

        return opened;
    }, cancel);

    private static ForgeException Cannot(EndpointClient client, string why)
    {
        const string Need = "scoring by yes-no or logprob needs the log-probabilities of a given text, as vLLM gives them (prompt_logprobs)";
        return new ForgeException($"endpoint {client.Address}: {Need}; {why}. Serve the model with vLLM, or run it here: --model without --endpoint");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogProbs>> Score(LogProbRequest request, CancellationToken cancel)
    {
        try
        {
            var (promptTokens, _) = await Ask(request.Prompt, null, cancel);
            var results = new List<LogProbs>();
            foreach (var completion in request.Completions)
            {
                var (_, all) = await Ask(request.Prompt, completion, cancel);
                results.Add(all.Count > promptTokens
                    ? new LogProbs([.. all.Skip(promptTokens)], promptTokens)
                    : new LogProbs([], promptTokens, "the server gave no log-probabilities for the completion"));
            }

            return results;
        }
        catch (EndpointException e) when (e.Fault == EndpointFault.Fatal)
        {
            throw Client.Unusable(e);
        }
        catch (EndpointException e)
        {
            return [.. request.Completions.Select(_ => new LogProbs([], 0, e.Message))];
        }
    }

    /// <param name="completion">Null asks for the prompt's length only.</param>
    private async Task<(int Tokens, List<double> LogProbabilities)> Ask(Prompt prompt, string? completion, CancellationToken cancel)
    {
        var body = RowEdit.Json(w => Write(w, prompt, completion));
        using var reply = await Client.SendJson(Client.Address.Route(RequestBody.Route(prompt)), body, cancel);
        var root = reply.RootElement;
        ChoiceAssembly.ThrowIfError(root);
        try
        {
            var tokens = root.GetProperty("usage").GetProperty("prompt_tokens").GetInt32();
            return (tokens, completion is null ? [] : Read(root));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EndpointException("the reply holds no token counts or no prompt_logprobs", EndpointFault.Refused, inner: e);
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
        w.WriteString("model", Served.Name);
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
}
