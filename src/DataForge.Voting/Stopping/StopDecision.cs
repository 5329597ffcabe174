namespace DataForge.Voting;

/// <summary>How many samples of a problem count.</summary>
/// <param name="Drawn">The first so many; what was drawn beyond them is surplus and takes part in no vote.</param>
/// <param name="Rule">The rule that ended it, or <see cref="Maximum"/>.</param>
/// <param name="Confidence">How sure the rule was that the leader stays the winner.</param>
public sealed record StopDecision(int Drawn, string Rule, double Confidence)
{
    /// <summary>All samples were drawn and the rule was not met before.</summary>
    public const string Maximum = "max";

    /// <summary>The first number of samples at which the rule is met; null when more are to be drawn.</summary>
    /// <param name="ballots">Samples so far, in rollout order.</param>
    /// <param name="right">Of each, whether it is right by the gold answer; null where that is not asked.</param>
    /// <param name="least">Samples that are drawn in any case.</param>
    /// <param name="most">Samples after which it ends in any case.</param>
    /// <remarks>Every number from <paramref name="least"/> on is looked at, so the decision does not depend on how many are drawn at a time.</remarks>
    public static StopDecision? Of(StopRule rule, IReadOnlyList<Ballot> ballots, IReadOnlyList<bool>? right, VoteSettings weight, int least, int most)
    {
        for (var n = Math.Min(least, most); n <= ballots.Count; n++)
        {
            var state = StopState.Of([.. ballots.Take(n)], most, weight, right?.Take(n).Count(r => r) ?? 0);
            var met = rule.Stops(state);
            if (met || n == most) return new StopDecision(n, met || rule.Name == "fixed" ? rule.Name : Maximum, rule.Confidence(state));
        }

        return null;
    }
}
