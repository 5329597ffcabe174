using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Output files of batch interfaces: OpenAI and vLLM (<c>response.body</c>), Anthropic (<c>result.message</c>). They hold no question: <c>custom_id</c> tells the problems apart.</summary>
internal static class BatchLayouts
{
    public static bool IsOpenAi(Row row) => row.HasValue("custom_id") && row.Has("response");

    /// <exception cref="ForgeException">The request failed.</exception>
    public static IEnumerable<Row> OpenAi(Row row, FieldNames names)
    {
        var response = row.Element("response");
        var body = Chat.Member(response, "body");
        if (row.HasValue("error") || Chat.Member(body, "error") is { ValueKind: JsonValueKind.Object })
            throw Failed(row, Chat.First(row.Element("error"), "message", "code") ?? Chat.First(Chat.Member(body, "error"), "message", "code") ?? "no reason given");
        var id = row.TextOrNumber("custom_id");
        var model = row.Has("model") ? null : Chat.First(body, "model");
        if (Chat.Items(Chat.Member(body, "output")) is { Count: > 0 } outputs)
        {
            var message = outputs.LastOrDefault(o => Chat.First(o, "type") is "message");
            return [new FoundSample(message.ValueKind == JsonValueKind.Object ? Chat.Text(message) : null) { Id = id, Model = model, Gold = SampleFields.GoldOrNull(row, names) }.ToRow(row, names, null, "response.body.output[].content", "response")];
        }

        return EvaluationLayouts.Several(row, names, "response.body.choices[].message.content", ["response"], Chat.Items(Chat.Member(body, "choices")), choice => new FoundSample(Chat.Text(choice))
        {
            Id = id,
            Model = model,
            Gold = SampleFields.GoldOrNull(row, names),
            Finish = Chat.First(choice, "finish_reason"),
        });
    }

    public static bool IsAnthropic(Row row) => row.HasValue("custom_id") && row.Raw("result") is [(byte)'{', ..];

    /// <exception cref="ForgeException">The request failed, expired or was cancelled.</exception>
    public static IEnumerable<Row> Anthropic(Row row, FieldNames names)
    {
        var result = row.Element("result");
        if (Chat.First(result, "type") is { } type and not "succeeded") throw Failed(row, Chat.First(Chat.At(result, "error", "error"), "message") ?? type);
        var message = Chat.Member(result, "message");
        var found = new FoundSample(message is { } said ? Chat.Text(said) : null)
        {
            Id = row.TextOrNumber("custom_id"),
            Model = row.Has("model") ? null : Chat.First(message, "model"),
            Gold = SampleFields.GoldOrNull(row, names),
            Finish = Chat.First(message, "stop_reason") is { } stop ? stop == "max_tokens" ? "length" : stop : null,
        };
        return [found.ToRow(row, names, null, "result.message.content", "result")];
    }

    private static ForgeException Failed(Row row, string reason) =>
        ForgeException.BadRecord(row.Path, row.Line, $"request {row.TextOrNumber("custom_id")} has no generation: it failed ({reason}); --max-bad passes over such rows");
}
