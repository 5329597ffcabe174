using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataForge.Models.Engine;

/// <summary>Sums and searches over one row of logits. Lanes and blocks are added in a fixed order, so a row has one sum whatever its batch.</summary>
internal static class LogitRow
{
    private const int Block = 1024;

    /// <summary>Index of the largest logit; the lowest index on ties.</summary>
    public static int Best(ReadOnlySpan<float> row) => TensorPrimitives.IndexOfMax(row);

    /// <summary>log Σ exp(row).</summary>
    public static double LogSumExp(ReadOnlySpan<float> row)
    {
        var max = TensorPrimitives.Max(row);
        return max + Math.Log(Mass(row, max, 1));
    }

    /// <summary>Σ exp((x − max) · scale): lanes in single precision within blocks of 1,024, blocks in double.</summary>
    public static double Mass(ReadOnlySpan<float> row, float max, float scale)
    {
        var total = 0.0;
        var shift = Vector512.Create(max);
        var factor = Vector512.Create(scale);
        while (row.Length >= Vector512<float>.Count)
        {
            var block = row[..Math.Min(Block, row.Length / Vector512<float>.Count * Vector512<float>.Count)];
            var sum = Vector512<float>.Zero;
            foreach (var lane in MemoryMarshal.Cast<float, Vector512<float>>(block)) sum += Vector512.Exp((lane - shift) * factor);
            total += Vector512.Sum(sum);
            row = row[block.Length..];
        }

        foreach (var x in row) total += MathF.Exp((x - max) * scale);
        return total;
    }

    /// <summary>Adds the indices of all logits at or above a bound, ascending.</summary>
    public static void Collect(ReadOnlySpan<float> row, float bound, List<int> found)
    {
        var limit = Vector512.Create(bound);
        var vectors = MemoryMarshal.Cast<float, Vector512<float>>(row);
        for (var v = 0; v < vectors.Length; v++)
        {
            for (var bits = Vector512.GreaterThanOrEqual(vectors[v], limit).ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
                found.Add((v * Vector512<float>.Count) + BitOperations.TrailingZeroCount(bits));
        }

        for (var i = vectors.Length * Vector512<float>.Count; i < row.Length; i++)
            if (row[i] >= bound)
                found.Add(i);
    }
}
