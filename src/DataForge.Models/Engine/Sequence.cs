using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>One sample in its slot.</summary>
internal sealed class Sequence(SampleGroup group, int rollout, CounterRandom random, StopScan stops)
{
    private readonly List<int> _ids = [];

    public SampleGroup Group => group;

    /// <summary>Tokens in the slot: the prompt and every generated token that has been fed back.</summary>
    public int CachedTokens { get; set; } = group.Request.ContextTokens;

    /// <summary>The token to feed next.</summary>
    public int Last => _ids[^1];

    public SamplingParameters Sampling => group.Request.Sampling;

    /// <summary>A number in [0, 1) that decides the next draw.</summary>
    public double Share => random.Share((ulong)_ids.Count);

    /// <summary>Takes the drawn token; the sample when it ends here.</summary>
    /// <param name="limit">Tokens a slot may hold.</param>
    public Sample? Take(int token, HashSet<int> endIds, int limit)
    {
        if (endIds.Contains(token)) return End(FinishReason.Stop, null);
        _ids.Add(token);
        if (stops.Add(token) is { } at) return End(FinishReason.Stop, at);
        return _ids.Count >= Sampling.MaxTokens || CachedTokens >= limit ? End(FinishReason.Length, null) : null;
    }

    private Sample End(FinishReason finish, int? stopAt) => new(rollout, [.. _ids], finish, stopAt, CachedTokens: group.CachedTokens);
}
