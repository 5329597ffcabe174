using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>Reads <c>config.json</c> of a Hugging Face checkpoint. What would change the numbers and is not computed is refused by name.</summary>
internal static class ConfigJson
{
    /// <exception cref="ForgeException">Not a model of the Llama family, or one with a part that is not supported.</exception>
    public static ModelConfig Read(string directory)
    {
        var path = Path.Combine(directory, "config.json");
        if (!File.Exists(path)) throw new ForgeException($"{directory}: no config.json; expected a Hugging Face model directory or a .gguf file");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return Parse(path, json.RootElement, EndIds(directory, json.RootElement)).Checked(path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ForgeException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Parts of a layer that add a bias, as <c>model_type</c>, <c>attention_bias</c> and <c>mlp_bias</c> say.</summary>
    public static IReadOnlyCollection<string> Biases(string directory)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "config.json")));
        var root = json.RootElement;
        if (Text(root, "model_type") == "qwen2") return BiasedParts.Qwen2;
        return [.. Flag(root, "attention_bias") == true ? BiasedParts.Attention : [], .. Flag(root, "mlp_bias") == true ? BiasedParts.FeedForward : []];
    }

    private static ModelConfig Parse(string path, JsonElement json, IReadOnlyList<int> endIds)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("expected a JSON object");
        var family = Text(json, "model_type") ?? "none";
        if (family is not ("llama" or "qwen2" or "qwen3" or "mistral"))
            throw new ForgeException($"{path}: model_type \"{family}\" is not supported; llama, mistral, qwen2 and qwen3 are");
        if (Text(json, "hidden_act") is { } activation and not "silu") throw new ForgeException($"{path}: hidden_act \"{activation}\" is not supported; silu is");
        if (Number(json, "partial_rotary_factor") is { } part and not 1) throw new ForgeException($"{path}: partial_rotary_factor {part} is not supported; 1 is");
        if (json.TryGetProperty("quantization_config", out var quantized) && quantized.ValueKind == JsonValueKind.Object)
            throw new ForgeException($"{path}: a quantized checkpoint (quantization_config) is not supported; take the original or a GGUF");
        var architecture = json.TryGetProperty("architectures", out var names) && names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > 0 && names[0].ValueKind == JsonValueKind.String
            ? names[0].GetString()!
            : throw new FormatException("architectures: expected a list with the model's class, as [\"Qwen2ForCausalLM\"]");
        var (task, labels) = Task(path, architecture, json);
        var heads = Whole(json, "num_attention_heads") ?? throw new KeyNotFoundException("num_attention_heads is missing");
        var hidden = Whole(json, "hidden_size") ?? throw new KeyNotFoundException("hidden_size is missing");
        var positions = Whole(json, "max_position_embeddings") ?? 2048;
        var layers = Whole(json, "num_hidden_layers") ?? throw new KeyNotFoundException("num_hidden_layers is missing");
        return new ModelConfig(
            architecture,
            task,
            layers,
            hidden,
            heads,
            Whole(json, "num_key_value_heads") ?? heads,
            Whole(json, "head_dim") ?? hidden / Math.Max(heads, 1),
            Whole(json, "intermediate_size") ?? throw new KeyNotFoundException("intermediate_size is missing"),
            Whole(json, "vocab_size") ?? throw new KeyNotFoundException("vocab_size is missing"),
            positions,
            Number(json, "rms_norm_eps") ?? 1e-6,
            Rope(path, json, positions),
            Flag(json, "tie_word_embeddings") ?? false,
            family == "qwen3",
            Window(path, family, json, positions, layers),
            labels,
            endIds,
            Whole(json, "bos_token_id"));
    }

    private static (ModelTask Task, int Labels) Task(string path, string architecture, JsonElement json)
    {
        var labels = Whole(json, "num_labels") ?? (json.TryGetProperty("id2label", out var map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject().Count() : 0);
        if (architecture.EndsWith("ForCausalLM", StringComparison.Ordinal)) return (ModelTask.Generate, 0);
        if (architecture == "Qwen2ForRewardModel") return (ModelTask.Reward, 1);
        if (architecture == "Qwen2ForProcessRewardModel") return (ModelTask.ProcessReward, 2);
        if (architecture.EndsWith("ForSequenceClassification", StringComparison.Ordinal)) return (ModelTask.Classify, labels > 0 ? labels : 2);
        throw new ForgeException($"{path}: architecture \"{architecture}\" is not supported; …ForCausalLM, Qwen2ForRewardModel, Qwen2ForProcessRewardModel and …ForSequenceClassification are");
    }

    private static int Window(string path, string family, JsonElement json, int positions, int layers)
    {
        var window = Whole(json, "sliding_window") ?? 0;
        if (window == 0 || window >= positions) return 0;
        if (family == "mistral") return window;
        if (Flag(json, "use_sliding_window") != true || Whole(json, "max_window_layers") >= layers) return 0;
        throw new ForgeException($"{path}: use_sliding_window with a window of {window} in some layers only is not supported");
    }

    private static RopeScaling Rope(string path, JsonElement json, int positions)
    {
        foreach (var name in (string[])["rope_parameters", "rope_scaling"])
            if (json.TryGetProperty(name, out var found) && found.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
                throw new FormatException($"{name}: expected an object or null, found {Found(found)}");
        var scaling = json.TryGetProperty("rope_parameters", out var newer) && newer.ValueKind == JsonValueKind.Object ? newer
            : json.TryGetProperty("rope_scaling", out var older) && older.ValueKind == JsonValueKind.Object ? older : default;
        var own = scaling.ValueKind == JsonValueKind.Object;
        var theta = (own ? Number(scaling, "rope_theta") : null) ?? Number(json, "rope_theta") ?? 10000;
        if (!own) return new RopeScaling("default", theta);
        var kind = Text(scaling, "rope_type") ?? Text(scaling, "type") ?? "default";
        if (kind is "default" or "mrope") return kind == "default" ? new RopeScaling("default", theta) : throw Refused(kind);
        if (kind is not ("linear" or "llama3" or "yarn")) throw Refused(kind);
        if (kind == "yarn" && Number(scaling, "mscale") is not null) throw new ForgeException($"{path}: yarn with mscale is not supported");
        return new RopeScaling(
            kind,
            theta,
            Number(scaling, "factor") ?? throw new KeyNotFoundException("rope_scaling.factor is missing"),
            Whole(scaling, "original_max_position_embeddings") ?? Whole(json, "original_max_position_embeddings") ?? positions,
            Number(scaling, "low_freq_factor") ?? 1,
            Number(scaling, "high_freq_factor") ?? 4,
            Number(scaling, "beta_fast") ?? 32,
            Number(scaling, "beta_slow") ?? 1,
            Number(scaling, "attention_factor"),
            Flag(scaling, "truncate") ?? true);

        ForgeException Refused(string name) => new($"{path}: rope scaling \"{name}\" is not supported; default, linear, llama3 and yarn are");
    }

    private static SortedSet<int> EndIdSet(JsonElement json) => json.TryGetProperty("eos_token_id", out var ids) ? ids.ValueKind switch
    {
        JsonValueKind.Number => [ids.GetInt32()],
        JsonValueKind.Array => [.. ids.EnumerateArray().Select(i => i.GetInt32())],
        _ => [],
    } : [];

    private static List<int> EndIds(string directory, JsonElement config)
    {
        var all = EndIdSet(config);
        var generation = Path.Combine(directory, "generation_config.json");
        if (!File.Exists(generation)) return [.. all];
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(generation));
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("expected a JSON object");
            all.UnionWith(EndIdSet(json.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ForgeException($"{generation}: {(new FileInfo(generation).Length == 0 ? "the file is empty" : e.Message)}", e);
        }

        return [.. all];
    }

    private static string? Text(JsonElement json, string name) => Value(json, name, "text", JsonValueKind.String) is { } v ? v.GetString() : null;

    private static double? Number(JsonElement json, string name) => Value(json, name, "a number", JsonValueKind.Number) is { } v ? v.GetDouble() : null;

    private static int? Whole(JsonElement json, string name) => Value(json, name, "a whole number", JsonValueKind.Number) switch
    {
        null => null,
        { } v when v.TryGetInt32(out var whole) => whole,
        { } v => throw new FormatException($"{name}: expected a whole number, found {v.GetRawText()}"),
    };

    private static bool? Flag(JsonElement json, string name) => Value(json, name, "true or false", JsonValueKind.True, JsonValueKind.False) is { } v ? v.GetBoolean() : null;

    /// <summary>A field's value; null when it is absent or null.</summary>
    /// <exception cref="FormatException">Another kind of value stands there.</exception>
    private static JsonElement? Value(JsonElement json, string name, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return kinds.Contains(value.ValueKind) ? value : throw new FormatException($"{name}: expected {expected}, found {Found(value)}");
    }

    private static string Found(JsonElement value) => Printable.Line(value.GetRawText(), 60);
}
