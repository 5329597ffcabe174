using System.Net.Http.Headers;
using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Models.Batches;

/// <summary>OpenAI's batches: a file is uploaded, a batch made of it, its replies and errors are two files. At most 50,000 lines and 200 MB a file; what is not done in 24 hours expires.</summary>
/// <remarks>The batch carries our name in its metadata, so that one that was sent by a process that then died is found again.</remarks>
internal sealed class OpenAiBatches(EndpointClient client, string model, ServerTemplate? template) : ServedBatches(client, model, "openai-batch")
{
    public static readonly Uri Home = new("https://api.openai.com/v1");

    private const string Mark = "dataforge";
    private const int MostPages = 100;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private readonly ServedModel _served = new(model, model, ServedModel.Host(client.Address));

    public override BatchLimits Limits { get; } = new(50_000, 190L << 20);

    protected override ServerTemplate? Template => template;

    public override byte[] Line(string id, GenerationRequest request, int rollout) =>
        request.Sampling.TopK > 0 && _served.Dialect == Dialect.OpenAi ? throw new ForgeException("top-k: OpenAI's service has no such parameter; leave it out")
        : OpenAiLines.Write(_served, id, request, rollout, template);

    protected override BatchReply Read(string id, JsonElement line) => OpenAiLines.Read(id, line);

    public override Task<string?> Find(BatchFile file, IReadOnlySet<string> known, CancellationToken cancel) => Reached("is no list of batches", async () =>
    {
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            using var list = await Get($"batches?limit=100{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}", cancel);
            if (!list.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() == 0) return null;
            foreach (var batch in data.EnumerateArray())
            {
                after = batch.GetProperty("id").GetString();
                if (batch.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(Mark, out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == file.Name) return after;
                if (batch.TryGetProperty("created_at", out var created) && created.TryGetInt64(out var seconds) && DateTimeOffset.FromUnixTimeSeconds(seconds) < file.Prepared - ClockSkew) return null; // the newest come first
            }

            if (!list.RootElement.TryGetProperty("has_more", out var more) || more.ValueKind != JsonValueKind.True) return null;
        }

        return null;
    });

    public override Task<string> Send(BatchFile file, CancellationToken cancel) => Reached("holds no id", async () =>
    {
        using var uploaded = await Client.SendContent(Client.Address.Route("files"), () => Form(file), EndpointClient.ReadJson, once: false, cancel);
        var body = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("input_file_id", uploaded.RootElement.GetProperty("id").GetString());
            w.WriteString("endpoint", OpenAiLines.Route(file.Path));
            w.WriteString("completion_window", "24h");
            w.WriteStartObject("metadata");
            w.WriteString(Mark, file.Name);
            w.WriteEndObject();
            w.WriteEndObject();
        });
        using var made = await Client.SendContent(Client.Address.Route("batches"), () => JsonContent.Of(body), EndpointClient.ReadJson, once: true, cancel);
        return made.RootElement.GetProperty("id").GetString()!;
    });

    private static MultipartFormDataContent Form(BatchFile file)
    {
        var lines = new StreamContent(new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16));
        lines.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        return new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { lines, "file", file.Name + ".jsonl" } };
    }

    public override Task<BatchProgress> Progress(BatchFile file, string id, CancellationToken cancel) => Ask("batches/" + Uri.EscapeDataString(id), id, batch =>
    {
        var state = batch.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString()! : "";
        long done = 0;
        if (batch.TryGetProperty("request_counts", out var counts) && counts.ValueKind == JsonValueKind.Object)
            foreach (var name in (string[])["completed", "failed"])
                if (counts.TryGetProperty(name, out var count) && count.TryGetInt64(out var n)) done += n;
        var fault = state == "failed" && batch.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object && errors.TryGetProperty("data", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? "failed: " + ErrorBody.Text(list[0].GetRawText()) : state == "failed" ? "failed: the service gives no reason" : null;
        return new BatchProgress(state is "completed" or "expired" or "cancelled" or "failed", done, Printable.Line(state, 40), fault);
    }, cancel);

    public override async Task<string?> Fetch(BatchFile file, string id, string path, CancellationToken cancel)
    {
        using var batch = await Get("batches/" + Uri.EscapeDataString(id), cancel);
        var files = ((string[])["output_file_id", "error_file_id"])
            .Select(name => batch.RootElement.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.String ? part.GetString() : null).Where(at => at is { Length: > 0 });
        return await Download([.. files.Select(at => $"files/{Uri.EscapeDataString(at!)}/content")], id, path, cancel);
    }
}
