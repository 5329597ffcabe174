using System.Numerics.Tensors;

using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>Projections of a layer that add a bias.</summary>
internal static class BiasedParts
{
    public static readonly string[] Qwen2 = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"];
    public static readonly string[] Attention = [.. Qwen2, "self_attn.o_proj"];
    public static readonly string[] FeedForward = ["mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"];
}

/// <summary>Holds a checkpoint's weights against its config before anything is written: what one has and the other does not know would change the numbers without a word.</summary>
internal static class WeightCheck
{
    private const string Layer = "model.layers.";

    /// <summary>Names only; shapes are checked as the weights are taken.</summary>
    /// <param name="source">For messages.</param>
    /// <param name="biased">Parts that must have a bias, and no others may; null takes the biases that are there.</param>
    /// <exception cref="ForgeException">Layers too many or too few, a weight that is not read, or a bias missing or unexpected.</exception>
    public static void Names(string source, WeightSet weights, ModelConfig config, IReadOnlyCollection<string>? biased)
    {
        var layers = weights.Names.Select(LayerOf).OfType<int>().DefaultIfEmpty(-1).Max() + 1;
        if (layers != config.Layers) throw new ForgeException($"{source}: holds {layers} layers; the config says {config.Layers}");
        if (weights.Names.Where(n => !IsRead(n, config)).Order(StringComparer.Ordinal).FirstOrDefault() is { } other)
            throw new ForgeException($"{source}: weight {other} is not one that {config.Architecture} reads: another architecture, or an adapter that was not merged");
        if (biased is null) return;
        foreach (var part in (string[])[.. BiasedParts.Attention, .. BiasedParts.FeedForward])
        {
            for (var layer = 0; layer < config.Layers; layer++)
            {
                var name = $"{Layer}{layer}.{part}.bias";
                if (weights.Has(name) != biased.Contains(part))
                    throw new ForgeException($"{source}: {(weights.Has(name) ? $"weight {name} is there, and {config.Architecture} with this config has no such bias" : $"weight {name} is missing: {config.Architecture} with this config adds that bias")}");
            }
        }
    }

    /// <summary>Reads every weight once.</summary>
    /// <exception cref="ForgeException">One holds NaN or an infinite number.</exception>
    public static void AllFinite(WeightSet weights, CancellationToken cancel)
    {
        var broken = weights.All.AsParallel().WithCancellation(cancel).Where(w => !IsFinite(w)).Select(w => w.Name).Order(StringComparer.Ordinal).ToList();
        if (broken.Count > 0) throw new ForgeException($"{weights.Source}: weight {broken[0]}{(broken.Count > 1 ? $" and {broken.Count - 1} more" : "")}: NaN or infinite numbers in it; the checkpoint is broken");
    }

    private static bool IsFinite(Weight weight)
    {
        var finite = true;
        (weight with { RowOrder = null, ColumnOrder = null }).ForEachRow((_, row) => finite = finite && float.IsFinite(TensorPrimitives.MaxMagnitude(row)));
        return finite;
    }

    private static int? LayerOf(string name) =>
        name.StartsWith(Layer, StringComparison.Ordinal) && name.IndexOf('.', Layer.Length) is > 0 and var end && int.TryParse(name.AsSpan(Layer.Length, end - Layer.Length), out var layer) ? layer : null;

    private static bool IsRead(string name, ModelConfig config)
    {
        if (LayerOf(name) is not { } layer)
            return name is "model.embed_tokens.weight" or "model.norm.weight" or "lm_head.weight" || name.StartsWith("score.", StringComparison.Ordinal) || IsRotaryBuffer(name);
        var part = name[$"{Layer}{layer}.".Length..];
        if (part is "input_layernorm.weight" or "post_attention_layernorm.weight" || IsRotaryBuffer(name)) return true;
        if (part is "pre_feedforward_layernorm.weight" or "post_feedforward_layernorm.weight") return config.Gemma?.FourNorms == true;
        if (part.StartsWith("mlp.", StringComparison.Ordinal) && config.HasExperts(layer)) return IsOfExperts(part["mlp.".Length..], config.Experts!);
        if (part is "self_attn.q_norm.weight" or "self_attn.k_norm.weight") return config.HeadNorms;
        var dot = part.LastIndexOf('.');
        return part[(dot + 1)..] is "weight" or "bias" && (BiasedParts.Attention.Contains(part[..dot]) || BiasedParts.FeedForward.Contains(part[..dot]));
    }

    private static bool IsOfExperts(string part, ExpertShape experts)
    {
        if (part is "gate.weight") return true;
        if (part is "shared_expert_gate.weight" or "shared_expert.gate_proj.weight" or "shared_expert.up_proj.weight" or "shared_expert.down_proj.weight") return experts.SharedIntermediate > 0;
        return part.Split('.') is ["experts", var number, "gate_proj" or "up_proj" or "down_proj", "weight"] && int.TryParse(number, out var expert) && expert < experts.Count;
    }

    /// <summary>Old checkpoints keep the inverse frequencies, which follow from the config.</summary>
    private static bool IsRotaryBuffer(string name) => name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal);
}
