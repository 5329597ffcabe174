namespace DataForge.Voting;

/// <summary>The weights of one problem's votes.</summary>
/// <param name="Relative">By ballot index, over exp(<paramref name="LogScale"/>); 0 for ballots that do not vote.</param>
/// <param name="LogScale">Natural logarithm of the factor that every weight is divided by; 0 unless all weights are too small for a double.</param>
public sealed record Weights(double[] Relative, double LogScale)
{
    /// <summary>Weights are scaled where the largest is below exp of this: sums of much smaller ones would lose digits, then all of them.</summary>
    private const double SmallestLog = -600;

    /// <summary>1 / (1 + exp(−x)), without overflow at either end.</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0) return 1 / (1 + Math.Exp(-x));
        var e = Math.Exp(x);
        return e / (1 + e);
    }

    /// <summary>The logarithm of <see cref="Sigmoid"/>; it does not underflow.</summary>
    internal static double LogSigmoid(double x) => x >= 0 ? -Math.Log(1 + Math.Exp(-x)) : x - Math.Log(1 + Math.Exp(x));

    /// <exception cref="ArgumentException">The weight needs scores and a voter has none.</exception>
    internal static Weights Of(IReadOnlyList<Ballot> ballots, IReadOnlyList<int> voters, VoteSettings settings)
    {
        var weights = new double[ballots.Count];
        if (!settings.NeedsScores)
        {
            foreach (var i in voters) weights[i] = 1;
            return new Weights(weights, 0);
        }

        foreach (var i in voters)
            weights[i] = settings.Scale * ((settings.Weight == VoteWeight.Sigmoid ? ballots[i].Logit : ballots[i].Score) ?? throw new ArgumentException($"rollout {ballots[i].Rollout} has no score", nameof(ballots)));
        if (voters.Count == 0) return new Weights(weights, 0);
        var top = voters.Max(i => weights[i]);
        if (settings.Weight == VoteWeight.Softmax)
        {
            foreach (var i in voters) weights[i] = Math.Exp(weights[i] - top);
            var sum = voters.Select(i => weights[i]).Order().Sum();
            foreach (var i in voters) weights[i] /= sum;
        }
        else if (settings.Weight == VoteWeight.Sigmoid && top < SmallestLog)
        {
            var scale = LogSigmoid(top);
            foreach (var i in voters) weights[i] = Math.Exp(LogSigmoid(weights[i]) - scale);
            return new Weights(weights, scale);
        }
        else if (settings.Weight == VoteWeight.Sigmoid)
        {
            foreach (var i in voters) weights[i] = Sigmoid(weights[i]);
        }

        return new Weights(weights, 0);
    }
}
