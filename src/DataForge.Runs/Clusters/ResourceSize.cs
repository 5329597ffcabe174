using System.Globalization;

namespace DataForge.Runs.Clusters;

/// <summary>Sizes and lengths of a manifest's <c>resources</c>: <c>32G</c>, <c>500M</c>, <c>4h</c>, <c>30m</c>.</summary>
internal static class ResourceSize
{
    public static long Mebibytes(string size) => Number(size) << (size[^1] == 'G' ? 10 : 0);

    public static long Minutes(string length) => Number(length) * (length[^1] == 'h' ? 60 : 1);

    /// <summary>The larger of two; null is the cluster's default and gives way.</summary>
    public static string? Larger(string? a, string? b, Func<string, long> size) => a is null ? b : b is null || size(a) >= size(b) ? a : b;

    private static long Number(string text) => long.Parse(text[..^1], CultureInfo.InvariantCulture);
}
