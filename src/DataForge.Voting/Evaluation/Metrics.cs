using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>The figures of an evaluation.</summary>
public enum Metric
{
    /// <summary>A right sample among k.</summary>
    Pass,

    /// <summary>The plain majority of k.</summary>
    Majority,

    /// <summary>The weighted vote of k.</summary>
    Weighted,

    /// <summary>The best scored of k (RM@k).</summary>
    Best,
}

/// <summary>One column of an evaluation: a metric at a k.</summary>
public sealed record MetricAtK(Metric Metric, int K)
{
    /// <summary><c>pass@8</c>, <c>maj@8</c>, <c>weighted@8</c>, <c>rm@8</c>.</summary>
    public string Name => $"{Stem(Metric)}@{K}";

    public static string Stem(Metric metric) => metric switch
    {
        Metric.Pass => "pass",
        Metric.Majority => "maj",
        Metric.Weighted => "weighted",
        _ => "rm",
    };
}

/// <summary>The values of one problem.</summary>
public static class Metrics
{
    /// <summary>The value of each column, in [0, 1]: the mean over all choices of k of the problem's samples. NaN where there are fewer than k samples, or scores are missing.</summary>
    /// <param name="right">Whether each sample is right; unfinished and undecided ones are not.</param>
    public static double[] Of(string problemId, IReadOnlyList<Ballot> ballots, IReadOnlyList<bool> right, IReadOnlyList<MetricAtK> columns, VoteSettings weighted, long seed)
    {
        int[] order = [.. Enumerable.Range(0, ballots.Count).OrderBy(i => ballots[i].Rollout)];
        Ballot[] sorted = [.. order.Select(i => ballots[i])];
        bool[] labels = [.. order.Select(i => right[i])];
        var scored = sorted.All(b => !b.Votes || b.Score is not null);
        var random = CounterRandom.For(seed, "eval", problemId);
        var majority = new Lazy<VoteAtK>(() => new VoteAtK(sorted, labels, new VoteSettings(VoteWeight.Count), random));
        var byScore = new Lazy<VoteAtK>(() => new VoteAtK(sorted, labels, weighted, random));
        var ranked = new Lazy<bool[]>(() => [.. Enumerable.Range(0, sorted.Length)
            .OrderByDescending(i => sorted[i].Votes ? sorted[i].Score!.Value : double.NegativeInfinity).Select(i => labels[i] && sorted[i].Votes)]);
        return [.. columns.Select(Value)];

        double Value(MetricAtK column)
        {
            if (column.K > sorted.Length || (!scored && column.Metric is Metric.Weighted or Metric.Best)) return double.NaN;
            return column.Metric switch
            {
                Metric.Pass => PassAtK.Unbiased(sorted.Length, labels.Count(l => l), column.K),
                Metric.Majority => majority.Value.Share(column.K),
                Metric.Weighted => byScore.Value.Share(column.K),
                _ => PassAtK.BestOf(ranked.Value, column.K),
            };
        }
    }
}
