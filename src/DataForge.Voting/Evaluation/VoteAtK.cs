using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>Share of the choices of k of n samples whose vote is right (maj@k, weighted@k).</summary>
/// <remarks>
/// All choices are counted where there are at most <see cref="MostSubsets"/> of them; else as many are drawn, without repetition inside one choice.
/// What a draw is depends on the seed and the problem alone. Ties and sums follow <see cref="Vote.Count"/>.
/// </remarks>
public sealed class VoteAtK
{
    /// <summary>Choices of k that are counted or drawn for one problem: the draw's standard error is at most 0.016 a problem, and far below the spread over problems.</summary>
    public const int MostSubsets = 1000;

    private const double SmallestWeight = 1e-200;

    private readonly int _n;
    private readonly int[] _answer;
    private readonly double[] _weight;
    private readonly bool[] _right;
    private readonly int[] _byWeight;
    private readonly int _answers;
    private readonly bool _best;
    private readonly CounterRandom _random;

    /// <summary>Logarithms of the weights; null unless some weight is so small that a subset of such ones would tie at 0.</summary>
    private readonly double[]? _logs;

    /// <param name="ballots">All n samples of a problem, by rollout.</param>
    /// <param name="right">Whether each is right.</param>
    /// <param name="random">The problem's own generator.</param>
    public VoteAtK(IReadOnlyList<Ballot> ballots, IReadOnlyList<bool> right, VoteSettings settings, CounterRandom random)
    {
        _n = ballots.Count;
        _random = random;
        _best = settings.Weight == VoteWeight.Max;
        int[] voters = [.. Enumerable.Range(0, _n).Where(i => ballots[i].Votes)];
        _weight = Weights.Of(ballots, voters, settings).Relative; // over all n: a subset's own weights differ by one factor, which no comparison sees
        if (settings.Weight is VoteWeight.Sigmoid or VoteWeight.Softmax && voters.Any(i => _weight[i] < SmallestWeight)) _logs = Logs(ballots, voters, settings);
        _right = [.. right];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _answer = new int[_n];
        Array.Fill(_answer, -1);
        foreach (var i in voters)
        {
            if (!numbers.TryGetValue(ballots[i].Key!, out var number)) numbers[ballots[i].Key!] = number = numbers.Count;
            _answer[i] = number;
        }

        _answers = numbers.Count;
        _byWeight = [.. Enumerable.Range(0, _n).OrderBy(i => _logs?[i] ?? _weight[i])]; // sums from small to large, as the vote does
    }

    private static double[] Logs(IReadOnlyList<Ballot> ballots, IReadOnlyList<int> voters, VoteSettings settings)
    {
        var logs = new double[ballots.Count];
        foreach (var i in voters)
        {
            var scaled = settings.Scale * ballots[i].Score!.Value;
            logs[i] = settings.Weight == VoteWeight.Sigmoid ? Weights.LogSigmoid(scaled) : scaled;
        }

        return logs;
    }

    private double Top(bool[] taken)
    {
        var top = double.NegativeInfinity;
        for (var i = 0; i < _n; i++)
            if (taken[i] && _answer[i] >= 0 && _logs![i] > top)
                top = _logs[i];
        return top;
    }

    /// <param name="k">1 to n.</param>
    public double Share(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, _n);
        var taken = new bool[_n];
        var sums = new double[Math.Max(1, _answers)];
        var firsts = new int[Math.Max(1, _answers)];
        return Subsets.Count(_n, k) is { } all && all <= MostSubsets ? Counted(k, (int)all, taken, sums, firsts) : Drawn(k, taken, sums, firsts);
    }

    private double Counted(int k, int all, bool[] taken, double[] sums, int[] firsts)
    {
        var chosen = Enumerable.Range(0, k).ToArray();
        var wins = 0;
        do
        {
            Array.Clear(taken);
            foreach (var i in chosen) taken[i] = true;
            if (IsRight(taken, sums, firsts)) wins++;
        }
        while (Subsets.Next(chosen, _n));
        return (double)wins / all;
    }

    private double Drawn(int k, bool[] taken, double[] sums, int[] firsts)
    {
        var wins = 0;
        for (var draw = 0; draw < MostSubsets; draw++)
        {
            Array.Clear(taken);
            Subsets.Draw(taken, k, _random.Fork(unchecked(((ulong)k << 32) | (uint)draw)));
            if (IsRight(taken, sums, firsts)) wins++;
        }

        return (double)wins / MostSubsets;
    }

    private bool IsRight(bool[] taken, double[] sums, int[] firsts)
    {
        Array.Clear(sums);
        Array.Fill(firsts, -1);
        var top = _logs is null ? 0 : Top(taken);
        foreach (var i in _byWeight)
        {
            if (!taken[i] || _answer[i] is not (>= 0 and var answer)) continue;
            var weight = _logs is null ? _weight[i] : Math.Exp(_logs[i] - top);
            sums[answer] = _best ? (firsts[answer] < 0 ? weight : Math.Max(sums[answer], weight)) : sums[answer] + weight;
            if (firsts[answer] < 0 || i < firsts[answer]) firsts[answer] = i;
        }

        var winner = -1;
        for (var a = 0; a < _answers; a++)
            if (firsts[a] >= 0 && (winner < 0 || sums[a] > sums[winner] || (sums[a] == sums[winner] && firsts[a] < firsts[winner])))
                winner = a;
        return winner >= 0 && _right[firsts[winner]];
    }
}
