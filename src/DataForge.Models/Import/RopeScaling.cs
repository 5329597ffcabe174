namespace DataForge.Models.Import;

/// <summary>Rotary position embedding and how a checkpoint stretched it.</summary>
/// <param name="Kind"><c>default</c>, <c>linear</c>, <c>llama3</c>, <c>yarn</c>, <c>longrope</c>, or <c>factors</c> (GGUF keeps llama3's divisors as a tensor).</param>
/// <param name="Theta">Base of the wavelengths.</param>
/// <param name="Factor">How many times longer than trained.</param>
/// <param name="OriginalPositions">Context of the training, in tokens.</param>
/// <param name="LowFrequency">llama3: below this many turns in the original context a wave is fully stretched.</param>
/// <param name="HighFrequency">llama3: above it a wave stays as it was.</param>
/// <param name="BetaFast">YaRN's α and β bounds, in turns within the original context.</param>
/// <param name="Attention">YaRN's and LongRoPE's factor on cosine and sine; null computes it from the factor.</param>
/// <param name="Truncate">YaRN: whole dimensions as bounds of the ramp.</param>
/// <param name="Divisors">headDim / 2 divisors of the inverse frequencies, for <c>factors</c> and <c>longrope</c>.</param>
public sealed record RopeScaling(
    string Kind,
    double Theta,
    double Factor = 1,
    int OriginalPositions = 0,
    double LowFrequency = 1,
    double HighFrequency = 4,
    double BetaFast = 32,
    double BetaSlow = 1,
    double? Attention = null,
    bool Truncate = true,
    IReadOnlyList<float>? Divisors = null);
