using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>Reads <c>config.json</c> of a Hugging Face checkpoint. What would change the numbers and is not computed is refused by name.</summary>
internal static partial class ConfigJson
{
    /// <summary>Values of <c>model_type</c> that are computed.</summary>
    private static readonly string[] Families = ["gemma", "gemma2", "gemma3_text", "llama", "mistral", "mixtral", "phi3", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe"];

    private const int QwenWindow = 4096, QwenFullLayers = 28; // of a config that does not say

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
        if (Text(root, "model_type") == "qwen2_moe") return Flag(root, "qkv_bias") ?? true ? BiasedParts.Qwen2 : [];
        return [.. Flag(root, "attention_bias") == true ? BiasedParts.Attention : [], .. Flag(root, "mlp_bias") == true ? BiasedParts.FeedForward : []];
    }

    private static ModelConfig Parse(string path, JsonElement json, IReadOnlyList<int> endIds)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("expected a JSON object");
        var family = Text(json, "model_type") ?? "none";
        if (!Families.Contains(family))
            throw new ForgeException($"{path}: model_type \"{family}\" is not supported{UnknownFamilies.Missing(family)}; {string.Join(", ", Families[..^1])} and {Families[^1]} are");
        var isGemma = family.StartsWith("gemma", StringComparison.Ordinal);
        CheckActivation(path, family, json);
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
        var headDim = Whole(json, "head_dim") ?? (isGemma ? 256 : hidden / Math.Max(heads, 1));
        var rope = Rope(path, json, positions, family);
        var (window, full) = Window(path, family, json, positions, layers);
        return new ModelConfig(
            architecture,
            task,
            layers,
            hidden,
            heads,
            Whole(json, "num_key_value_heads") ?? heads,
            headDim,
            Whole(json, "intermediate_size") ?? throw new KeyNotFoundException("intermediate_size is missing"),
            Whole(json, "vocab_size") ?? throw new KeyNotFoundException("vocab_size is missing"),
            rope.Kind == "longrope" ? Math.Min(positions, rope.OriginalPositions) : positions,
            Number(json, "rms_norm_eps") ?? (family == "mixtral" ? 1e-5 : 1e-6),
            rope,
            Flag(json, "tie_word_embeddings") ?? isGemma,
            family is "qwen3" or "qwen3_moe" or "gemma3_text",
            window,
            labels,
            endIds,
            Whole(json, "bos_token_id"),
            full,
            RotaryDim(path, json, headDim),
            isGemma ? Gemma(path, family, json, headDim, positions) : null,
            Experts(path, family, json, layers));
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

    /// <summary>The window, and the layers that it does not hold for; null where it holds for all.</summary>
    private static (int Window, IReadOnlyList<int>? Full) Window(string path, string family, JsonElement json, int positions, int layers)
    {
        var qwen = family.StartsWith("qwen", StringComparison.Ordinal);
        var alternating = family is "gemma2" or "gemma3_text";
        var window = Whole(json, "sliding_window") ?? (qwen || (alternating && !json.TryGetProperty("sliding_window", out _)) ? QwenWindow : 0);
        if (window < 0) throw new FormatException($"sliding_window: expected a number of tokens, found {window}");
        if (family is "llama" or "gemma" || (qwen && Flag(json, "use_sliding_window") != true)) window = 0;
        var full = FullLayers(path, json, layers)
            ?? (alternating ? Enumerable.Range(0, layers).Where(l => (l + 1) % Pattern(family, json) == 0).ToList() : null)
            ?? (qwen ? Enumerable.Range(0, Math.Clamp(Whole(json, "max_window_layers") ?? QwenFullLayers, 0, layers)).ToList() : []);
        if (family == "gemma3_text" && full.Count < layers) // its layers with a window have other rotary positions too, however long the window
            return window > 0 ? (window, full.Count == 0 ? null : full) : throw new KeyNotFoundException("sliding_window is missing");
        if (window == 0 || window >= positions || full.Count == layers) return (0, null);
        return (window, full.Count == 0 ? null : full);
    }

    /// <summary>Layers of full attention, as <c>layer_types</c> lists them; null without that list.</summary>
    private static List<int>? FullLayers(string path, JsonElement json, int layers)
    {
        if (!json.TryGetProperty("layer_types", out var list) || list.ValueKind == JsonValueKind.Null) return null;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != layers) throw new FormatException($"layer_types: expected a list of {layers} kinds of attention, found {Found(list)}");
        var full = new List<int>();
        var index = 0;
        foreach (var kind in list.EnumerateArray())
        {
            var name = kind.ValueKind == JsonValueKind.String ? kind.GetString() : kind.GetRawText();
            if (name is not ("full_attention" or "sliding_attention")) throw new ForgeException($"{path}: layer_types \"{Printable.Line(name!, 60)}\" is not supported; full_attention and sliding_attention are");
            if (name == "full_attention") full.Add(index);
            index++;
        }

        return full;
    }

    /// <summary>Columns of a head that are turned; null for all.</summary>
    private static int? RotaryDim(string path, JsonElement json, int headDim)
    {
        var share = Number(json, "partial_rotary_factor") ?? (json.TryGetProperty("rope_parameters", out var rope) && rope.ValueKind == JsonValueKind.Object ? Number(rope, "partial_rotary_factor") : null) ?? 1;
        if (share is not (> 0 and <= 1)) throw new FormatException($"partial_rotary_factor: expected a share of the head in (0, 1], found {share}");
        var turned = (int)(headDim * share);
        if (turned == headDim) return null;
        return turned > 0 && turned % 16 == 0 ? turned : throw new ForgeException($"{path}: partial_rotary_factor {share} turns {turned} of {headDim} head columns; multiples of 16 are supported");
    }

    private static RopeScaling Rope(string path, JsonElement json, int positions, string family)
    {
        foreach (var name in (string[])["rope_parameters", "rope_scaling"])
            if (json.TryGetProperty(name, out var found) && found.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
                throw new FormatException($"{name}: expected an object or null, found {Found(found)}");
        var scaling = json.TryGetProperty("rope_parameters", out var newer) && newer.ValueKind == JsonValueKind.Object ? newer
            : json.TryGetProperty("rope_scaling", out var older) && older.ValueKind == JsonValueKind.Object ? older : default;
        if (scaling.ValueKind == JsonValueKind.Object && scaling.TryGetProperty("full_attention", out var ofFull) && ofFull.ValueKind == JsonValueKind.Object) scaling = ofFull; // a set for each kind of layer
        var own = scaling.ValueKind == JsonValueKind.Object;
        var theta = (own ? Number(scaling, "rope_theta") : null) ?? Number(json, "rope_theta") ?? (family switch { "gemma3_text" or "mixtral" => 1e6, _ => 10000 });
        if (!own) return new RopeScaling("default", theta);
        var kind = Text(scaling, "rope_type") ?? Text(scaling, "type") ?? "default";
        if (kind is "default" or "mrope") return kind == "default" ? new RopeScaling("default", theta) : throw Refused(kind);
        if (kind is "longrope" or "su") return LongRope(json, scaling, theta, positions);
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

        ForgeException Refused(string name) => new($"{path}: rope scaling \"{name}\" is not supported; default, linear, llama3, longrope and yarn are");
    }

    /// <summary>LongRoPE with its short factors. Beyond the original context the long factors would turn every key anew, which a cache of turned keys cannot follow; so the context ends there.</summary>
    private static RopeScaling LongRope(JsonElement json, JsonElement scaling, double theta, int positions)
    {
        var original = Whole(scaling, "original_max_position_embeddings") ?? Whole(json, "original_max_position_embeddings") ?? throw new KeyNotFoundException("original_max_position_embeddings is missing");
        if (original < 2) throw new FormatException($"original_max_position_embeddings: expected 2 or more tokens, found {original}");
        if (!scaling.TryGetProperty("short_factor", out var list) || list.ValueKind != JsonValueKind.Array || !list.EnumerateArray().All(f => f.ValueKind == JsonValueKind.Number && f.GetSingle() is > 0 and < float.PositiveInfinity))
            throw new FormatException("rope scaling short_factor: expected a list of positive numbers");
        return new RopeScaling("longrope", theta, (double)positions / original, original, Attention: Number(scaling, "attention_factor"), Divisors: [.. list.EnumerateArray().Select(f => f.GetSingle())]);
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
