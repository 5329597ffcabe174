using System.Text;
using System.Text.Json;

namespace DataForge.Formats;

/// <summary>Reads chat messages as the frameworks store them: <c>role</c> and <c>content</c>, a content in parts, OpenCompass's HUMAN and BOT with <c>prompt</c>.</summary>
internal static class Chat
{
    /// <summary>The text of a generation: a string, a message, an object that holds the text under a usual name, or the last answering message of a list; null when there is none.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object => Member(value, "message") is { ValueKind: JsonValueKind.Object } message ? Text(message) : Content(value) ?? First(value, "text", "generation", "output", "response", "completion"),
        JsonValueKind.Array => Last(value, "assistant", "model", "BOT", "bot"),
        _ => null,
    };

    /// <summary>What was asked: a string, or the last user's message.</summary>
    public static string? Question(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => PromptText.Question(text.GetString()!),
        { ValueKind: JsonValueKind.Array } messages => Last(messages, "user", "human", "HUMAN"),
        _ => null,
    };

    public static JsonElement? Member(JsonElement? item, string name) =>
        item is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The member that a path of names leads to; null when one of them is missing.</summary>
    public static JsonElement? At(JsonElement? item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names) item = Member(item, name);
        return item;
    }

    /// <summary>The first of the members that holds a string or a number, as text.</summary>
    public static string? First(JsonElement? item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Member(item, name) is { } value && SampleFields.Text(value) is { } text)
                return text;
        return null;
    }

    /// <summary>The elements of an array; none for anything else.</summary>
    public static IReadOnlyList<JsonElement> Items(JsonElement? item) => item is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static string? Last(JsonElement messages, params ReadOnlySpan<string> roles)
    {
        var items = Items(messages);
        for (var i = items.Count - 1; i >= 0; i--)
            if (First(items[i], "role", "from") is { } role && roles.Contains(role))
                return Content(items[i]);
        return null;
    }

    /// <summary>A message's text: its content, or the text parts of it; null when it has none.</summary>
    public static string? Content(JsonElement message)
    {
        foreach (var name in (ReadOnlySpan<string>)["content", "prompt", "value"])
            if (Member(message, name) is { } content)
                return content.ValueKind == JsonValueKind.Array ? Parts(content) : SampleFields.Text(content);
        return null;
    }

    /// <summary>The text parts of a content, one after another; thinking and tool parts are none.</summary>
    private static string? Parts(JsonElement parts)
    {
        var text = new StringBuilder();
        foreach (var part in Items(parts))
            if (part.ValueKind == JsonValueKind.String) text.Append(part.GetString());
            else if (First(part, "type") is null or "text" or "output_text") text.Append(First(part, "text", "content"));
        return text.Length == 0 ? null : text.ToString();
    }
}
