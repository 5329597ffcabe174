using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>One way in which a server can be asked for a reward. Names have changed between versions of vLLM, so its ways are tried in turn.</summary>
/// <param name="Name">Shown to the user.</param>
/// <param name="Path">Below the server's root.</param>
/// <param name="Task">The pooling task to name; null names none.</param>
internal sealed record ScoreRoute(string Name, string Path, string? Task)
{
    /// <summary>Writes the conversation as one text, where the server takes nothing else; null sends messages.</summary>
    public Func<IReadOnlyList<Message>, string>? Render { get; init; }

    /// <summary>SGLang's own route, which takes a text in the model's chat format and gives the reward as an embedding of one number.</summary>
    public static ScoreRoute OfText(Func<IReadOnlyList<Message>, string> render) => new("/classify of a text", "classify", null) { Render = render };

    /// <summary>Those of vLLM, newest first.</summary>
    public static IReadOnlyList<ScoreRoute> All { get; } =
    [
        new("/pooling token_classify", "pooling", "token_classify"),
        new("/classify", "classify", null),
        new("/pooling", "pooling", null),
    ];

    /// <summary>
    /// What vLLM has called the switch that leaves the sigmoid or softmax off, newest first. From 0.11.2 on an activation is applied unless it is
    /// switched off, on every route; a server passes over names that it does not know.
    /// </summary>
    public static IReadOnlyList<string> ActivationSwitches { get; } = ["use_activation", "activation", "softmax"];

    /// <remarks>The generation prompt is switched off: its tokens would stand behind the solution's last one, where the reward is read.</remarks>
    /// <param name="activation">Name of the switch and what it is set to; null leaves it out.</param>
    public byte[] Body(ServedModel model, ScoreRequest request, (string Name, bool On)? activation) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("model", model.Name);
        if (Render is not null)
        {
            w.WriteString("text", Render(request.Messages));
            w.WriteEndObject();
            return;
        }

        RequestBody.WriteMessages(w, request.Messages);
        w.WriteBoolean("add_generation_prompt", false);
        if (Path == "pooling") w.WriteString("encoding_format", "float");
        if (Task is not null) w.WriteString("task", Task);
        if (activation is { } named) w.WriteBoolean(named.Name, named.On);
        w.WriteEndObject();
    });

    /// <summary>Tokens of the conversation as the server counted them; 0 where it does not say.</summary>
    public static int Tokens(JsonElement reply)
    {
        var at = reply.ValueKind == JsonValueKind.Array && reply.GetArrayLength() > 0 ? reply[0] : reply;
        return at.ValueKind == JsonValueKind.Object && (at.TryGetProperty("usage", out var said) || at.TryGetProperty("meta_info", out said))
            && said.ValueKind == JsonValueKind.Object && said.TryGetProperty("prompt_tokens", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var tokens) ? tokens : 0;
    }

    /// <summary>The score in SGLang's reply to a text: an object with an <c>embedding</c>, or a list of one.</summary>
    /// <exception cref="EndpointException">Another shape, or more numbers than one.</exception>
    private static double ReadEmbedding(JsonElement reply)
    {
        var at = reply.ValueKind == JsonValueKind.Array && reply.GetArrayLength() == 1 ? reply[0] : reply;
        return at.ValueKind == JsonValueKind.Object && at.TryGetProperty("embedding", out var values) ? One(values, "numbers, as an embedding has") : throw Odd("no embedding in it");
    }

    /// <summary>The score in a reply.</summary>
    /// <inheritdoc cref="Read(JsonElement)"/>
    public double Value(JsonElement reply) => Render is null ? Read(reply) : ReadEmbedding(reply);

    /// <summary>The last token's score in a reply: <c>data[0].data</c> is a row a token, <c>data[0].probs</c> a number a label.</summary>
    /// <exception cref="EndpointException">Another shape: more labels than one, or an embedding.</exception>
    public static double Read(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object || !reply.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() == 0)
            throw Odd("no data in it");
        var first = data[0];
        if (first.TryGetProperty("probs", out var probs)) return One(probs, "labels");
        if (!first.TryGetProperty("data", out var values)) throw Odd("neither data nor probs in it");
        if (values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0 && values[0].ValueKind == JsonValueKind.Array) return One(values[values.GetArrayLength() - 1], "labels a token");
        return One(values, "numbers, as an embedding has");
    }

    private static double One(JsonElement at, string what)
    {
        if (at.ValueKind == JsonValueKind.Number) return at.GetDouble();
        if (at.ValueKind != JsonValueKind.Array) throw Odd($"a JSON {at.ValueKind} where a score was expected");
        if (at.GetArrayLength() != 1) throw Odd($"{at.GetArrayLength()} {what}; a reward model has one");
        return at[0].ValueKind == JsonValueKind.Number && double.IsFinite(at[0].GetDouble()) ? at[0].GetDouble() : throw Odd("a score that is no finite number");
    }

    private static EndpointException Odd(string what) => new($"the reply is no score: {what}", EndpointFault.Refused);
}
