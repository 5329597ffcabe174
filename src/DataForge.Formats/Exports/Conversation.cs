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
    public string? LastAnswer => EndsWithAssistant ? Text(Messages[^1], "content") : null;

    private bool EndsWithAssistant => Messages is [.., var last] && Text(last, "role") == "assistant";

    /// <summary>The row's own turns, the last answer being the given one; without any, a question and its answer.</summary>
    public static void Write(Utf8JsonWriter w, Conversation? conversation, string problem, string answer)
    {
        w.WriteStartArray();
        if (conversation is null || conversation.Messages.Count == 0)
        {
            Turn(w, "user", problem);
        }
        else
        {
            for (var i = 0; i < conversation.Messages.Count - (conversation.EndsWithAssistant ? 1 : 0); i++)
                w.WriteRawValue(conversation.Messages[i].GetRawText(), skipInputValidation: true);
        }

        Turn(w, "assistant", answer);
        w.WriteEndArray();
    }

    private static void Turn(Utf8JsonWriter w, string role, string content)
    {
        w.WriteStartObject();
        w.WriteString("role", role);
        w.WriteString("content", content);
        w.WriteEndObject();
    }
}
