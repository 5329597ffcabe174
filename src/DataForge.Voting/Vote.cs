using System.Globalization;

namespace DataForge.Voting;

/// <summary>The vote of one problem's samples over their answers.</summary>
public static class Vote
{
    /// <summary>a* = argmax over answers of the sum of their samples' weights.</summary>
    /// <param name="ballots">One problem's samples in any order; only rollouts decide ties, and the position where rollouts repeat.</param>
    /// <returns>Every answer with its votes. Equal top weights go to the answer whose first sample has the lowest rollout.</returns>
    /// <exception cref="ArgumentException">The weight needs scores and a voting ballot has none.</exception>
    /// <remarks>
    /// The order of the samples cannot change a sum: weights are added from small to large within an answer.
    /// Sigmoids of scores so low that all of them would be 0 are compared over a common factor, <see cref="VoteResult.LogScale"/>.
    /// Raw weights may be negative, so shares are over the sum of absolute weights, which is the plain total for all other weights.
    /// </remarks>
    public static VoteResult Count(IReadOnlyList<Ballot> ballots, VoteSettings settings)
    {
        var order = Enumerable.Range(0, ballots.Count).OrderBy(i => ballots[i].Rollout).Where(i => ballots[i].Votes).ToArray();
        var weights = Weights.Of(ballots, order, settings);
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var i in order)
        {
            if (!groups.TryGetValue(ballots[i].Key!, out var members)) groups[ballots[i].Key!] = members = [];
            members.Add(i);
        }

        AnswerTally[] answers = [.. groups.Values
            .Select(m => new AnswerTally(ballots[m[0]].Key!, ballots[m[0]].Answer ?? ballots[m[0]].Key!, m.Count, Total(m, weights.Relative, settings.Weight), ballots[m[0]].Rollout, m))
            .OrderByDescending(a => a.Weight)]; // stable: groups stand in the order of their first samples
        var unfinished = ballots.Count(b => !b.Finished);
        var noAnswer = ballots.Count - unfinished - order.Length;
        var sum = answers.Select(a => Math.Abs(a.Weight)).Order().Sum();
        var share = sum > 0 ? Math.Max(0, answers[0].Weight) / sum : 0;
        var margin = answers.Length switch
        {
            0 => 0,
            1 => 1,
            _ => sum > 0 ? (answers[0].Weight - answers[1].Weight) / sum : 0,
        };
        var tied = answers.Length > 1 && answers[0].Weight == answers[1].Weight;
        return new VoteResult(answers, order.Length, noAnswer, unfinished, share, margin, tied, Abstain(order.Length, share, margin, settings), weights.LogScale);
    }

    private static double Total(List<int> members, double[] weights, VoteWeight kind) =>
        kind == VoteWeight.Max ? members.Max(i => weights[i]) : members.Select(i => weights[i]).Order().Sum();

    private static string? Abstain(int votes, double share, double margin, VoteSettings s) =>
        votes == 0 ? "no sample gave an answer"
        : votes < s.MinVotes ? $"votes {votes} below {s.MinVotes}"
        : share < s.MinShare ? $"share {Show(share)} below {Show(s.MinShare.Value)}"
        : margin < s.MinMargin ? $"margin {Show(margin)} below {Show(s.MinMargin.Value)}"
        : null;

    private static string Show(double share) => share.ToString("0.####", CultureInfo.InvariantCulture);
}
