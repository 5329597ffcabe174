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
            if (Find(Asked(request, rollout)) is { } known)
            {
                results.Add(Read(known, rollout));
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

    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) =>
        throw new ForgeException("a recording holds whole generations; this way of drawing, turn by turn, is neither recorded nor replayed");

    private byte[] Asked(GenerationRequest request, int rollout) => CallRecording.Request("generate", w =>
    {
        w.WriteString("revision", Revision);
        w.WriteString("precision", Precision);
        WritePrompt(w, request.Prompt);
        w.WriteNumber("temperature", request.Sampling.Temperature);
        w.WriteNumber("top_p", request.Sampling.TopP);
        w.WriteNumber("top_k", request.Sampling.TopK);
        w.WriteNumber("max_tokens", request.Sampling.MaxTokens);
        w.WriteStartArray("stop");
        foreach (var stop in request.Sampling.Stop) w.WriteStringValue(stop);
        w.WriteEndArray();
        w.WriteNumber("seed", request.Sampling.Seed);
        if (request.ReplySchema is { } schema) w.WriteString("schema", schema);
        w.WriteString("request_key", request.Key);
        w.WriteNumber("sample", rollout);
    });

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

    private static Generation Read(JsonElement e, int rollout) => new(
        rollout, e.GetProperty("text").GetString()!, [.. e.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())], Enum.Parse<FinishReason>(e.GetProperty("finish").GetString()!),
        e.GetProperty("input_tokens").GetInt32(), e.GetProperty("generated_tokens").GetInt32(), e.TryGetProperty("reasoning", out var reasoning) ? reasoning.GetString() : null);
}
