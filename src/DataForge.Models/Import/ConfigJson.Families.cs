using System.Text.Json;

using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>What Gemma and mixtures of experts have beside a decoder of the Llama family; what a config leaves out has the family's default.</summary>
internal static partial class ConfigJson
{
    /// <exception cref="ForgeException">Another function than the family's.</exception>
    private static void CheckActivation(string path, string family, JsonElement json)
    {
        var gemma = family.StartsWith("gemma", StringComparison.Ordinal);
        var name = gemma && Text(json, "hidden_activation") is not null ? "hidden_activation" : "hidden_act";
        var expected = gemma ? "gelu_pytorch_tanh" : "silu";
        if (Text(json, name) is not { } activation || activation == expected) return;
        if (family == "gemma" && activation == "gelu") return; // the first release said so and computed the tanh form
        throw new ForgeException($"{path}: {name} \"{activation}\" is not supported; {expected} is");
    }

    /// <summary>Every so many layers one of full attention.</summary>
    private static int Pattern(string family, JsonElement json)
    {
        if (family == "gemma2") return 2;
        var pattern = Whole(json, "sliding_window_pattern") ?? 6;
        return pattern > 0 ? pattern : throw new FormatException($"sliding_window_pattern: expected 1 or more, found {pattern}");
    }

    private static GemmaShape Gemma(string path, string family, JsonElement json, int headDim, int positions)
    {
        if (Flag(json, "use_bidirectional_attention") == true) throw new ForgeException($"{path}: use_bidirectional_attention is not supported");
        if (family == "gemma") return new GemmaShape(false, headDim, 0, 0);
        var second = family == "gemma2";
        return new GemmaShape(
            true,
            Number(json, "query_pre_attn_scalar") ?? 256,
            Cap("attn_logit_softcapping", 50),
            Cap("final_logit_softcapping", 30),
            second ? null : WindowRope(path, json, positions));

        // null switches a cap off; Gemma 2 has both where the config does not say
        double Cap(string name, double standard) => Number(json, name) ?? (second && !json.TryGetProperty(name, out _) ? standard : 0);
    }

    /// <summary>Gemma 3 stretches its full layers alone; those with a window have a base of their own.</summary>
    private static RopeScaling WindowRope(string path, JsonElement json, int positions)
    {
        if (json.TryGetProperty("rope_parameters", out var sets) && sets.ValueKind == JsonValueKind.Object && sets.TryGetProperty("sliding_attention", out var own) && own.ValueKind == JsonValueKind.Object)
        {
            var kind = Text(own, "rope_type") ?? "default";
            return kind == "default" ? new RopeScaling("default", Number(own, "rope_theta") ?? 10000) : throw new ForgeException($"{path}: rope scaling \"{kind}\" of layers with a window is not supported; default is");
        }

        return new RopeScaling("default", Number(json, "rope_local_base_freq") ?? 10000);
    }

    private static ExpertShape? Experts(string path, string family, JsonElement json, int layers)
    {
        if (family is not ("mixtral" or "qwen2_moe" or "qwen3_moe")) return null;
        if (family == "mixtral")
            return new ExpertShape(Whole(json, "num_local_experts") ?? 8, Whole(json, "num_experts_per_tok") ?? 2, Whole(json, "intermediate_size") ?? 0, Normalized: true);
        var step = Whole(json, "decoder_sparse_step") ?? 1;
        if (step < 1) throw new FormatException($"decoder_sparse_step: expected 1 or more, found {step}");
        var plain = new SortedSet<int>(Enumerable.Range(0, layers).Where(l => (l + 1) % step != 0));
        if (json.TryGetProperty("mlp_only_layers", out var list) && list.ValueKind != JsonValueKind.Null)
        {
            if (list.ValueKind != JsonValueKind.Array || !list.EnumerateArray().All(l => l.ValueKind == JsonValueKind.Number && l.TryGetInt32(out var at) && at >= 0 && at < layers))
                throw new FormatException($"mlp_only_layers: expected a list of layers from 0 to {layers - 1}, found {Found(list)}");
            plain.UnionWith(list.EnumerateArray().Select(l => l.GetInt32()));
        }

        if (plain.Count == layers) return null;
        return new ExpertShape(
            Whole(json, "num_experts") ?? throw new KeyNotFoundException("num_experts is missing"),
            Whole(json, "num_experts_per_tok") ?? throw new KeyNotFoundException("num_experts_per_tok is missing"),
            Whole(json, "moe_intermediate_size") ?? throw new KeyNotFoundException("moe_intermediate_size is missing"),
            Flag(json, "norm_topk_prob") ?? false,
            family == "qwen2_moe" ? Whole(json, "shared_expert_intermediate_size") ?? throw new KeyNotFoundException("shared_expert_intermediate_size is missing") : 0,
            plain.Count > 0 ? [.. plain] : null);
    }
}
