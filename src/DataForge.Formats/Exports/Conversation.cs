using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>The turns that a row carries as <c>messages</c>.</summary>
internal sealed record Conversation(IReadOnlyList<JsonElement> Messages)
{
    /// <summary>Null when the row has no messages.</summary>
    /// <exception cref="ForgeException">The field is not a list of objects with a role and a content.</exception>
    public static Conversation? Of(Row row)
    {
        if (!row.HasValue("messages") || row.Element("messages") is not { } messages) return null;
        if (messages.ValueKind != JsonValueKind.Array || !messages.EnumerateArray().All(m => m.ValueKind == JsonValueKind.Object && Text(m, "role") is not null))
            throw ForgeException.BadRecord(row.Path, row.Line, "field \"messages\": expected a list of objects with role and content");
        return new Conversation([.. messages.EnumerateArray()]);
    }

    private static string? Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What the assistant says last; null when another speaks last.</summary>
    public string? LastAnswer => EndsWithAssistant ? Chat.Content(Messages[^1]) : null;

    private bool EndsWithAssistant => Messages is [.., var last] && Text(last, "role") == "assistant";

    /// <summary>The row's own turns, the last answer being the given one; without any, a question and its answer.</summary>
    /// <param name="withReasoning">Leaves in the assistant's earlier turns what it thought; otherwise it is taken out.</param>
    public static void Write(Utf8JsonWriter w, Conversation? conversation, string problem, string answer, bool withReasoning)
    {
        w.WriteStartArray();
        if (conversation is null || conversation.Messages.Count == 0)
        {
            Turn(w, "user", problem);
        }
        else
        {
            for (var i = 0; i < conversation.Messages.Count - (conversation.EndsWithAssistant ? 1 : 0); i++)
                Earlier(w, conversation.Messages[i], withReasoning);
        }

        Turn(w, "assistant", answer);
        w.WriteEndArray();
    }

    private static void Earlier(Utf8JsonWriter w, JsonElement message, bool withReasoning)
    {
        if (withReasoning || Text(message, "role") != "assistant" || !HoldsThinking(message)) w.WriteRawValue(message.GetRawText(), skipInputValidation: true);
        else
        {
            w.WriteStartObject();
            foreach (var field in message.EnumerateObject())
                if (field.NameEquals("content")) w.WriteString("content", ThinkTags.Shown(Chat.Content(message) ?? "", null, withReasoning: false));
                else if (!Thinking.Contains(field.Name)) field.WriteTo(w);
            w.WriteEndObject();
        }
    }

    private static readonly string[] Thinking = ["reasoning", "reasoning_content", "thinking"];

    private static bool HoldsThinking(JsonElement message) =>
        Array.Exists(Thinking, name => message.TryGetProperty(name, out _))
        || (message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array && content.EnumerateArray().Any(p => p.ValueKind == JsonValueKind.Object && Text(p, "type") is "thinking" or "reasoning" or "redacted_thinking"))
        || (Text(message, "content") is { } text && ThinkTags.Shown(text, null, withReasoning: false) != text);

    private static void Turn(Utf8JsonWriter w, string role, string content)
    {
        w.WriteStartObject();
        w.WriteString("role", role);
        w.WriteString("content", content);
        w.WriteEndObject();
    }
}
