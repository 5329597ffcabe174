using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>A model behind an OpenAI-compatible server (vLLM, SGLang, llama.cpp, OpenAI).</summary>
/// <remarks>
/// Replies are streamed, so that a silent server is noticed. What a reply holds is kept: when it is cut, or brings fewer choices than asked
/// for, only the missing rollouts are asked for again. The seed sent is a function of (run seed, key) plus the first rollout: vLLM adds a
/// choice's index to it, so a rollout has the same seed however its problem's rollouts are split over requests. The server decides whether
/// that makes its texts repeatable.
/// </remarks>
public sealed class OpenAiGenerator : EndpointBackend, IGenerator
{
    private readonly ServerTemplate? _template;

    /// <summary>Whether the server writes on at the end of a given assistant's turn.</summary>
    internal bool ContinuesTurns => Served.Dialect != Dialect.OpenAi;

    private OpenAiGenerator(EndpointClient client, ServedModel served, ServerTemplate? template) : base(client, served) => _template = template;

    /// <summary>Asks the server what it serves.</summary>
    /// <exception cref="ForgeException">It cannot be reached, refuses the key, or does not serve the model.</exception>
    public static Task<OpenAiGenerator> Open(BackendSettings settings, CancellationToken cancel) => Open(new EndpointClient(settings), settings.Model, cancel, ServerTemplate.From(settings));

    internal static Task<OpenAiGenerator> Open(EndpointClient client, string? model, CancellationToken cancel, ServerTemplate? template = null) => Open(client, model, served =>
        template is not null && served.Dialect == Dialect.OpenAi
            ? throw new ForgeException("--chat-template, --template-arg: OpenAI's service has no such parameters; leave them out")
            : Task.FromResult(new OpenAiGenerator(client, served, template)), cancel);

    public string Precision => "remote";

    public string Engine => $"openai-api/{Served.Dialect.ToString().ToLowerInvariant()}";

    /// <summary>Messages as JSON (the server's chat format is its own), raw text as it is, ids as a JSON list.</summary>
    public string Render(Prompt prompt)
    {
        if (prompt.Raw is { } raw) return raw;
        var json = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            RequestBody.WritePrompt(w, prompt);
            _template?.Write(w);
            w.WriteEndObject();
        });
        if (_template is not null && prompt.Messages is not null) return System.Text.Encoding.UTF8.GetString(json);
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().First().Value.GetRawText();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel)
    {
        if (Served.Dialect == Dialect.OpenAi && request.Sampling.TopK > 0)
            throw new ForgeException("--top-k: OpenAI's service has no such parameter; leave it out");
        var results = new Generation?[request.Samples];
        string? error = null;
        for (var at = Missing(results, 0); at < request.Samples && error is null; at = Missing(results, 0))
        {
            // A greedy request has one answer, and vLLM refuses n > 1 there.
            var length = request.Sampling.Temperature == 0 ? 1 : Run(results, at);
            error = await Fill(request, results, at, length, cancel);
        }

        return [.. results.Select((r, i) => r ?? new Generation(request.FirstRollout + i, "", [], FinishReason.Error, 0, 0, Error: error))];
    }

    /// <inheritdoc/>
    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => new OpenAiGenerationSession(this, key, prompt, sampling, continues);

    /// <returns>Why nothing came; null when at least one of the run's rollouts was filled.</returns>
    private async Task<string?> Fill(GenerationRequest request, Generation?[] results, int at, int length, CancellationToken cancel)
    {
        var seed = SeedOf(request) + request.FirstRollout + at;
        var body = RequestBody.Generate(Served, request.Prompt, request.Sampling, length, seed, _template, request.ReplySchema);
        try
        {
            var got = await Client.Send(Client.Address.Route(RequestBody.Route(request.Prompt)), body, (response, deadline) => Read(response, deadline), cancel);
            foreach (var generation in got) results[generation.Rollout - request.FirstRollout] = generation;
            return null;
        }
        catch (EndpointException e) when (e.Fault == EndpointFault.Fatal)
        {
            throw Client.Unusable(e);
        }
        catch (EndpointException e)
        {
            return e.Message;
        }

        async Task<List<Generation>> Read(HttpResponseMessage response, Deadline deadline)
        {
            var assembly = new ChoiceAssembly(length, request.Sampling.MaxTokens);
            EndpointException? cut = null;
            try
            {
                await ReadInto(assembly, response, deadline, cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && e is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
            {
                var why = e is OperationCanceledException ? deadline.Complaint : $"the stream broke off: {(e.InnerException ?? e).Message}";
                cut = new EndpointException(why, EndpointFault.Transient, inner: e);
            }
            catch (EndpointException e)
            {
                cut = e;
            }

            var got = assembly.Finished(request.FirstRollout + at).ToList();
            if (got.Count > 0) return got;
            throw cut ?? new EndpointException("the stream ended before any choice was finished", EndpointFault.Transient);
        }
    }

    private static async Task ReadInto(ChoiceAssembly assembly, HttpResponseMessage response, Deadline deadline, CancellationToken cancel)
    {
        await using var body = await ReplyBody.Open(response, assembly.MostBytes, deadline.Token);
        var kind = await body.Look(deadline.Token);
        if (kind == ReplyBody.Kind.Json)
        {
            using var reply = await EndpointClient.ReadJson(body, deadline); // a server that does not stream
            assembly.Add(reply.RootElement);
            return;
        }

        var events = 0;
        if (kind == ReplyBody.Kind.Lines)
            await foreach (var data in EventStream.Read(body, deadline, cancel))
            {
                if (data.Span.SequenceEqual("[DONE]"u8)) return;
                events++;
                assembly.Add(data);
            }

        if (events == 0) throw EndpointClient.NotJson(body);
    }

    private static int Missing(Generation?[] results, int from)
    {
        while (from < results.Length && results[from] is not null) from++;
        return from;
    }

    private static int Run(Generation?[] results, int from)
    {
        var end = from;
        while (end < results.Length && results[end] is null) end++;
        return end - from;
    }

    /// <summary>30 bits, so that a rollout can be added within what every server takes.</summary>
    internal static long SeedOf(GenerationRequest request) => (long)(CounterRandom.For(request.Sampling.Seed, "endpoint", request.Key).Bits(0) >> 34);
}
