namespace DataForge.Models.Import;

/// <summary>What stands on top of the decoder.</summary>
public enum ModelTask
{
    /// <summary>Next-token logits.</summary>
    Generate,

    /// <summary>Qwen2ForRewardModel: Linear, ReLU, Linear; read at the last token.</summary>
    Reward,

    /// <summary>Qwen2ForProcessRewardModel: Linear, ReLU, Linear, softmax; read at every position.</summary>
    ProcessReward,

    /// <summary>…ForSequenceClassification: one Linear, read at the last token.</summary>
    Classify,
}

/// <summary>The shape of a decoder of the Llama family (Llama, Mistral, Mixtral, Qwen2, Qwen3, their mixtures of experts, Phi-3 and Phi-4, Gemma), whatever file it was read from.</summary>
/// <param name="Architecture">As the model spells it: <c>Qwen2ForRewardModel</c>.</param>
/// <param name="MaxPositions">Most tokens of one sequence, prompt and generation together.</param>
/// <param name="SlidingWindow">Tokens a position sees, itself included; 0 is all.</param>
/// <param name="FullLayers">Layers that see all positions though there is a window, ascending; null where the window holds for every layer.</param>
/// <param name="RotaryDim">Columns of a head that are turned, the first ones; null turns all.</param>
/// <param name="Gemma">What Gemma does otherwise; null in other families.</param>
/// <param name="Experts">Experts in place of the feed-forward; null for none.</param>
/// <param name="Labels">Scores per position of a scorer; 0 for a generator.</param>
/// <param name="EndIds">Tokens that end a generation, ascending.</param>
/// <param name="BeginId">Token to put before a raw prompt, where the model's tokenizer does so.</param>
public sealed record ModelConfig(
    string Architecture,
    ModelTask Task,
    int Layers,
    int Hidden,
    int Heads,
    int KvHeads,
    int HeadDim,
    int Intermediate,
    int Vocabulary,
    int MaxPositions,
    double RmsEpsilon,
    RopeScaling Rope,
    bool Tied,
    bool HeadNorms,
    int SlidingWindow,
    int Labels,
    IReadOnlyList<int> EndIds,
    int? BeginId,
    IReadOnlyList<int>? FullLayers = null,
    int? RotaryDim = null,
    GemmaShape? Gemma = null,
    ExpertShape? Experts = null)
{
    /// <summary>Tokens that a position of a layer sees, itself included; 0 is all.</summary>
    public int WindowOf(int layer) => FullLayers?.Contains(layer) == true ? 0 : SlidingWindow;

    /// <summary>True where a router chooses experts.</summary>
    public bool HasExperts(int layer) => Experts is { } experts && experts.DenseLayers?.Contains(layer) != true;

    /// <summary>Numbers in the matrices of all layers.</summary>
    /// <param name="active">Only those that one token goes through.</param>
    public long LayerMatrices(bool active)
    {
        var attention = (2L * Heads * HeadDim * Hidden) + (2L * KvHeads * HeadDim * Hidden);
        return Enumerable.Range(0, Layers).Sum(layer => attention + (!HasExperts(layer) ? 3L * Hidden * Intermediate
            : ((Experts!.Count + (Experts.SharedIntermediate > 0 ? 1L : 0)) * Hidden) + (3L * Hidden * ((long)(active ? Experts.PerToken : Experts.Count) * Experts.Intermediate + Experts.SharedIntermediate))));
    }
}
