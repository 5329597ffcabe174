namespace DataForge.Synthesis;

/// <summary>Fisher's exact test of a table of two by two.</summary>
public static class FisherTest
{
    /// <summary>The chance of at least so many successes in the first group, if both had the same: small where the first passes more often.</summary>
    /// <param name="first">Successes in the first group.</param>
    /// <param name="firstOf">Size of the first group.</param>
    /// <param name="second">Successes in the second group.</param>
    /// <param name="secondOf">Size of the second group.</param>
    public static double AtLeast(int first, int firstOf, int second, int secondOf)
    {
        var (all, successes) = (firstOf + secondOf, first + second);
        var sum = 0.0;
        for (var k = first; k <= Math.Min(firstOf, successes); k++)
            if (successes - k <= secondOf)
                sum += Math.Exp(Choose(firstOf, k) + Choose(secondOf, successes - k) - Choose(all, successes));
        return Math.Min(1, sum);
    }

    private static double Choose(int n, int k)
    {
        var log = 0.0;
        for (var i = 1; i <= k; i++) log += Math.Log((double)(n - k + i) / i);
        return log;
    }
}
