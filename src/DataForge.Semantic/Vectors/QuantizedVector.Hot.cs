using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataForge.Semantic;

/// <summary>Vectors of length 1 in 8 bits a number, and the cosines between them.</summary>
internal static class QuantizedVector
{
    private const int Levels = 127;

    /// <summary>Rounds a vector to 8 bits; value ≈ rounded × scale.</summary>
    /// <returns>The scale.</returns>
    public static float Round(ReadOnlySpan<float> vector, Span<sbyte> rounded)
    {
        var largest = TensorPrimitives.MaxMagnitude(vector);
        var scale = MathF.Abs(largest) / Levels;
        for (var i = 0; i < vector.Length; i++) rounded[i] = scale > 0 ? (sbyte)MathF.Round(vector[i] / scale) : (sbyte)0;
        return scale;
    }

    /// <summary>Σ aᵢ bᵢ, exactly. At 8 bits it fits an int for up to 130,000 numbers.</summary>
    public static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var (sum, i) = (0, 0);
        if (Avx512BW.IsSupported)
        {
            var total = Vector512<int>.Zero;
            ref var x = ref MemoryMarshal.GetReference(a);
            ref var y = ref MemoryMarshal.GetReference(b);
            for (; i <= a.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
                total += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref x, (nuint)i)), Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref y, (nuint)i)));
            sum = Vector512.Sum(total);
        }
        else if (Avx2.IsSupported)
        {
            var total = Vector256<int>.Zero;
            ref var x = ref MemoryMarshal.GetReference(a);
            ref var y = ref MemoryMarshal.GetReference(b);
            for (; i <= a.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
                total += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref x, (nuint)i)), Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref y, (nuint)i)));
            sum = Vector256.Sum(total);
        }

        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
