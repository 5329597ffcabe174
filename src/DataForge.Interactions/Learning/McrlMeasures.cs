using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>What a model is worth on pairs of users it has not seen.</summary>
/// <param name="HitRate">HR@10: share of pairs whose action is among the ten that the policy ranks first, of all items.</param>
/// <param name="Ndcg">NDCG@10 of the same ranking.</param>
/// <param name="RewardAuc">Share of (action, negative) pairs of a state that the reward head orders right; ties count half.</param>
/// <param name="TransitionHits">Share of pairs whose true next state is nearest to the predicted one, among 17.</param>
/// <param name="MeanValue">Mean value of the actions taken.</param>
/// <param name="MeanReturn">Mean of what followed in the log, which the value is to stay below; NaN where rows have no return.</param>
public sealed record McrlMeasures(int Pairs, double HitRate, double Ndcg, double RewardAuc, double TransitionHits, double MeanValue, double MeanReturn)
{
    public const int Cut = 10, Others = 16;

    /// <summary>Null without test pairs.</summary>
    public static McrlMeasures? Of(McrlModel model, PairSet pairs, long seed, CancellationToken cancel = default)
    {
        if (pairs.TestPairs == 0) return null;
        double hits = 0, gain = 0, auc = 0, transitions = 0, value = 0, returns = 0;
        var random = CounterRandom.For(seed, "mcrl", "measure");
        for (var i = 0; i < pairs.TestPairs; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var pair = pairs.Test[i];
            var state = model.Encode(pairs.State(pair));
            var rank = Rank(model.Policy, state, pair.Action);
            if (rank < Cut) (hits, gain) = (hits + 1, gain + 1 / Math.Log2(rank + 2));
            auc += Auc(model.Reward, state, pair.Action, pairs.Negatives(pair));
            transitions += Nearest(model, pairs, pair, state, random.Fork((ulong)i)) ? 1 : 0;
            value += model.Value.Of(state, pair.Action);
            returns += pair.Return;
        }

        double n = pairs.TestPairs;
        return new McrlMeasures(pairs.TestPairs, hits / n, gain / n, auc / n, transitions / n, value / n, returns / n);
    }

    private static int Rank(Head head, float[] state, int action)
    {
        var (own, above) = (head.Of(state, action), 0);
        for (var a = 0; a < head.Biases.Length; a++)
            if (a != action && head.Of(state, a) >= own)
                above++;
        return above;
    }

    private static double Auc(Head head, float[] state, int action, ReadOnlySpan<int> negatives)
    {
        var (own, won) = (head.Of(state, action), 0.0);
        foreach (var negative in negatives) won += head.Of(state, negative) is var other && other < own ? 1 : other == own ? 0.5 : 0;
        return won / negatives.Length;
    }

    private static bool Nearest(McrlModel model, PairSet pairs, in PairSet.Pair pair, float[] state, CounterRandom random)
    {
        var predicted = model.NextState(state, pair.Action);
        var own = Vectors.Dot(predicted, 0, model.Encode(pairs.Next(pair)), 0, model.Width);
        for (var i = 0; i < Others; i++)
            if (Vectors.Dot(predicted, 0, model.Encode(pairs.Next(pairs.Test[random.Below((ulong)i, pairs.TestPairs)])), 0, model.Width) > own)
                return false;
        return true;
    }
}
