using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>The JSON that is posted.</summary>
internal static class RequestBody
{
    /// <summary>The route for a prompt: messages go to chat, raw text and ids to completions.</summary>
    public static string Route(Prompt prompt) => prompt.Messages is not null ? "chat/completions" : "completions";

    /// <summary>A generation, streamed by default, of <paramref name="count"/> choices with every sampling parameter spelled out.</summary>
    /// <remarks>
    /// vLLM, SGLang and llama.cpp fill in what is missing from the model's own generation_config or from defaults of theirs (top_k 40, min_p 0.05,
    /// repetition_penalty 1.05), so the neutral values are sent too. OpenAI's own service refuses names that it does not know, so there they are left out.
    /// </remarks>
    public static byte[] Generate(ServedModel model, Prompt prompt, SamplingParameters sampling, int count, long seed, ServerTemplate? template = null, string? replySchema = null, bool stream = true) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("model", model.Name);
        WritePrompt(w, prompt);
        if (prompt.Messages is not null) template?.Write(w);
        if (prompt.Messages is [.., { Role: "assistant" }]) WriteContinuation(w);
        w.WriteNumber("n", count);
        w.WriteNumber(model.Dialect == Dialect.OpenAi && prompt.Messages is not null ? "max_completion_tokens" : "max_tokens", sampling.MaxTokens);
        w.WriteNumber("temperature", sampling.Temperature);
        w.WriteNumber("top_p", sampling.TopP);
        w.WriteNumber("frequency_penalty", 0);
        w.WriteNumber("presence_penalty", 0);
        w.WriteNumber("seed", seed);
        if (sampling.Stop.Count > 0)
        {
            w.WriteStartArray("stop");
            foreach (var stop in sampling.Stop) w.WriteStringValue(stop);
            w.WriteEndArray();
        }

        if (model.Dialect != Dialect.OpenAi)
        {
            w.WriteNumber("top_k", sampling.TopK > 0 ? sampling.TopK : -1);
            w.WriteNumber("min_p", 0);
            w.WriteNumber(model.Dialect == Dialect.LlamaCpp ? "repeat_penalty" : "repetition_penalty", 1);
        }

        if (model.Dialect == Dialect.Vllm) w.WriteBoolean("return_token_ids", true);
        if (replySchema is not null) WriteSchema(w, replySchema);
        if (stream)
        {
            w.WriteBoolean("stream", true);
            w.WriteStartObject("stream_options");
            w.WriteBoolean("include_usage", true);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    });

    private static void WriteSchema(Utf8JsonWriter w, string schema)
    {
        w.WriteStartObject("response_format");
        w.WriteString("type", "json_schema");
        w.WriteStartObject("json_schema");
        w.WriteString("name", "reply");
        w.WriteBoolean("strict", true);
        w.WritePropertyName("schema");
        w.WriteRawValue(schema);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    /// <summary>The last message is the assistant's and is written on. vLLM and SGLang need to be told; llama.cpp does so by itself.</summary>
    private static void WriteContinuation(Utf8JsonWriter w)
    {
        w.WriteBoolean("add_generation_prompt", false);
        w.WriteBoolean("continue_final_message", true);
    }

    /// <summary><c>messages</c> for chat, else <c>prompt</c>.</summary>
    public static void WritePrompt(Utf8JsonWriter w, Prompt prompt)
    {
        if (prompt.Messages is { } messages) WriteMessages(w, messages);
        else if (prompt.Raw is { } raw) w.WriteString("prompt", raw);
        else
        {
            w.WriteStartArray("prompt");
            foreach (var id in prompt.Ids!) w.WriteNumberValue(id);
            w.WriteEndArray();
        }
    }

    public static void WriteMessages(Utf8JsonWriter w, IReadOnlyList<Message> messages)
    {
        w.WriteStartArray("messages");
        foreach (var message in messages)
        {
            w.WriteStartObject();
            w.WriteString("role", message.Role);
            w.WriteString("content", message.Content);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
