namespace DataForge.Voting;

/// <summary>What a rule sees of a problem's first samples.</summary>
/// <param name="Ballots">In rollout order.</param>
/// <param name="Most">Samples that would be drawn without a rule.</param>
/// <param name="First">Weight of the leading answer; 0 when no sample gave one.</param>
/// <param name="Second">Weight of the next answer.</param>
/// <param name="Right">Samples that are right by the gold answer; 0 where there is none.</param>
public sealed record StopState(IReadOnlyList<Ballot> Ballots, int Most, double First, double Second, int Right)
{
    public int Drawn => Ballots.Count;

    /// <param name="ballots">A sample without an answer, or cut off, adds no weight and takes a place.</param>
    /// <param name="weight">1 for a count; σ of a score for weighted votes, in (0, 1). A ballot without a score then has no weight.</param>
    public static StopState Of(IReadOnlyList<Ballot> ballots, int most, VoteSettings weight, int right = 0)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var ballot in ballots)
        {
            if (!ballot.Votes) continue;
            var w = !weight.NeedsScores ? 1 : ballot.Score is { } score ? Weights.Sigmoid(weight.Scale * score) : 0;
            sums[ballot.Key!] = sums.GetValueOrDefault(ballot.Key!) + w;
        }

        double first = 0, second = 0;
        foreach (var sum in sums.Values)
        {
            if (sum > first) (first, second) = (sum, first);
            else if (sum > second) second = sum;
        }

        return new StopState(ballots, most, first, second, right);
    }
}
