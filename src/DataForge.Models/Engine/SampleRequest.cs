using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>Samples wanted of one prompt.</summary>
/// <param name="Key">Identity of the request; with seed, rollout and position it decides every draw.</param>
/// <param name="Prompt">At least one token.</param>
/// <param name="Rollouts">How many.</param>
internal sealed record SampleRequest(string Key, int[] Prompt, SamplingParameters Sampling, int Rollouts, int FirstRollout);

/// <summary>One sample.</summary>
/// <param name="Ids">Generated tokens without the end token.</param>
/// <param name="StopAt">Bytes of text before the stop string; null when none was met.</param>
internal sealed record Sample(int Rollout, int[] Ids, FinishReason Finish, int? StopAt, string? Error = null);
