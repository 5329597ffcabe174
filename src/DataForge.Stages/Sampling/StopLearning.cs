using System.Collections.Concurrent;
using DataForge.Voting;

namespace DataForge.Stages;

/// <summary>A rule that is fitted on a run's first problems and then stays as it is. Later problems wait for it, so that no order of arrival enters.</summary>
internal sealed class StopLearning(StoppingSettings settings, long seed)
{
    private readonly ConcurrentBag<(string Id, IReadOnlyList<Ballot> Ballots)> _seen = [];
    private readonly TaskCompletionSource<StopRule> _fitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;
    private int _ended;

    /// <summary>True for a problem that is learnt from: the first so many, in the order in which work on them begins, which is the input's.</summary>
    public bool Begin() => settings.Rule.Learns && Interlocked.Increment(ref _begun) <= settings.Learn;

    /// <summary>All samples of a problem that is learnt from.</summary>
    public void Add(string problemId, IReadOnlyList<Ballot> ballots)
    {
        _seen.Add((problemId, ballots));
        if (Interlocked.Increment(ref _ended) == settings.Learn) _fitted.SetResult(settings.Rule.With(StopTable.Fit(_seen, settings.Weight, seed)));
    }

    /// <summary>The rule for the other problems.</summary>
    public Task<StopRule> Rule(CancellationToken cancel) => settings.Rule.Learns ? _fitted.Task.WaitAsync(cancel) : Task.FromResult(settings.Rule);
}
