using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataForge.Interactions;

/// <summary>Rows of 8 n numbers within larger arrays. Eight lanes whatever the machine, so that sums are the same everywhere.</summary>
internal static class Vectors
{
    public const int Lanes = 8;

    private const float Epsilon = 1e-8f;

    /// <summary>The dot product of two rows.</summary>
    public static float Dot(float[] a, int at, float[] b, int from, int width)
    {
        var x = a.AsSpan(at, width);
        var y = b.AsSpan(from, width);
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < width; i += Lanes) sum += Load(x, i) * Load(y, i);
        return Vector256.Sum(sum);
    }

    /// <summary>to += scale · from.</summary>
    public static void AddScaled(float[] to, int at, float scale, float[] from, int start, int width)
    {
        var x = to.AsSpan(at, width);
        var y = from.AsSpan(start, width);
        var factor = Vector256.Create(scale);
        for (var i = 0; i < width; i += Lanes) Store(Load(x, i) + factor * Load(y, i), x, i);
    }

    /// <summary>One step of Adagrad (Duchi, Hazan and Singer 2011) on a row, with the gradient scale · direction.</summary>
    /// <param name="squares">Sums of squared gradients, beside the weights.</param>
    public static void Step(float[] weights, float[] squares, int at, float scale, float[] direction, int start, int width, float rate)
    {
        var w = weights.AsSpan(at, width);
        var s = squares.AsSpan(at, width);
        var d = direction.AsSpan(start, width);
        var (factor, step, least) = (Vector256.Create(scale), Vector256.Create(rate), Vector256.Create(Epsilon));
        for (var i = 0; i < width; i += Lanes)
        {
            var gradient = factor * Load(d, i);
            var square = Load(s, i) + gradient * gradient;
            Store(square, s, i);
            Store(Load(w, i) - step * gradient / Vector256.Sqrt(square + least), w, i);
        }
    }

    private static Vector256<float> Load(Span<float> row, int at) => Vector256.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), at));

    private static void Store(Vector256<float> value, Span<float> row, int at) => value.StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), at));
}
