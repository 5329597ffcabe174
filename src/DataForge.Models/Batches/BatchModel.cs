using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Models.Batches;

/// <summary>What the batch services share: a model that is known by its name alone, and answers nothing at once.</summary>
internal abstract class BatchModel(string model, string engine) : IBatchModel
{
    public string Model => model;

    public string Revision => model;

    public string Precision => "remote";

    public string Engine => engine;

    public int InFlight => 1;

    public abstract string Service { get; }

    public abstract BatchLimits Limits { get; }

    /// <exception cref="ForgeException">No model is named, or a template cannot be read.</exception>
    public static IBatchModel Open(BackendSettings settings, BatchApi api)
    {
        var model = settings.Model ?? throw new ForgeException("a batch needs the model's name, as the service calls it");
        var template = ServerTemplate.From(settings);
        switch (api)
        {
            case BatchApi.Vllm:
                return new RunBatchFiles(model, template);
            case BatchApi.Anthropic:
                return new AnthropicBatches(new EndpointClient(settings with { Endpoint = settings.Endpoint ?? AnthropicBatches.Home }, scheme: KeyScheme.Anthropic), model);
            default:
                return new OpenAiBatches(new EndpointClient(settings with { Endpoint = settings.Endpoint ?? OpenAiBatches.Home }), model, template);
        }
    }

    public string Render(Prompt prompt)
    {
        if (prompt.Raw is { } raw) return raw;
        return Encoding.UTF8.GetString(RowEdit.Json(w =>
        {
            w.WriteStartObject();
            RequestBody.WritePrompt(w, prompt);
            Template?.Write(w);
            w.WriteEndObject();
        }));
    }

    protected virtual ServerTemplate? Template => null;

    public Task<IReadOnlyList<Generation>> Generate(GenerationRequest request, CancellationToken cancel) => throw new InvalidOperationException("a batch service answers nothing at once");

    public IGenerationSession Begin(string key, Prompt prompt, SamplingParameters sampling, bool continues) =>
        throw new ForgeException("draws that go turn by turn (calls of Python, early stopping) cannot go into a batch");

    public abstract byte[] Line(string id, GenerationRequest request, int rollout);

    public abstract Task<string?> Find(BatchFile file, IReadOnlySet<string> known, CancellationToken cancel);

    public abstract Task<string> Send(BatchFile file, CancellationToken cancel);

    public abstract Task<BatchProgress> Progress(BatchFile file, string id, CancellationToken cancel);

    public abstract Task<string?> Fetch(BatchFile file, string id, string path, CancellationToken cancel);

    public (BatchReply? Reply, string? Flaw) Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, $"found a JSON {root.ValueKind}");
            if (!root.TryGetProperty("custom_id", out var named)) return (null, "found none");
            if (named.ValueKind != JsonValueKind.String) return (null, $"found the {named.ValueKind} {Printable.Line(named.GetRawText(), 40)}");
            var id = named.GetString()!;
            try
            {
                return (Read(id, root), null);
            }
            catch (EndpointException e)
            {
                return (new BatchReply(id, null, Printable.Line(e.Message, 200)), null);
            }
            catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
            {
                return (new BatchReply(id, null, $"the reply is no completion: {Printable.Line(e.Message, 200)}"), null);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: a text that is no Unicode
        {
            return (null, Printable.Line(e.Message, 200));
        }
    }

    /// <exception cref="EndpointException">It is no completion.</exception>
    protected abstract BatchReply Read(string id, JsonElement line);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
