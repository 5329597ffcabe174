namespace DataForge.Voting;

/// <summary>One sample as the vote sees it.</summary>
/// <param name="Rollout">Its number among the problem's samples; decides ties.</param>
/// <param name="Key">Canonical key of its answer; null when it gave none.</param>
/// <param name="Answer">The answer's text; null when it gave none.</param>
/// <param name="Score">Reward model score, finite; null when there is none.</param>
/// <param name="Finished">False for a generation that was cut off or failed: it does not vote.</param>
/// <param name="IsProbability">The score has been through a sigmoid or softmax and lies in [0, 1].</param>
public sealed record Ballot(long Rollout, string? Key, string? Answer, double? Score, bool Finished = true, bool IsProbability = false)
{
    /// <summary>The score before its sigmoid: ln(p / (1 − p)) of a probability, the score itself else; null without a score.</summary>
    /// <remarks>A probability of 0 or 1 is taken for the nearest double to it.</remarks>
    public double? Logit => Score is not { } score ? null : !IsProbability ? score : Math.Log(Math.Max(score, double.Epsilon)) - Math.Log(Math.Max(1 - score, 1.1102230246251565e-16));

    /// <summary>True when the sample takes part in the vote.</summary>
    public bool Votes => Finished && Key is not null;
}
