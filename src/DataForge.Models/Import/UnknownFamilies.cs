namespace DataForge.Models.Import;

/// <summary>What model families that are known and not computed would need.</summary>
internal static class UnknownFamilies
{
    /// <summary>As <c>: it needs …</c>; empty for a family of which nothing is known.</summary>
    public static string Missing(string family) => family switch
    {
        "gemma3" => Needs("its language part as a checkpoint of its own (gemma3_text)"),
        "gemma3n" or "gemma3n_text" => Needs("layers that share keys and embeddings of each layer"),
        "phimoe" or "deepseek_v2" or "deepseek_v3" or "olmoe" or "llama4" or "llama4_text" => Needs("a router over experts of another kind"),
        "gpt_oss" => Needs("a router over experts and attention sinks"),
        "phi" => Needs("layers whose attention and feed-forward run side by side, and norms with a bias"),
        "qwen3_next" or "qwen3_5" or "lfm2" or "granitemoehybrid" or "mamba" or "mamba2" or "falcon_h1" => Needs("layers with a running state in place of attention"),
        "smollm3" => Needs("layers without rotary positions"),
        "olmo2" or "olmo3" => Needs("norms behind the parts of a layer and over whole projections"),
        "chatglm" or "glm4" or "glm" => Needs("rotary positions of neighbouring columns"),
        "gpt2" or "gpt_neox" or "opt" or "bloom" or "falcon" or "mpt" => Needs("positions or norms that decoders of the Llama family do not have"),
        _ => "",
    };

    private static string Needs(string what) => $": it needs {what}";
}
