using DataForge.Core;

namespace DataForge.Voting;

/// <summary>How often the leader after n samples won in the end, by its count, the second's and n: fitted on problems of which all samples were drawn.</summary>
/// <remarks>Each problem counts once: the visits of <see cref="Orders"/> seeded orders of its samples weigh 1 / <see cref="Orders"/> each. Counts, not scores: a weighted vote looks up its rounded weights.</remarks>
public sealed class StopTable
{
    /// <summary>Orders of each problem's samples.</summary>
    public const int Orders = 20;

    /// <summary>Problems that the Beta criterion's value stands for.</summary>
    private const double Prior = 3;

    private readonly Dictionary<(int First, int Second, int Drawn), (double Seen, double Won)> _cells = [];

    /// <summary>Problems that it was fitted on.</summary>
    public int Problems { get; private set; }

    /// <param name="problems">All samples of each problem, in rollout order; the result does not depend on the problems' order.</param>
    /// <param name="seed">Of the orders.</param>
    public static StopTable Fit(IEnumerable<(string Id, IReadOnlyList<Ballot> Ballots)> problems, VoteSettings weight, long seed)
    {
        var table = new StopTable();
        foreach (var (id, ballots) in problems.OrderBy(p => p.Id, StringComparer.Ordinal)) table.Add(id, ballots, weight, seed);
        return table;
    }

    private void Add(string id, IReadOnlyList<Ballot> ballots, VoteSettings weight, long seed)
    {
        Problems++;
        if (Vote.Count(ballots, weight).Winner?.Key is not { } winner) return;
        var random = CounterRandom.For(seed, "stop-table", id);
        for (var order = 0; order < Orders; order++)
        {
            var counts = new Dictionary<string, double>(StringComparer.Ordinal);
            var drawn = 0;
            foreach (var ballot in Shuffled(ballots, random.Fork((ulong)order)))
            {
                drawn++;
                if (ballot.Votes) counts[ballot.Key!] = counts.GetValueOrDefault(ballot.Key!) + WeightOf(ballot, weight);
                if (counts.Count == 0) continue;
                var (first, second, key) = Leaders(counts);
                var cell = (Round(first), Round(second), drawn);
                var (seen, won) = _cells.GetValueOrDefault(cell);
                _cells[cell] = (seen + 1.0 / Orders, won + (key == winner ? 1.0 / Orders : 0));
            }
        }
    }

    /// <summary>The chance that the leader wins.</summary>
    public double Probability(StopState state)
    {
        var (seen, won) = _cells.GetValueOrDefault((Round(state.First), Round(state.Second), state.Drawn));
        return (won + Prior * BetaTail.LeaderProbability(state.First, state.Second)) / (seen + Prior);
    }

    private static int Round(double weight) => (int)Math.Round(weight, MidpointRounding.AwayFromZero);

    private static double WeightOf(Ballot ballot, VoteSettings weight) => !weight.NeedsScores ? 1 : ballot.Score is { } score ? Weights.Sigmoid(weight.Scale * score) : 0;

    private static (double First, double Second, string Key) Leaders(Dictionary<string, double> counts)
    {
        double first = double.NegativeInfinity, second = 0;
        var key = "";
        foreach (var (name, count) in counts)
        {
            if (count > first) (first, second, key) = (count, Math.Max(0, first), name);
            else if (count > second) second = count;
        }

        return (first, second, key);
    }

    /// <summary>Fisher and Yates's shuffle by counter-based random numbers.</summary>
    private static Ballot[] Shuffled(IReadOnlyList<Ballot> ballots, CounterRandom random)
    {
        var order = ballots.ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.Below((ulong)i, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
