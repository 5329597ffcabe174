namespace DataForge.Voting;

/// <summary>The reward that Qwen2.5-Math's reinforcement learning gives a sample.</summary>
/// <remarks>arXiv:2409.12122, section 3.2.2: r = σ(α · r_m) + (r_v − 1) with α = 0.5, so every right sample outranks every wrong one.</remarks>
public static class Rewards
{
    public const double Alpha = 0.5;

    /// <returns>(0, 1) for a right sample, (−1, 0) for a wrong one.</returns>
    public static double Of(double score, bool isCorrect) => Weights.Sigmoid(Alpha * score) + (isCorrect ? 0 : -1);
}
