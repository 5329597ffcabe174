namespace DataForge.Answers.Numeric;

/// <summary>The work that one verdict or one key may cost, whatever it is spent on; a budget instead of a timeout, so that the outcome never depends on the clock.</summary>
/// <remarks>One per thread and call: whoever answers a caller calls <see cref="Renew"/> first.</remarks>
internal static class Allowance
{
    /// <summary>In operations at 256 bits; about 15 ms. Chosen so that the worst inputs known stay below 50 ms.</summary>
    private const long Full = 20_000;

    [ThreadStatic]
    private static long _left;

    public static bool IsSpent => _left < 0;

    public static void Renew() => _left = Full;

    /// <summary>Takes <paramref name="cost"/> off; false when nothing is left.</summary>
    public static bool Take(long cost) => (_left -= cost) >= 0;
}
