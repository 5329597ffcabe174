using System.Text.Json;

using DataForge.Core;
using DataForge.Models.Gguf;

namespace DataForge.Models.Chat;

/// <summary>A chat template and the names it may print, as a model's files give them.</summary>
/// <param name="Path">Where the template stands.</param>
/// <param name="Begin"><c>bos_token</c>; null when the files name none.</param>
/// <param name="End"><c>eos_token</c>.</param>
internal sealed record ChatTemplateSource(string Path, string Template, string? Begin, string? End)
{
    /// <summary>Looks where transformers looks: chat_template.jinja, then chat_template in tokenizer_config.json; then a GGUF file.</summary>
    /// <returns>Null when there is none.</returns>
    public static ChatTemplateSource? Find(string path)
    {
        if (!Directory.Exists(path)) return path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? Of(GgufFile.Open(path)) : Directory.GetParent(path) is { Exists: true } parent ? OfDirectory(parent.FullName) : null;
        if (OfDirectory(path) is { } found) return found;
        var ggufs = Directory.GetFiles(path, "*.gguf");
        return ggufs.Length == 1 ? Of(GgufFile.Open(ggufs[0])) : null;
    }

    /// <summary>A template of the user's, with the tokens that the model's files name.</summary>
    /// <exception cref="ForgeException">No such file, or not UTF-8.</exception>
    public static ChatTemplateSource OfFile(string template, string model)
    {
        if (!File.Exists(template)) throw new ForgeException($"--chat-template: {template}: no such file");
        var (begin, end) = Tokens(model);
        return new(template, Utf8(template), begin, end);
    }

    /// <summary>The begin and end tokens that a model's files name.</summary>
    public static (string? Begin, string? End) Tokens(string path)
    {
        var config = System.IO.Path.Combine(path, "tokenizer_config.json");
        if (File.Exists(config))
        {
            using var json = Parse(config);
            return (Token(json, "bos_token"), Token(json, "eos_token"));
        }

        return Find(path) is { } source ? (source.Begin, source.End) : (null, null);
    }

    public static ChatTemplateSource? Of(GgufFile file)
    {
        var tokens = file.Metadata.Texts("tokenizer.ggml.tokens");
        return file.Metadata.Text("tokenizer.chat_template") is { } template ? new(file.Path, template, Token("bos"), Token("eos")) : null;

        string? Token(string which) => tokens is not null && file.Metadata.Integer($"tokenizer.ggml.{which}_token_id") is >= 0 and var id && id < tokens.Count ? tokens[(int)id] : null;
    }

    private static ChatTemplateSource? OfDirectory(string directory)
    {
        var config = System.IO.Path.Combine(directory, "tokenizer_config.json");
        using var json = File.Exists(config) ? Parse(config) : null;
        try
        {
            var (begin, end) = (Token(json, "bos_token"), Token(json, "eos_token"));
            var jinja = System.IO.Path.Combine(directory, "chat_template.jinja");
            if (File.Exists(jinja)) return new(jinja, Utf8(jinja), begin, end);
            if (json is not null && json.RootElement.TryGetProperty("chat_template", out var template) && Text(config, template) is { } text) return new(config, text, begin, end);
            config = System.IO.Path.Combine(directory, "chat_template.json");
            using var own = File.Exists(config) ? Parse(config) : null;
            return own is not null && own.RootElement.TryGetProperty("chat_template", out template) && Text(config, template) is { } other ? new(config, other, begin, end) : null;
        }
        catch (InvalidOperationException e)
        {
            throw new ForgeException($"{config}: a text in it is not valid Unicode: {e.Message}", e); // what GetString says of broken UTF-8 and of lone surrogates
        }
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json : throw new ForgeException($"{path}: expected a JSON object");
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}: {e.Message}", e);
        }
    }

    private static string Utf8(string path)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (System.Text.DecoderFallbackException e)
        {
            throw new ForgeException($"{path}: the chat template is not valid UTF-8", e);
        }
    }

    /// <summary>The template, or the one named "default" of several.</summary>
    private static string? Text(string path, JsonElement template) => template.ValueKind switch
    {
        JsonValueKind.String => template.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.Array => template.EnumerateArray().Where(t => Member(t, "name") == "default").Select(t => Member(t, "template")).FirstOrDefault()
            ?? throw new ForgeException($"{path}: chat_template is a list without one named \"default\""),
        _ => throw new ForgeException($"{path}: chat_template is neither text nor a list"),
    };

    /// <summary>A token's text, spelled as text or as an object with "content".</summary>
    private static string? Token(JsonDocument? json, string name) => json is null || !json.RootElement.TryGetProperty(name, out var token) ? null
        : token.ValueKind == JsonValueKind.String ? token.GetString()
        : Member(token, "content");

    private static string? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
