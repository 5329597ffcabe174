using System.Runtime.CompilerServices;

namespace DataForge.Corpus;

/// <summary>The distinct shingles of a text in ascending order.</summary>
internal static class ShingleSet
{
    public static ulong[] Of(ReadOnlySpan<ulong> shingles)
    {
        var sorted = shingles.ToArray();
        Array.Sort(sorted);
        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
            if (i == 0 || sorted[i] != sorted[i - 1])
                sorted[kept++] = sorted[i];
        return kept == sorted.Length ? sorted : sorted.AsSpan(0, kept).ToArray();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Overlap Compare(ulong[] left, ulong[] right)
    {
        int common = 0, i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            var (a, b) = (left[i], right[j]);
            common += a == b ? 1 : 0;
            i += a <= b ? 1 : 0;
            j += b <= a ? 1 : 0;
        }

        return new Overlap(common, left.Length, right.Length);
    }
}

/// <summary>Shingles of two texts.</summary>
/// <param name="Common">That both have.</param>
internal readonly record struct Overlap(int Common, int Left, int Right)
{
    public double Jaccard => Common == 0 ? 0 : (double)Common / (Left + Right - Common);

    public Overlap Turned => new(Common, Right, Left);

    /// <summary>Similarity where the left text is the one to drop.</summary>
    public double Of(SimilarityMeasure measure) => measure == SimilarityMeasure.Jaccard ? Jaccard : Left == 0 ? 0 : (double)Common / Left;

    /// <summary>Similarity where either may be dropped.</summary>
    public double Best(SimilarityMeasure measure) => Math.Max(Of(measure), Turned.Of(measure));
}
