using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

using DataForge.Models.Onnx;

namespace DataForge.Models.Import;

/// <summary>Writes floats in the width a graph wants; 16-bit forms round to nearest, ties to even.</summary>
internal static class FloatWriter
{
    public static void Write(Stream output, ReadOnlySpan<float> values, OnnxType type)
    {
        if (type == OnnxType.Float)
        {
            output.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        var narrow = ArrayPool<ushort>.Shared.Rent(values.Length);
        var target = narrow.AsSpan(0, values.Length);
        if (type == OnnxType.Float16) TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<ushort, Half>(target));
        else for (var i = 0; i < target.Length; i++) target[i] = BFloat16(values[i]);
        output.Write(MemoryMarshal.AsBytes(target));
        ArrayPool<ushort>.Shared.Return(narrow);
    }

    private static ushort BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
