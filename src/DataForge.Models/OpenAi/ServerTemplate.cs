using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>What a server's chat template is given, as vLLM, SGLang and llama.cpp take it: <c>chat_template</c> and <c>chat_template_kwargs</c>.</summary>
internal sealed record ServerTemplate(string? Template, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>Null where nothing is given.</summary>
    /// <exception cref="ForgeException">The file cannot be read.</exception>
    public static ServerTemplate? From(BackendSettings settings)
    {
        if (settings.ChatTemplate is null && settings.TemplateArguments is null) return null;
        try
        {
            return new(settings.ChatTemplate is { } path ? File.ReadAllText(path) : null, settings.TemplateArguments ?? new Dictionary<string, string>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"--chat-template: {settings.ChatTemplate}: cannot be read: {e.Message}", e);
        }
    }

    public void Write(Utf8JsonWriter w)
    {
        if (Template is not null) w.WriteString("chat_template", Template);
        if (Arguments.Count == 0) return;
        w.WriteStartObject("chat_template_kwargs");
        foreach (var (name, value) in Arguments.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            w.WritePropertyName(name);
            if (IsJson(value)) w.WriteRawValue(value);
            else w.WriteStringValue(value);
        }

        w.WriteEndObject();
    }

    private static bool IsJson(string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
