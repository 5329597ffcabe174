using DataForge.Core;

namespace DataForge.Models.Import;

/// <summary>Phi-3 keeps queries, keys and values in one matrix, and gate and up in another. They are read as parts of it, where they lie.</summary>
internal static class FusedParts
{
    private const string Attention = ".self_attn.qkv_proj.", FeedForward = ".mlp.gate_up_proj.";

    /// <exception cref="ForgeException">A fused matrix has another number of rows than its parts.</exception>
    public static WeightSet Split(WeightSet weights, ModelConfig config)
    {
        var (q, kv) = (config.Heads * config.HeadDim, config.KvHeads * config.HeadDim);
        return weights.SelectMany(w => w.Name.Contains(Attention, StringComparison.Ordinal) ? Parts(w, "qkv_proj", ("q_proj", q), ("k_proj", kv), ("v_proj", kv))
            : w.Name.Contains(FeedForward, StringComparison.Ordinal) ? Parts(w, "gate_up_proj", ("gate_proj", config.Intermediate), ("up_proj", config.Intermediate))
            : [w]);

        IEnumerable<Weight> Parts(Weight fused, string name, params (string Name, int Rows)[] parts)
        {
            var rows = parts.Sum(p => (long)p.Rows);
            if (fused.Rows != rows || !fused.Name.EndsWith(".weight", StringComparison.Ordinal))
                throw new ForgeException($"{weights.Source}: weight {fused.Name} is {fused.Rows} × {fused.Columns}; config.json asks for a matrix of {rows} rows, {string.Join(", ", parts.Select(p => $"{p.Rows} of {p.Name}"))}");
            var at = 0;
            foreach (var part in parts)
            {
                yield return fused.Slice(fused.Name.Replace(name, part.Name, StringComparison.Ordinal), at, part.Rows);
                at += part.Rows;
            }
        }
    }
}
