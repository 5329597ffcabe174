using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace DataForge.Models.Import;

/// <summary>Plain floats of three widths to single precision. bfloat16 is the upper half of a float, so widening is a shift.</summary>
internal static class RowDecoders
{
    public static void F32(ReadOnlySpan<byte> stored, Span<float> values) => MemoryMarshal.Cast<byte, float>(stored).CopyTo(values);

    public static void F16(ReadOnlySpan<byte> stored, Span<float> values) => TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(stored), values);

    public static void BF16(ReadOnlySpan<byte> stored, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(stored);
        for (var i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }
}
