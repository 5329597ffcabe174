using DataForge.Core;

namespace DataForge.Cli;

/// <summary>How tokens are drawn.</summary>
public static class SamplingOptions
{
    public static readonly NumberOpt Temperature = new("temperature", 0.7, 0, 100, "0 is greedy", "Logits are divided by it before drawing.");
    public static readonly NumberOpt TopP = new("top-p", 0.95, 1e-6, 1, "share of the mass", "Draw from the most likely tokens that hold this mass.");
    public static readonly IntOpt TopK = new("top-k", 0, 0, 1 << 20, "tokens (0 is off)", "Draw from the K most likely tokens.");
    public static readonly IntOpt MaxTokens = new("max-tokens", 1024, 1, 1 << 20, "tokens", "Most tokens of one generation.");
    public static readonly ListOpt Stop = new("stop", [], "TEXT", "End a generation at this text, which is left out.", commas: false);
    public static readonly IntOpt Seed = new("seed", 0, 0, int.MaxValue, "(any number)", "Same seed, same draws, whatever the batch or threads.");

    public static IReadOnlyList<Opt> All { get; } = [Temperature, TopP, TopK, MaxTokens, Stop, Seed];

    public static SamplingParameters Read(Parsed parsed) =>
        new(parsed.Get(Temperature), parsed.Get(TopP), parsed.Get(TopK), parsed.Get(MaxTokens), parsed.Get(Stop), parsed.Get(Seed));
}
