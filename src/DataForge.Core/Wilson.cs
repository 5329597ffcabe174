namespace DataForge.Core;

/// <summary>How far a share in a sample may be from the share in what was sampled.</summary>
public static class Wilson
{
    private const double Z = 1.959963984540054; // 95 %, two-sided

    /// <summary>Wilson's score interval (1927) of 95 %; [0, 1] without any.</summary>
    /// <param name="hits">Of <paramref name="all"/> that were drawn.</param>
    public static (double Low, double High) Interval(long hits, long all)
    {
        if (all == 0) return (0, 1);
        var share = (double)hits / all;
        var scale = 1 + Z * Z / all;
        var middle = (share + Z * Z / (2 * all)) / scale;
        var half = Z / scale * Math.Sqrt(share * (1 - share) / all + Z * Z / (4.0 * all * all));
        return (hits == 0 ? 0 : Math.Max(0, middle - half), hits == all ? 1 : Math.Min(1, middle + half));
    }
}
