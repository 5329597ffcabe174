namespace DataForge.Voting.Evaluation;

/// <summary>Closed forms of what k of n samples give, averaged over all choices of k.</summary>
public static class PassAtK
{
    /// <summary>Probability that k of n samples, c of them right, hold a right one: 1 − C(n−c, k) / C(n, k).</summary>
    /// <remarks>The unbiased estimator of Chen et al. 2021 (arXiv:2107.03374), equation 1, in the product form, which does not overflow.</remarks>
    public static double Unbiased(int n, int c, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c, n);
        if (n - c < k) return 1;
        var none = 1.0;
        for (var i = n - c + 1; i <= n; i++) none *= 1 - ((double)k / i);
        return 1 - none;
    }

    /// <summary>Probability that the best ranked of k of n samples is right (RM@k, best-of-k).</summary>
    /// <param name="right">Labels of the n samples, best score first.</param>
    /// <remarks>The sample of rank i is the best of C(n−i−1, k−1) of the C(n, k) choices.</remarks>
    public static double BestOf(IReadOnlyList<bool> right, int k)
    {
        var n = right.Count;
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        double sum = 0, best = (double)k / n; // chance that rank 0 is among the k
        for (var i = 0; i + k <= n; i++)
        {
            if (right[i]) sum += best;
            if (i + k < n) best *= (double)(n - i - k) / (n - i - 1);
        }

        return Math.Min(sum, 1);
    }
}
