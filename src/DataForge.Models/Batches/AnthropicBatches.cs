using System.Globalization;
using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Models.Batches;

/// <summary>Anthropic's message batches: the requests are posted in one document, the replies are one file of lines. At most 100,000 requests or 256 MB; what is not done in 24 hours expires.</summary>
/// <remarks>The service keeps no name of ours. A batch that was sent by a process that then died is taken to be one that was made since, holds as many requests and is not noted; were it another one, its replies would have other ids and be passed over.</remarks>
internal sealed class AnthropicBatches(EndpointClient client, string model) : ServedBatches(client, model, "anthropic-batch")
{
    public static readonly Uri Home = new("https://api.anthropic.com/v1");

    private const string Route = "messages/batches";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public override BatchLimits Limits { get; } = new(100_000, 240L << 20);

    public override byte[] Line(string id, GenerationRequest request, int rollout)
    {
        if (request.Prompt.Messages is not { } messages) throw new ForgeException("raw prompts: Anthropic's service takes messages only");
        if (request.ReplySchema is not null) throw new ForgeException("replies by a schema are not asked for in Anthropic's batches");
        return RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("custom_id", id);
            w.WriteStartObject("params");
            w.WriteString("model", Model);
            w.WriteNumber("max_tokens", request.Sampling.MaxTokens);
            if (string.Join("\n\n", messages.Where(IsSystem).Select(m => m.Content)) is { Length: > 0 } system) w.WriteString("system", system);
            RequestBody.WriteMessages(w, [.. messages.Where(m => !IsSystem(m))]);
            w.WriteNumber("temperature", request.Sampling.Temperature);
            if (request.Sampling.TopP < 1) w.WriteNumber("top_p", request.Sampling.TopP);
            if (request.Sampling.TopK > 0) w.WriteNumber("top_k", request.Sampling.TopK);
            if (request.Sampling.Stop.Count > 0)
            {
                w.WriteStartArray("stop_sequences");
                foreach (var stop in request.Sampling.Stop) w.WriteStringValue(stop);
                w.WriteEndArray();
            }

            w.WriteEndObject();
            w.WriteEndObject();
        });
    }

    private static bool IsSystem(Message message) => message.Role == "system";

    protected override BatchReply Read(string id, JsonElement line)
    {
        var result = line.GetProperty("result");
        var type = result.GetProperty("type").GetString();
        if (type != "succeeded") return new BatchReply(id, null, type == "errored" ? ErrorBody.Text(result.GetProperty("error").GetRawText()) : Printable.Line(type ?? "no reply", 40));
        var message = result.GetProperty("message");
        List<JsonElement> parts = message.TryGetProperty("content", out var content) && content.ValueKind != JsonValueKind.Null ? [.. content.EnumerateArray()] : [];
        var usage = message.GetProperty("usage");
        var reason = message.TryGetProperty("stop_reason", out var stop) ? stop.GetString() : null;
        FinishReason? finish = reason switch { "end_turn" or "stop_sequence" => FinishReason.Stop, "max_tokens" => FinishReason.Length, _ => null };
        var (read, made) = (Count(usage, "input_tokens") + Count(usage, "cache_creation_input_tokens") + Count(usage, "cache_read_input_tokens"), Count(usage, "output_tokens"));
        if (finish is not { } ended) return new BatchReply(id, null, $"stop reason {Printable.Line(reason ?? "none", 100)}", read, made);
        var reasoning = string.Concat(parts.Where(p => Type(p) == "thinking").Select(p => p.GetProperty("thinking").GetString()));
        var text = string.Concat(parts.Where(p => Type(p) == "text").Select(p => p.GetProperty("text").GetString()));
        if (parts.Count == 0) return new BatchReply(id, null, ChoiceAssembly.NoContent, read, made);
        return new BatchReply(id, new Generation(0, text, [], ended, read, made, reasoning.Length > 0 ? reasoning : null), null);
    }

    private static string? Type(JsonElement part) => part.GetProperty("type").GetString();

    private static int Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var n) ? Math.Max(0, n) : 0;

    public override Task<string?> Find(BatchFile file, IReadOnlySet<string> known, CancellationToken cancel) => Reached("is no list of batches", async () =>
    {
        using var list = await Get(Route + "?limit=100", cancel);
        if (!list.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) return null;
        foreach (var batch in data.EnumerateArray())
        {
            var id = batch.GetProperty("id").GetString()!;
            var made = DateTimeOffset.TryParse(batch.GetProperty("created_at").GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default;
            if (made >= file.Prepared - ClockSkew && !known.Contains(id) && batch.GetProperty("request_counts").EnumerateObject().Sum(c => c.Value.GetInt64()) == file.Requests) return id;
        }

        return null;
    });

    public override Task<string> Send(BatchFile file, CancellationToken cancel) => Reached("holds no id", async () =>
    {
        using var made = await Client.SendContent(Client.Address.Route(Route), () => new LinesAsArray("requests", file.Path), EndpointClient.ReadJson, once: true, cancel);
        return made.RootElement.GetProperty("id").GetString()!;
    });

    public override Task<BatchProgress> Progress(BatchFile file, string id, CancellationToken cancel) => Ask($"{Route}/{Uri.EscapeDataString(id)}", id, batch =>
    {
        var state = batch.TryGetProperty("processing_status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString()! : "";
        long done = 0;
        if (batch.TryGetProperty("request_counts", out var counts) && counts.ValueKind == JsonValueKind.Object)
            done = counts.EnumerateObject().Where(c => c.Name != "processing" && c.Value.ValueKind == JsonValueKind.Number).Sum(c => c.Value.GetInt64());
        return new BatchProgress(state == "ended", done, Printable.Line(state, 40));
    }, cancel);

    /// <remarks>Not from the address in the reply: the key goes to no other host.</remarks>
    public override Task<string?> Fetch(BatchFile file, string id, string path, CancellationToken cancel) => Download([$"{Route}/{Uri.EscapeDataString(id)}/results"], id, path, cancel);
}
