namespace DataForge.Voting;

/// <summary>What one answer got.</summary>
/// <param name="Answer">The text of its first sample, by rollout.</param>
/// <param name="Weight">Sum of its votes' weights, over exp(<see cref="VoteResult.LogScale"/>); for <see cref="VoteWeight.Max"/> the best one.</param>
/// <param name="FirstRollout">Lowest rollout among its samples.</param>
/// <param name="Members">Indices into the ballots, by rollout; the first is the one <paramref name="Answer"/> comes from.</param>
public sealed record AnswerTally(string Key, string Answer, int Count, double Weight, long FirstRollout, IReadOnlyList<int> Members);

/// <summary>The outcome of one problem's vote.</summary>
/// <param name="Answers">Heaviest first; equal weights by lowest first rollout.</param>
/// <param name="TotalVotes">Samples that voted.</param>
/// <param name="NoAnswer">Finished samples without an answer.</param>
/// <param name="Unfinished">Samples that were cut off or failed, whatever they hold.</param>
/// <param name="Share">The first answer's weight over the sum of all absolute weights, at least 0.</param>
/// <param name="Margin">The lead of the first over the second answer, over the same sum; 1 when all agree, 0 on a tie.</param>
/// <param name="Tied">True when several answers share the top weight.</param>
/// <param name="Abstained">Why the problem stays undecided; null when it is decided.</param>
/// <param name="LogScale">Natural logarithm of the factor that the answers' weights are divided by; 0 unless all are too small for a double.</param>
public sealed record VoteResult(IReadOnlyList<AnswerTally> Answers, int TotalVotes, int NoAnswer, int Unfinished, double Share, double Margin, bool Tied, string? Abstained, double LogScale = 0)
{
    /// <summary>The winning answer; null when the vote abstained.</summary>
    public AnswerTally? Winner => Abstained is null ? Answers[0] : null;
}
