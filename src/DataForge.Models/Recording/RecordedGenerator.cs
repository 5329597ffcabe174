using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.Recording;

/// <summary>A language model that is recorded or replayed: each sample by its request and its number.</summary>
internal sealed class RecordedGenerator(BackendSettings settings, Func<Task<IGenerator>> open) : RecordedModel<IGenerator>(settings, "generator", open), IGenerator
{
    public string Model => Fact("name");

    public string Revision => Fact("revision");

    public string Precision => Fact("precision");

    public string Engine => Fact("engine");

    public int InFlight => FactNumber("in_flight");

    protected override void Describe(IGenerator model, Utf8JsonWriter writer)
    {
        writer.WriteString("name", model.Model);
        writer.WriteString("revision", model.Revision);
        writer.WriteString("precision", model.Precision);
        writer.WriteString("engine", model.Engine);
        writer.WriteNumber("in_flight", model.InFlight);
    }

    public string Render(Prompt prompt)
    {
        var request = CallRecording.Request("render", w =>
        {
            w.WriteString("revision", Revision);
            WritePrompt(w, prompt);
        });
        if (Find(request) is { } known) return known.GetString()!;
        var text = Inner().GetAwaiter().GetResult().Render(prompt);
        Calls.Add(request, w => w.WriteStringValue(text));
        return text;
    }

    public async Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel)
    {
        var results = new List<Generation>(request.Samples);
        for (var i = 0; i < request.Samples; i++)
        {
            var rollout = request.FirstRollout + i;
            if (Replays && Find(Asked(request, rollout)) is { } known)
            {
                results.Add(GenerationJson.Read(known, rollout));
                continue;
            }

            // the rest in one request, so that a prompt is read once
            var drawn = await (await Inner()).Generate(request with { FirstRollout = rollout, Samples = request.Samples - i }, cancel);
            foreach (var generation in drawn)
                if (generation.Finish != FinishReason.Error) Calls.Add(Asked(request, generation.Rollout), w => Write(w, generation));
            results.AddRange(drawn);
            break;
        }

        return results;
    }

    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) => new RecordedGenerationSession(this, key, prompt, sampling, continues);

    private byte[] Asked(GenerationRequest request, int rollout) => CallRecording.Request("generate", w =>
    {
        WriteRequest(w, request.Prompt, request.Sampling);
        if (request.ReplySchema is { } schema) w.WriteString("schema", schema);
        w.WriteString("request_key", request.Key);
        w.WriteNumber("sample", rollout);
    });

    /// <summary>A turn of a session, told by the turns before it and what was put in behind them.</summary>
    /// <param name="added">Null for the first turn.</param>
    internal byte[] AskedTurn(string key, Prompt prompt, SamplingParameters sampling, int rollout, IReadOnlyList<KnownTurn> before, string? added, bool trimmed) => CallRecording.Request("turn", w =>
    {
        WriteRequest(w, prompt, sampling);
        w.WriteString("request_key", key);
        w.WriteNumber("sample", rollout);
        w.WriteStartArray("turns");
        foreach (var turn in before) WriteTurn(w, turn.Added, turn.Trimmed, turn.Generation.Text);
        if (added is not null) WriteTurn(w, added, trimmed, null);
        w.WriteEndArray();
    });

    private static void WriteTurn(Utf8JsonWriter w, string? added, bool trimmed, string? text)
    {
        w.WriteStartObject();
        if (added is not null) w.WriteString("added", added);
        if (trimmed) w.WriteBoolean("trimmed", true);
        if (text is not null) w.WriteString("text", text);
        w.WriteEndObject();
    }

    internal Generation? FindTurn(byte[] request, int rollout) => Find(request) is { } known ? GenerationJson.Read(known, rollout) : null;

    internal void AddTurn(byte[] request, Generation generation)
    {
        if (generation.Finish != FinishReason.Error) Calls.Add(request, w => Write(w, generation));
    }

    private void WriteRequest(Utf8JsonWriter w, Prompt prompt, SamplingParameters sampling)
    {
        w.WriteString("revision", Revision);
        w.WriteString("precision", Precision);
        WritePrompt(w, prompt);
        w.WriteNumber("temperature", sampling.Temperature);
        w.WriteNumber("top_p", sampling.TopP);
        w.WriteNumber("top_k", sampling.TopK);
        w.WriteNumber("max_tokens", sampling.MaxTokens);
        w.WriteStartArray("stop");
        foreach (var stop in sampling.Stop) w.WriteStringValue(stop);
        w.WriteEndArray();
        w.WriteNumber("seed", sampling.Seed);
    }

    private static void Write(Utf8JsonWriter w, Generation g)
    {
        w.WriteStartObject();
        w.WriteString("text", g.Text);
        if (g.Reasoning is not null) w.WriteString("reasoning", g.Reasoning);
        w.WriteString("finish", g.Finish.ToString());
        w.WriteNumber("input_tokens", g.InputTokens);
        w.WriteNumber("generated_tokens", g.GeneratedTokens);
        w.WriteStartArray("ids");
        foreach (var id in g.Ids) w.WriteNumberValue(id);
        w.WriteEndArray();
        w.WriteEndObject();
    }
}
