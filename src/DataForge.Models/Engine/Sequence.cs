using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>One sample in its slot.</summary>
internal sealed class Sequence(SampleGroup group, int rollout, CounterRandom random, StopScan stops)
{
    private readonly List<int> _ids = [];

    public SampleGroup Group => group;

    /// <summary>Tokens in the slot: the prompt and every generated token that has been fed back.</summary>
    public int Held { get; set; } = group.Request.Prompt.Length;

    /// <summary>The token to feed next.</summary>
    public int Last => _ids[^1];

    /// <summary>Draws the next token from the logits; the sample when it ends here.</summary>
    /// <param name="limit">Tokens a slot may hold.</param>
    public Sample? Advance(ReadOnlySpan<float> logits, TokenSampler sampler, HashSet<int> endIds, int limit)
    {
        var sampling = group.Request.Sampling;
        var token = sampler.Draw(logits, sampling, random.Share((ulong)_ids.Count));
        if (endIds.Contains(token)) return End(FinishReason.Stop, null);
        _ids.Add(token);
        if (stops.Add(token) is { } at) return End(FinishReason.Stop, at);
        return _ids.Count >= sampling.MaxTokens || Held >= limit ? End(FinishReason.Length, null) : null;
    }

    private Sample End(FinishReason finish, int? stopAt) => new(rollout, [.. _ids], finish, stopAt);
}
