namespace DataForge.Models.Import;

/// <summary>What model families that are known and not computed would need.</summary>
internal static class UnknownFamilies
{
    /// <summary>As <c>: it needs …</c>; empty for a family of which nothing is known.</summary>
    public static string Missing(string family) => family switch
    {
        "gemma" => Needs("scaled embeddings, norms of 1 + weight, a GELU gate and a SentencePiece vocabulary"),
        "gemma2" => Needs("soft caps on attention and logits, four norms a layer, a GELU gate and a SentencePiece vocabulary"),
        "gemma3" or "gemma3_text" => Needs("two rotary bases, four norms a layer, a GELU gate and a SentencePiece vocabulary"),
        "mixtral" or "qwen2_moe" or "qwen3_moe" or "phimoe" or "deepseek_v2" or "deepseek_v3" or "olmoe" or "llama4" or "llama4_text" => Needs("a router over experts"),
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
