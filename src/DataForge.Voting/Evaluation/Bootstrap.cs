using DataForge.Core;

namespace DataForge.Voting.Evaluation;

/// <summary>A mean with its interval; all three in the values' own unit.</summary>
/// <param name="Low">2.5th percentile of the resampled means.</param>
/// <param name="High">97.5th percentile.</param>
public sealed record Estimate(double Mean, double Low, double High);

/// <summary>Percentile intervals (95 %) by resampling problems.</summary>
/// <remarks>
/// The problems are the unit of resampling, so columns of the same problems are resampled together and their differences are paired.
/// Draws depend on the seed and the name alone. What is not covered: the spread from drawing other samples of the same problems.
/// </remarks>
public sealed class Bootstrap
{
    /// <summary>Replicates: the ends of a 95 % interval then move by less than a tenth of its width between seeds.</summary>
    public const int Replicates = 2000;

    private readonly double[] _means; // replicate-major
    private readonly int _columns;
    private readonly double[] _mean;

    /// <param name="rows">One array of column values a problem; at least one problem. NaN is a problem without that value, left out of the column's mean.</param>
    public Bootstrap(IReadOnlyList<double[]> rows, long seed, string name)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        _columns = rows[0].Length;
        _mean = new double[_columns];
        Means(rows, static (rows, i) => rows[i], _mean);
        _means = new double[Replicates * _columns];
        var random = CounterRandom.For(seed, "bootstrap", name);
        Parallel.For(0, Replicates, r =>
        {
            var draws = random.Fork((ulong)r);
            Means(rows, (rows, i) => rows[draws.Below((ulong)i, rows.Count)], _means.AsSpan(r * _columns, _columns));
        });
    }

    private static void Means(IReadOnlyList<double[]> rows, Func<IReadOnlyList<double[]>, int, double[]> pick, Span<double> means)
    {
        var counts = new int[means.Length];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = pick(rows, i);
            for (var c = 0; c < means.Length; c++)
            {
                if (double.IsNaN(row[c])) continue;
                means[c] += row[c];
                counts[c]++;
            }
        }

        for (var c = 0; c < means.Length; c++) means[c] /= counts[c]; // NaN where no problem has a value
    }

    private Bootstrap(double[] mean, double[] means)
    {
        (_mean, _means, _columns) = (mean, means, mean.Length);
    }

    /// <summary>The mean over several sets of problems, each resampled by itself: the report's "average" column.</summary>
    public static Bootstrap Average(IReadOnlyList<Bootstrap> sets)
    {
        var columns = sets[0]._columns;
        var mean = new double[columns];
        var means = new double[Replicates * columns];
        foreach (var set in sets)
        {
            for (var c = 0; c < columns; c++) mean[c] += set._mean[c] / sets.Count;
            for (var i = 0; i < means.Length; i++) means[i] += set._means[i] / sets.Count;
        }

        return new Bootstrap(mean, means);
    }

    public Estimate Of(int column) => Interval(_mean[column], r => _means[(r * _columns) + column]);

    /// <summary>The mean of the first column less the second, paired by problem.</summary>
    public Estimate Difference(int first, int second) => Interval(_mean[first] - _mean[second], r => _means[(r * _columns) + first] - _means[(r * _columns) + second]);

    private static Estimate Interval(double mean, Func<int, double> replicate)
    {
        var sorted = Enumerable.Range(0, Replicates).Select(replicate).Where(double.IsFinite).Order().ToArray(); // a resample may hold no problem that has the value
        if (sorted.Length == 0) return new Estimate(mean, double.NaN, double.NaN);
        return new Estimate(mean, Percentile(sorted, 0.025), Percentile(sorted, 0.975));
    }

    private static double Percentile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
