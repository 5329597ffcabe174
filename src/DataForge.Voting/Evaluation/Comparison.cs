namespace DataForge.Voting.Evaluation;

/// <summary>One figure of two runs over the problems that both measured.</summary>
/// <param name="Benchmark">Null where the rows name none.</param>
/// <param name="Run">The run that is compared.</param>
/// <param name="Baseline">The run that it is compared with: the first one.</param>
/// <param name="Column">Index into the board's columns.</param>
/// <param name="Problems">Problems for which both runs have the figure.</param>
/// <param name="Difference">Run less baseline, with its interval by paired bootstrap.</param>
/// <param name="Better">Problems at which the run's value is above the baseline's.</param>
/// <param name="Worse">Problems at which it is below.</param>
/// <param name="McNemar">Exact two-sided p; null where a problem's value is neither 0 nor 1 (it is a mean over choices of k samples).</param>
public sealed record Comparison(string? Benchmark, RunName Run, RunName Baseline, int Column, int Problems, Estimate Difference, int Better, int Worse, double? McNemar)
{
    /// <summary>Above it 2⁻ⁿ is no normal number, and terms are summed from their logarithms.</summary>
    private const int MostExact = 1000;

    /// <summary>All figures of two runs over their common problems; none where they share no problem.</summary>
    /// <param name="run">Values by problem, one a column, NaN where the figure is missing.</param>
    public static IEnumerable<Comparison> Of(string? benchmark, RunName run, RunName baseline, IReadOnlyDictionary<UInt128, double[]> values, IReadOnlyDictionary<UInt128, double[]> baselineValues, long seed)
    {
        var rows = Pairs(values, baselineValues).ToList();
        if (rows.Count == 0) yield break;
        var columns = rows[0].Length / 2;
        var boot = new Bootstrap(rows, seed, benchmark ?? "");
        for (var c = 0; c < columns; c++)
        {
            var both = rows.Where(r => !double.IsNaN(r[c])).Select(r => (New: r[c], Old: r[columns + c])).ToList();
            if (both.Count == 0) continue;
            var (better, worse) = (both.Count(b => b.New > b.Old), both.Count(b => b.New < b.Old));
            var binary = both.TrueForAll(b => b.New is 0 or 1 && b.Old is 0 or 1);
            yield return new Comparison(benchmark, run, baseline, c, both.Count, boot.Difference(c, columns + c), better, worse, binary ? ExactMcNemar(better, worse) : null);
        }
    }

    /// <summary>The run's values, then the baseline's; both NaN where either is, so that every resampled difference is paired.</summary>
    private static IEnumerable<double[]> Pairs(IReadOnlyDictionary<UInt128, double[]> values, IReadOnlyDictionary<UInt128, double[]> baselineValues)
    {
        foreach (var (problem, old) in baselineValues)
        {
            if (!values.TryGetValue(problem, out var found)) continue;
            double[] pair = [.. found, .. old];
            for (var c = 0; c < old.Length; c++)
                if (double.IsNaN(pair[c]) || double.IsNaN(pair[old.Length + c]))
                    pair[c] = pair[old.Length + c] = double.NaN;
            yield return pair;
        }
    }

    /// <summary>Two-sided p of McNemar's exact test: twice the binomial tail of the smaller count among the problems that the two runs decide differently, at most 1.</summary>
    /// <remarks>McNemar 1947 (Psychometrika 12), in the exact form: min(1, 2 · P(X ≤ min(b, c))), X ~ Bin(b + c, ½). 1 where no problem differs.</remarks>
    public static double ExactMcNemar(int better, int worse)
    {
        var (n, least) = (better + worse, Math.Min(better, worse));
        var tail = 0.0;
        var term = Math.ScaleB(1, -n); // of i = 0; exact while it is a normal number
        var log = -n * Math.Log(2);
        for (var i = 0; i <= least; i++)
        {
            tail += n <= MostExact ? term : Math.Exp(log);
            term = term * (n - i) / (i + 1);
            log += Math.Log(n - i) - Math.Log(i + 1);
        }

        return Math.Min(1, 2 * tail);
    }
}
