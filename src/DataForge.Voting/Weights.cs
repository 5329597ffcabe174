namespace DataForge.Voting;

/// <summary>The weight of each vote.</summary>
public static class Weights
{
    /// <summary>1 / (1 + exp(−x)), without overflow at either end.</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0) return 1 / (1 + Math.Exp(-x));
        var e = Math.Exp(x);
        return e / (1 + e);
    }

    /// <summary>Weights by ballot index; 0 for ballots that are not in <paramref name="voters"/>.</summary>
    /// <exception cref="ArgumentException">The weight needs scores and a voter has none.</exception>
    internal static double[] Of(IReadOnlyList<Ballot> ballots, IReadOnlyList<int> voters, VoteSettings settings)
    {
        var weights = new double[ballots.Count];
        if (!settings.NeedsScores)
        {
            foreach (var i in voters) weights[i] = 1;
            return weights;
        }

        foreach (var i in voters)
        {
            var scaled = settings.Scale * (ballots[i].Score ?? throw new ArgumentException($"rollout {ballots[i].Rollout} has no score", nameof(ballots)));
            weights[i] = settings.Weight == VoteWeight.Sigmoid ? Sigmoid(scaled) : scaled;
        }

        if (settings.Weight == VoteWeight.Softmax && voters.Count > 0)
        {
            var top = voters.Max(i => weights[i]);
            foreach (var i in voters) weights[i] = Math.Exp(weights[i] - top);
            var sum = voters.Select(i => weights[i]).Order().Sum();
            foreach (var i in voters) weights[i] /= sum;
        }

        return weights;
    }
}
