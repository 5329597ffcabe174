namespace DataForge.Voting;

/// <summary>One sample as the vote sees it.</summary>
/// <param name="Rollout">Its number among the problem's samples; decides ties.</param>
/// <param name="Key">Canonical key of its answer; null when it gave none.</param>
/// <param name="Answer">The answer's text; null when it gave none.</param>
/// <param name="Score">Reward model score, finite; null when there is none.</param>
/// <param name="Finished">False for a generation that was cut off or failed: it does not vote.</param>
public sealed record Ballot(long Rollout, string? Key, string? Answer, double? Score, bool Finished = true)
{
    /// <summary>True when the sample takes part in the vote.</summary>
    public bool Votes => Finished && Key is not null;
}
