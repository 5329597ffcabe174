using DataForge.Core;
using DataForge.Models.Gguf;
using DataForge.Models.Safetensors;

namespace DataForge.Models.Import;

/// <summary>A GGUF file seen as a Hugging Face checkpoint: metadata as a config, tensors under their Hugging Face names.</summary>
/// <remarks>
/// llama.cpp's converter interleaves the two rotary halves of each head of q and k for architecture llama (convert_hf_to_gguf.py, <c>LlamaModel.permute</c>); the rows are put back here.
/// Names and metadata keys: gguf-py, constants.py.
/// </remarks>
internal static class GgufSource
{
    private static readonly Dictionary<string, string> Parts = new(StringComparer.Ordinal)
    {
        ["attn_norm"] = "input_layernorm",
        ["attn_q"] = "self_attn.q_proj",
        ["attn_k"] = "self_attn.k_proj",
        ["attn_v"] = "self_attn.v_proj",
        ["attn_output"] = "self_attn.o_proj",
        ["attn_q_norm"] = "self_attn.q_norm",
        ["attn_k_norm"] = "self_attn.k_norm",
        ["ffn_norm"] = "post_attention_layernorm",
        ["ffn_gate"] = "mlp.gate_proj",
        ["ffn_up"] = "mlp.up_proj",
        ["ffn_down"] = "mlp.down_proj",
    };

    /// <exception cref="ForgeException">An architecture or a scaling that is not supported.</exception>
    public static (ModelConfig Config, WeightSet Weights) Open(string path)
    {
        var file = GgufFile.Open(path);
        var config = Config(file).Checked(path);
        var permuted = file.Metadata.Text("general.architecture") == "llama";
        return (config, new WeightSet(path, file.Tensors.Where(t => t.Name != "rope_freqs.weight").Select(t => Read(file, t, config, permuted))));
    }

    private static ModelConfig Config(GgufFile file)
    {
        var meta = file.Metadata;
        var family = meta.Text("general.architecture") ?? "none";
        if (family is not ("llama" or "qwen2" or "qwen3"))
            throw new ForgeException($"{file.Path}: general.architecture \"{family}\" is not supported; llama, qwen2 and qwen3 are");
        if (meta.Integer(family + ".expert_count") is > 0) throw new ForgeException($"{file.Path}: a mixture of experts is not supported");
        var embedding = file.Tensor("token_embd.weight") ?? throw new ForgeException($"{file.Path}: tensor token_embd.weight is missing");
        var heads = Whole("attention.head_count");
        var hidden = Whole("embedding_length");
        var headDim = (int)(meta.Integer(family + ".attention.key_length") ?? hidden / Math.Max(heads, 1));
        if (meta.Integer(family + ".rope.dimension_count") is { } turned && turned != headDim)
            throw new ForgeException($"{file.Path}: {turned} of {headDim} head columns rotated; only whole heads are supported");
        return new ModelConfig(
            family switch { "llama" => "LlamaForCausalLM", "qwen2" => "Qwen2ForCausalLM", _ => "Qwen3ForCausalLM" },
            ModelTask.Generate,
            Whole("block_count"),
            hidden,
            heads,
            (int)(meta.Integer(family + ".attention.head_count_kv") ?? heads),
            headDim,
            Whole("feed_forward_length"),
            (int)embedding.Shape[0],
            Whole("context_length"),
            meta.Number(family + ".attention.layer_norm_rms_epsilon") ?? 1e-6,
            Rope(file, family),
            file.Tensor("output.weight") is null,
            file.Tensor("blk.0.attn_q_norm.weight") is not null,
            0,
            0,
            EndIds(meta),
            meta.Flag("tokenizer.ggml.add_bos_token") == true ? (int?)meta.Integer("tokenizer.ggml.bos_token_id") : null);

        int Whole(string key) => (int)Math.Clamp(meta.Required(meta.Integer($"{family}.{key}"), $"{family}.{key}"), int.MinValue, int.MaxValue);
    }

    private static RopeScaling Rope(GgufFile file, string family)
    {
        var meta = file.Metadata;
        var theta = meta.Number(family + ".rope.freq_base") ?? 10000;
        if (file.Tensor("rope_freqs.weight") is { } tensor)
        {
            if (tensor.Type != GgufType.F32 || tensor.Values > 1 << 14) throw new ForgeException($"{file.Path}: tensor rope_freqs.weight has {tensor.Values} values of type {tensor.Type}; expected one F32 for each pair of head columns");
            var divisors = new float[tensor.Values];
            new Weight(tensor.Name, StoredType.F32, 1, divisors.Length, file.Path, tensor.OffsetBytes, tensor.LengthBytes, RowDecoders.F32).ForEachRow((_, row) => row.CopyTo(divisors));
            return new RopeScaling("factors", theta, Divisors: divisors);
        }

        var kind = meta.Text(family + ".rope.scaling.type") ?? "none";
        var factor = meta.Number(family + ".rope.scaling.factor") ?? 1;
        return kind switch
        {
            "none" => new RopeScaling("default", theta),
            "linear" => new RopeScaling("linear", theta, factor),
            "yarn" => new RopeScaling("yarn", theta, factor, (int)(meta.Integer(family + ".rope.scaling.original_context_length") ?? meta.Integer(family + ".context_length") ?? 0)),
            _ => throw new ForgeException($"{file.Path}: rope scaling \"{kind}\" is not supported; none, linear and yarn are"),
        };
    }

    private static int[] EndIds(GgufMetadata meta) =>
        [.. new[] { "eos", "eot", "eom" }.Select(k => meta.Integer($"tokenizer.ggml.{k}_token_id")).OfType<long>().Select(i => (int)i).Distinct().Order()];

    private static Weight Read(GgufFile file, GgufTensor tensor, ModelConfig config, bool permuted)
    {
        var name = Rename(tensor.Name);
        var rows = tensor.Shape.Count == 2 ? checked((int)tensor.Shape[0]) : 1;
        var type = tensor.Type switch { GgufType.F32 => StoredType.F32, GgufType.F16 => StoredType.F16, GgufType.BF16 => StoredType.BF16, _ => StoredType.Blocks };
        RowDecoder decode = type switch
        {
            StoredType.F32 => RowDecoders.F32,
            StoredType.F16 => RowDecoders.F16,
            StoredType.BF16 => RowDecoders.BF16,
            _ => (stored, values) => GgufBlocks.Dequantize(tensor.Type, stored, values),
        };
        var weight = new Weight(name, type, rows, checked((int)tensor.Shape[^1]), file.Path, tensor.OffsetBytes, tensor.LengthBytes, decode, type == StoredType.Blocks ? tensor.Type.ToString() : null);
        var heads = !permuted ? 0 : name.Contains("q_proj.", StringComparison.Ordinal) ? config.Heads : name.Contains("k_proj.", StringComparison.Ordinal) ? config.KvHeads : 0;
        if (heads == 0) return weight;
        var order = RotaryOrder(heads, config.HeadDim);
        return rows > 1 ? weight with { RowOrder = order } : weight with { ColumnOrder = order };
    }

    /// <summary>Stored row of each row: row (head, half, i) lies at (head, i, half).</summary>
    internal static int[] RotaryOrder(int heads, int headDim) =>
        [.. from head in Enumerable.Range(0, heads) from half in Enumerable.Range(0, 2) from i in Enumerable.Range(0, headDim / 2) select (head * headDim) + (2 * i) + half];

    private static string Rename(string name)
    {
        switch (name)
        {
            case "token_embd.weight": return "model.embed_tokens.weight";
            case "output_norm.weight": return "model.norm.weight";
            case "output.weight": return "lm_head.weight";
        }

        var parts = name.Split('.');
        return parts.Length == 4 && parts[0] == "blk" && Parts.TryGetValue(parts[2], out var known) ? $"model.layers.{parts[1]}.{known}.{parts[3]}" : name;
    }
}
