namespace DataForge.Models.Import;

/// <summary>The attention operator turns heads of a multiple of 16 only. Other heads are padded with zeros, which change neither scores nor sums.</summary>
/// <remarks>Rotation pairs column i with column i + headDim / 2, so the padding goes behind each half.</remarks>
internal static class HeadPadding
{
    private const int Multiple = 16;

    public static int Padded(int headDim) => (headDim + Multiple - 1) / Multiple * Multiple;

    /// <summary>Stored row (or column) of each padded one, -1 for zeros; null when nothing is padded.</summary>
    public static int[]? Order(int heads, int headDim)
    {
        var padded = Padded(headDim);
        if (padded == headDim) return null;
        return [.. from head in Enumerable.Range(0, heads)
                   from half in Enumerable.Range(0, 2)
                   from i in Enumerable.Range(0, padded / 2)
                   select i < headDim / 2 ? (head * headDim) + (half * headDim / 2) + i : -1];
    }
}
