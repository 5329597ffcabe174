using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Embedding;

/// <summary>Reads the configuration of a sentence-transformers or Hugging Face BERT folder. What would change the vectors and is not computed is refused by name.</summary>
/// <remarks>
/// <c>1_Pooling/config.json</c> says how tokens are pooled (mean where it is absent), <c>sentence_bert_config.json</c> how many are read, <c>tokenizer_config.json</c> whether
/// letters are lowered (they are where it says nothing).
/// </remarks>
internal static class EmbedderConfigJson
{
    /// <exception cref="ForgeException">Not a BERT encoder, or one with a part that is not supported.</exception>
    public static EmbedderConfig Read(string directory)
    {
        var path = Path.Combine(directory, "config.json");
        if (!File.Exists(path)) throw new ForgeException($"{directory}: no config.json; expected a Hugging Face folder of a BERT embedding model");
        if (!File.Exists(Path.Combine(directory, "vocab.txt"))) throw new ForgeException($"{directory}: no vocab.txt; embedding models with a WordPiece vocabulary are read");
        var model = Parse(path);
        var family = Text(model, "model_type") ?? "none";
        if (family != "bert") throw new ForgeException($"{path}: model_type \"{family}\" is not supported for embeddings; bert is");
        if (Text(model, "position_embedding_type") is { } kind and not "absolute") throw new ForgeException($"{path}: position_embedding_type \"{kind}\" is not supported; absolute is");
        var positions = Whole(path, model, "max_position_embeddings");
        return Checked(path, new EmbedderConfig(
            Whole(path, model, "num_hidden_layers"),
            Whole(path, model, "hidden_size"),
            Whole(path, model, "num_attention_heads"),
            Whole(path, model, "intermediate_size"),
            Whole(path, model, "vocab_size"),
            positions,
            model.TryGetProperty("type_vocab_size", out _) ? Whole(path, model, "type_vocab_size") : 2,
            model.TryGetProperty("layer_norm_eps", out var epsilon) && epsilon.ValueKind == JsonValueKind.Number ? (float)epsilon.GetDouble() : 1e-12f,
            Activation(path, model),
            Pool(Path.Combine(directory, "1_Pooling", "config.json")),
            Longest(Path.Combine(directory, "sentence_bert_config.json"), positions),
            Lowers(Path.Combine(directory, "tokenizer_config.json"))));
    }

    private static EmbedderConfig Checked(string path, EmbedderConfig config)
    {
        const int most = 1 << 20; // beyond any model; keeps products within an int
        foreach (var (name, value) in ((string, int)[])[("num_hidden_layers", config.Layers), ("hidden_size", config.Hidden), ("num_attention_heads", config.Heads), ("intermediate_size", config.Intermediate), ("vocab_size", config.Vocabulary), ("max_position_embeddings", config.Positions), ("type_vocab_size", config.Types)])
            if (value is < 1 or > most) throw new ForgeException($"{path}: {name} {value}: expected 1 to {most}");
        if (config.Hidden % config.Heads != 0) throw new ForgeException($"{path}: hidden_size {config.Hidden} is no multiple of num_attention_heads {config.Heads}");
        return config;
    }

    private static string Activation(string path, JsonElement model) => Text(model, "hidden_act") switch
    {
        null or "gelu" => "Gelu",
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => "FastGelu",
        "relu" => "Relu",
        var other => throw new ForgeException($"{path}: hidden_act \"{other}\" is not supported; gelu, gelu_new and relu are"),
    };

    private static Pooling Pool(string path)
    {
        if (!File.Exists(path)) return Pooling.Mean;
        var pooling = Parse(path);
        string[] modes = [.. pooling.EnumerateObject().Where(p => p.Name.StartsWith("pooling_mode_", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.True).Select(p => p.Name)];
        return modes switch
        {
            ["pooling_mode_mean_tokens"] => Pooling.Mean,
            ["pooling_mode_cls_token"] => Pooling.Cls,
            _ => throw new ForgeException($"{path}: expected pooling_mode_mean_tokens or pooling_mode_cls_token alone, found {(modes.Length == 0 ? "none" : string.Join(", ", modes))}"),
        };
    }

    private static int Longest(string path, int positions) =>
        File.Exists(path) && Parse(path).TryGetProperty("max_seq_length", out var longest) && longest.ValueKind == JsonValueKind.Number && longest.TryGetInt32(out var tokens)
            ? Math.Clamp(tokens, 8, positions)
            : positions;

    private static bool Lowers(string path) => !File.Exists(path) || !Parse(path).TryGetProperty("do_lower_case", out var lower) || lower.ValueKind != JsonValueKind.False;

    private static JsonElement Parse(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new ForgeException($"{path}: expected a JSON object");
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Whole(string path, JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) ? whole : throw new ForgeException($"{path}: {name}: expected a whole number");
}
