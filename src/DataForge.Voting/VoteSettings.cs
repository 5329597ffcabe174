namespace DataForge.Voting;

/// <summary>How much one sample's vote weighs, from its reward model score r.</summary>
public enum VoteWeight
{
    /// <summary>1: the plain majority of Wang et al. 2022 (arXiv:2203.11171), section 2. Needs no scores.</summary>
    Count,

    /// <summary>1 / (1 + exp(−scale · r)): positive and bounded, so a further vote never lowers an answer. Of a score that is a probability already, r is its logit, so that no second sigmoid is taken.</summary>
    Sigmoid,

    /// <summary>exp(scale · r) over the sum of the same over all votes of the problem.</summary>
    Softmax,

    /// <summary>scale · r: further votes lower an answer whose samples score below zero.</summary>
    Raw,

    /// <summary>scale · r of the answer's best sample alone: the choice of best-of-n (RM@n).</summary>
    Max,
}

/// <summary>How votes are weighed and when a problem is left undecided.</summary>
/// <param name="Scale">Factor on the score, above 0; the count does not see it.</param>
/// <param name="MinVotes">Fewest votes that decide; 1 is no bound.</param>
/// <param name="MinShare">Least share of the total weight the winner must hold; null is no bound.</param>
/// <param name="MinMargin">Least lead over the second answer, as a share of the total weight; null is no bound.</param>
/// <remarks>
/// Qwen2.5-Math (arXiv:2409.12122), section 2.2, weighs votes by its reward model and does not say how; the sum of sigmoids is our default.
/// docs/voting-weights.md holds the measurements behind it.
/// </remarks>
public sealed record VoteSettings(VoteWeight Weight = VoteWeight.Sigmoid, double Scale = 1, int MinVotes = 1, double? MinShare = null, double? MinMargin = null)
{
    /// <summary>True when a vote needs a score.</summary>
    public bool NeedsScores => Weight != VoteWeight.Count;

    /// <summary><c>majority</c> or <c>weighted</c>, as vote records and <c>answer_source</c> call it.</summary>
    public string Method => Weight == VoteWeight.Count ? "majority" : "weighted";

    /// <summary>The weight's name on the command line and in records.</summary>
    public string WeightName => NameOf(Weight);

    internal static string NameOf(VoteWeight weight) => weight switch
    {
        VoteWeight.Count => "count",
        VoteWeight.Sigmoid => "sigmoid",
        VoteWeight.Softmax => "softmax",
        VoteWeight.Raw => "raw",
        _ => "max",
    };

    /// <summary>Names in the order of the enumeration.</summary>
    public static IReadOnlyList<string> WeightNames { get; } = [.. Enum.GetValues<VoteWeight>().Select(NameOf)];

    /// <exception cref="ArgumentException">No weight has this name.</exception>
    public static VoteWeight WeightOf(string name)
    {
        foreach (var weight in Enum.GetValues<VoteWeight>())
            if (NameOf(weight) == name)
                return weight;
        throw new ArgumentException($"no weight is called {name}", nameof(name));
    }
}
