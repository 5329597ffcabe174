using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Models.Batches;

/// <summary>Lines as OpenAI's batches have them, which <c>vllm run-batch</c> reads and writes too.</summary>
internal static class OpenAiLines
{
    private const int MostTokens = 1 << 20; // bounds a reply's length; what was asked for stands in another file

    public static byte[] Write(ServedModel served, string id, GenerationRequest request, int rollout, ServerTemplate? template) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("custom_id", id);
        w.WriteString("method", "POST");
        w.WriteString("url", "/v1/" + RequestBody.Route(request.Prompt));
        w.WritePropertyName("body");
        w.WriteRawValue(RequestBody.Generate(served, request.Prompt, request.Sampling, 1, OpenAiGenerator.SeedOf(request) + rollout, template, request.ReplySchema, stream: false));
        w.WriteEndObject();
    });

    /// <exception cref="EndpointException">The body is no completion.</exception>
    public static BatchReply Read(string id, JsonElement line)
    {
        if (Object(line, "response") is not { } response) return new BatchReply(id, null, Error(line));
        var body = Object(response, "body");
        if (body is null || (response.TryGetProperty("status_code", out var status) && status.ValueKind == JsonValueKind.Number && status.GetInt32() != 200))
            return new BatchReply(id, null, body is { } said ? $"{(response.TryGetProperty("status_code", out var code) ? code.GetRawText() + ": " : "")}{ErrorBody.Text(said.GetRawText())}" : Error(line));
        var assembly = new ChoiceAssembly(1, MostTokens);
        assembly.Add(body.Value);
        return assembly.Finished(0).FirstOrDefault() switch
        {
            null => new BatchReply(id, null, "the reply holds no finished choice"),
            { Finish: FinishReason.Error } failed => new BatchReply(id, null, failed.Error, failed.InputTokens, failed.GeneratedTokens),
            var text => new BatchReply(id, text, null),
        };
    }

    private static string Error(JsonElement line) => line.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String ? ErrorBody.Text(line.GetRawText()) : "no reply";

    private static JsonElement? Object(JsonElement at, string name) => at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The route of a file's requests, from its first line.</summary>
    public static string Route(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        using var first = JsonDocument.Parse(reader.ReadLine()!);
        return first.RootElement.GetProperty("url").GetString()!;
    }
}
