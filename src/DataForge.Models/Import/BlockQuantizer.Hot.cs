using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DataForge.Models.Import;

/// <summary>One matrix in blocks of 32 columns, as MatMulNBits reads it.</summary>
/// <param name="Quants">[rows, blocks, 32 × bits / 8]; four-bit values lie low nibble first.</param>
/// <param name="ScaleBytes">[rows × blocks] floats.</param>
/// <param name="ZeroPoints">Four bits a block, low nibble first, each row padded to a byte; null means the middle of the range.</param>
internal sealed record QuantizedBlocks(byte[] Quants, byte[] ScaleBytes, byte[]? ZeroPoints);

/// <summary>Quantizes weights to 8 bits (symmetric) or 4 bits (with a zero point) by blocks of 32; Q8_0 and Q4_0 of a GGUF are taken over block for block.</summary>
/// <remarks>Four bits: round to nearest over a range that is shrunk from its ends in <see cref="Shrinks"/> steps of 4 %, keeping the range with the least squared error.</remarks>
internal static class BlockQuantizer
{
    public const int BlockSize = 32;
    private const int Shrinks = 6;

    public static QuantizedBlocks Quantize(Weight weight, int bits)
    {
        if (weight.ColumnOrder is null && bits == 8 && weight.BlockFormat == "Q8_0") return TakeOver(weight, bits);
        if (weight.ColumnOrder is null && bits == 4 && weight.BlockFormat == "Q4_0") return TakeOver(weight, bits);
        var perRow = (weight.WantedColumns + BlockSize - 1) / BlockSize;
        var quants = new byte[(long)weight.WantedRows * perRow * BlockSize * bits / 8];
        var scales = new float[weight.WantedRows * perRow];
        var zeroBytes = (perRow + 1) / 2;
        var zeros = bits == 4 ? new byte[weight.WantedRows * zeroBytes] : null;
        weight.ForEachRow((row, values) =>
        {
            Span<float> block = stackalloc float[BlockSize];
            for (var b = 0; b < perRow; b++)
            {
                var length = Math.Min(BlockSize, values.Length - (b * BlockSize));
                block.Clear();
                values.Slice(b * BlockSize, length).CopyTo(block);
                var index = (row * perRow) + b;
                if (zeros is null)
                {
                    scales[index] = Eight(block, quants.AsSpan(index * BlockSize, BlockSize));
                    continue;
                }

                scales[index] = Four(block, quants.AsSpan(index * BlockSize / 2, BlockSize / 2), out var zero);
                zeros[(row * zeroBytes) + (b / 2)] |= (byte)(zero << (4 * (b & 1)));
            }
        });
        return new QuantizedBlocks(quants, MemoryMarshal.AsBytes(scales.AsSpan()).ToArray(), zeros);
    }

    /// <summary>Symmetric around 128; returns the scale.</summary>
    internal static float Eight(ReadOnlySpan<float> block, Span<byte> quants)
    {
        var largest = 0f;
        foreach (var v in block) largest = Math.Max(largest, Math.Abs(v));
        var scale = largest / 127;
        var inverse = scale > 0 ? 1 / scale : 0;
        for (var i = 0; i < BlockSize; i++) quants[i] = (byte)(Math.Clamp((int)MathF.Round(block[i] * inverse), -127, 127) + 128);
        return scale;
    }

    /// <summary>value ≈ (quant − zero) × scale; returns the scale.</summary>
    internal static float Four(ReadOnlySpan<float> block, Span<byte> quants, out int zero)
    {
        float low = 0, high = 0;
        foreach (var v in block)
        {
            low = Math.Min(low, v);
            high = Math.Max(high, v);
        }

        var (best, bestScale, bestZero) = (float.PositiveInfinity, 0f, 8);
        for (var shrink = 0; shrink < Shrinks && high > low; shrink++)
        {
            var keep = 1 - (0.04f * shrink);
            var scale = (high - low) * keep / 15;
            var candidate = Math.Clamp((int)MathF.Round(-low * keep / scale), 0, 15);
            var error = 0f;
            foreach (var v in block)
            {
                var difference = v - ((Quant(v, 1 / scale, candidate) - candidate) * scale);
                error += difference * difference;
            }

            if (error < best) (best, bestScale, bestZero) = (error, scale, candidate);
        }

        zero = bestZero;
        var inverse = bestScale > 0 ? 1 / bestScale : 0;
        for (var i = 0; i < BlockSize / 2; i++)
            quants[i] = (byte)(Quant(block[2 * i], inverse, zero) | (Quant(block[(2 * i) + 1], inverse, zero) << 4));
        return bestScale;
    }

    private static int Quant(float value, float inverse, int zero) => Math.Clamp((int)MathF.Round(value * inverse) + zero, 0, 15);

    /// <summary>Q8_0: half scale, 32 signed bytes. Q4_0: half scale, 16 bytes whose low nibbles are the first 16 values.</summary>
    private static QuantizedBlocks TakeOver(Weight weight, int bits)
    {
        var perRow = weight.Columns / BlockSize;
        var blob = BlockSize * bits / 8;
        var quants = new byte[(long)weight.WantedRows * perRow * blob];
        var scales = new float[weight.WantedRows * perRow];
        weight.ForEachStoredRow((row, stored) =>
        {
            for (var b = 0; b < perRow; b++)
            {
                var index = (row * perRow) + b;
                var target = quants.AsSpan(index * blob, blob);
                if (stored.IsEmpty)
                {
                    target.Fill((byte)(bits == 8 ? 128 : 0x88));
                    continue;
                }

                var block = stored.Slice(b * (2 + blob), 2 + blob);
                scales[index] = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
                var source = block[2..];
                if (bits == 8) for (var i = 0; i < blob; i++) target[i] = (byte)(source[i] + 128);
                else for (var i = 0; i < blob; i++) target[i] = (byte)(Nibble(source, 2 * i) | (Nibble(source, (2 * i) + 1) << 4));
            }
        });
        return new QuantizedBlocks(quants, MemoryMarshal.AsBytes(scales.AsSpan()).ToArray(), null);

        static int Nibble(ReadOnlySpan<byte> source, int i) => i < 16 ? source[i] & 15 : source[i - 16] >> 4;
    }
}
