namespace DataForge.Core;

/// <summary>How tokens are drawn.</summary>
/// <param name="Temperature">0 is greedy; otherwise logits are divided by it.</param>
/// <param name="TopP">Nucleus mass in (0, 1]; 1 keeps all.</param>
/// <param name="TopK">Most likely tokens kept; 0 is off.</param>
/// <param name="MaxTokens">Most tokens generated, at least 1.</param>
/// <param name="Stop">Strings that end a generation; the string itself is not part of it.</param>
/// <param name="Seed">Run seed; with the request's identity it decides every draw.</param>
public sealed record SamplingParameters(double Temperature, double TopP, int TopK, int MaxTokens, IReadOnlyList<string> Stop, long Seed)
{
    /// <summary>The most likely token each time.</summary>
    public static SamplingParameters Greedy(int maxTokens) => new(0, 1, 0, maxTokens, [], 0);
}
