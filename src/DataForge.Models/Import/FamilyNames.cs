namespace DataForge.Models.Import;

/// <summary>Weights that a family names or stores otherwise, as the decoder wants them.</summary>
internal static class FamilyNames
{
    /// <summary>Mixtral's experts under the names of Qwen's; Gemma's norms with the 1 that they are stored without.</summary>
    public static WeightSet Unified(WeightSet weights, ModelConfig config)
    {
        if (config.Gemma is not null) weights = weights.Select(w => w.Name.EndsWith("norm.weight", StringComparison.Ordinal) ? w with { Shift = 1 } : w);
        return config.Experts is null ? weights : weights.Select(w => w with { Name = Renamed(w.Name) });
    }

    private static string Renamed(string name)
    {
        const string Mixtral = ".block_sparse_moe.";
        if (!name.Contains(Mixtral, StringComparison.Ordinal)) return name;
        var unified = name.Replace(Mixtral, ".mlp.", StringComparison.Ordinal);
        foreach (var (theirs, ours) in ((string, string)[])[(".w1.", ".gate_proj."), (".w3.", ".up_proj."), (".w2.", ".down_proj.")])
            unified = unified.Replace(theirs, ours, StringComparison.Ordinal);
        return unified;
    }
}
