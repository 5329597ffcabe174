namespace DataForge.Voting;

/// <summary>The chance that the leading answer is ahead of the second one, from their weights.</summary>
internal static class BetaTail
{
    /// <summary>P(p > 1/2) for p of the distribution Beta(first + 1, second + 1).</summary>
    /// <remarks>Whole numbers sum binomials (exact to rounding); others take the incomplete beta function by its continued fraction (Press et al., Numerical Recipes, 3rd edition, section 6.4).</remarks>
    public static double LeaderProbability(double first, double second)
    {
        if (first == Math.Floor(first) && second == Math.Floor(second) && first + second <= 1000) return Whole((int)first, (int)second);
        return UpperHalf(first + 1, second + 1);
    }

    /// <summary>Σ over k from 0 to a of C(a + b + 1, k) / 2^(a + b + 1).</summary>
    private static double Whole(int a, int b)
    {
        var n = a + b + 1;
        var term = Math.Pow(0.5, n);
        if (term == 0) return UpperHalf(a + 1, b + 1);
        double sum = 0;
        for (var k = 0; k <= a; k++)
        {
            sum += term;
            term *= (n - k) / (k + 1.0);
        }

        return Math.Min(1, sum);
    }

    /// <summary>1 − I(1/2; a, b) = I(1/2; b, a).</summary>
    private static double UpperHalf(double a, double b)
    {
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) - (a + b) * Math.Log(2));
        return 0.5 < (b + 1) / (a + b + 2) ? front * Fraction(b, a) / b : 1 - front * Fraction(a, b) / a;
    }

    /// <summary>Lentz's method at x = 1/2.</summary>
    private static double Fraction(double a, double b)
    {
        const double Tiny = 1e-300;
        double c = 1, d = Floor(1 - (a + b) / (a + 1) / 2), h;
        d = 1 / d;
        h = d;
        for (var m = 1; m <= 10_000; m++)
        {
            var even = m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m)) / 2;
            d = 1 / Floor(1 + even * d);
            c = Floor(1 + even / c);
            h *= d * c;
            var odd = -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1)) / 2;
            d = 1 / Floor(1 + odd * d);
            c = Floor(1 + odd / c);
            h *= d * c;
            if (Math.Abs(d * c - 1) < 1e-14) break;
        }

        return h;

        static double Floor(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>Lanczos's approximation (g = 7, n = 9), for x above 0.5.</summary>
    private static double LogGamma(double x)
    {
        x -= 1;
        var sum = Lanczos[0];
        for (var i = 1; i < 9; i++) sum += Lanczos[i] / (x + i);
        var t = x + 7.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }
}
