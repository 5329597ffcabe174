using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>Samples wanted of one prompt.</summary>
/// <param name="Key">Identity of the request; with seed, rollout and position it decides every draw.</param>
/// <param name="Prompt">At least one token.</param>
/// <param name="Rollouts">How many.</param>
internal sealed record SampleRequest(string Key, int[] Prompt, SamplingParameters Sampling, int Rollouts, int FirstRollout)
{
    /// <summary>Where a sample goes on; null for new samples.</summary>
    public Continuation? Continuation { get; init; }

    /// <summary>Keeps the keys and values of ended samples, so that they can go on.</summary>
    public bool Keep { get; init; }

    /// <summary>Told of each sample as it ends, by the engine's thread.</summary>
    public Action<Sample>? Ended { get; init; }

    /// <summary>Tokens before the first draw.</summary>
    public int ContextTokens => Prompt.Length + (Continuation?.Tokens ?? 0);
}

/// <summary>One sample.</summary>
/// <param name="Ids">Generated tokens without the end token.</param>
/// <param name="StopAt">Bytes of text before the stop string; null when none was met.</param>
/// <param name="CachedTokens">Tokens of the context that were not read anew.</param>
/// <param name="Kept">Keys and values of the context and of all generated tokens but the last, where they were kept.</param>
internal sealed record Sample(int Rollout, int[] Ids, FinishReason Finish, int? StopAt, string? Error = null, int CachedTokens = 0, KeptTokens? Kept = null);
