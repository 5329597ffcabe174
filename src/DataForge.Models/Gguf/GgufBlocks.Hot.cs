using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataForge.Models.Gguf;

/// <summary>Stored blocks to float32. Each value is scale × quant (− offset) in float32 in ggml's order of operations, so the results are bit-equal to its reference.</summary>
/// <remarks>ggml-quants.c, dequantize_row_*. Every quant fits a signed byte: a block is unpacked to bytes, then scaled 16 at a time. The plain twin is in the tests.</remarks>
public static class GgufBlocks
{
    /// <summary>Dequantizes whole blocks.</summary>
    /// <param name="stored">n blocks.</param>
    /// <param name="values">n × block values; written whole.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public static void Dequantize(GgufType type, ReadOnlySpan<byte> stored, Span<float> values)
    {
        var (blockBytes, blockValues) = (GgufTypes.BlockBytes(type), GgufTypes.BlockValues(type));
        if (stored.Length % blockBytes != 0 || (long)stored.Length / blockBytes * blockValues != values.Length)
            throw new ArgumentException($"{stored.Length} bytes of {type} are not {values.Length} values");
        switch (type)
        {
            case GgufType.F32: Singles(stored, values); break;
            case GgufType.F16: Halves(stored, values); break;
            case GgufType.BF16: Brains(stored, values); break;
            case GgufType.Q4_0: for (; !values.IsEmpty; stored = stored[18..], values = values[32..]) Q40(stored, values); break;
            case GgufType.Q4_1: for (; !values.IsEmpty; stored = stored[20..], values = values[32..]) Q41(stored, values); break;
            case GgufType.Q5_0: for (; !values.IsEmpty; stored = stored[22..], values = values[32..]) Q50(stored, values); break;
            case GgufType.Q5_1: for (; !values.IsEmpty; stored = stored[24..], values = values[32..]) Q51(stored, values); break;
            case GgufType.Q8_0: for (; !values.IsEmpty; stored = stored[34..], values = values[32..]) Scale(MemoryMarshal.Cast<byte, sbyte>(stored[2..34]), Half(stored), values); break;
            case GgufType.Q2_K: for (; !values.IsEmpty; stored = stored[84..], values = values[256..]) Q2K(stored, values); break;
            case GgufType.Q3_K: for (; !values.IsEmpty; stored = stored[110..], values = values[256..]) Q3K(stored, values); break;
            case GgufType.Q4_K: for (; !values.IsEmpty; stored = stored[144..], values = values[256..]) Q4K(stored, values); break;
            case GgufType.Q5_K: for (; !values.IsEmpty; stored = stored[176..], values = values[256..]) Q5K(stored, values); break;
            case GgufType.IQ4_NL: for (; !values.IsEmpty; stored = stored[18..], values = values[32..]) Uneven(stored[2..], Half(stored), values); break;
            case GgufType.IQ4_XS: for (; !values.IsEmpty; stored = stored[136..], values = values[256..]) Iq4Xs(stored, values); break;
            default: for (; !values.IsEmpty; stored = stored[210..], values = values[256..]) Q6K(stored, values); break;
        }
    }

    private static void Singles(ReadOnlySpan<byte> stored, Span<float> values) => stored.CopyTo(MemoryMarshal.AsBytes(values));

    private static void Halves(ReadOnlySpan<byte> stored, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(stored);
        for (var i = 0; i < values.Length; i++) values[i] = (float)halves[i];
    }

    private static void Brains(ReadOnlySpan<byte> stored, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(stored);
        var bits = MemoryMarshal.Cast<float, uint>(values);
        for (var i = 0; i < bits.Length; i++) bits[i] = (uint)halves[i] << 16;
    }

    private static float Half(ReadOnlySpan<byte> stored) => (float)BinaryPrimitives.ReadHalfLittleEndian(stored);

    private static void Q40(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[32];
        var packed = Vector128.Create(block.Slice(2, 16));
        ((packed & Vector128.Create((byte)15)).AsSByte() - Vector128.Create((sbyte)8)).CopyTo(quants);
        ((packed >>> 4).AsSByte() - Vector128.Create((sbyte)8)).CopyTo(quants[16..]);
        Scale(quants, Half(block), values);
    }

    /// <summary>Four bits that name one of 16 levels, denser around zero.</summary>
    private static void Uneven(ReadOnlySpan<byte> packed, float scale, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[32];
        for (var i = 0; i < 16; i++) (quants[i], quants[16 + i]) = (Levels[packed[i] & 15], Levels[packed[i] >> 4]);
        Scale(quants, scale, values);
    }

    private static void Iq4Xs(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (all, high) = (Half(block), BinaryPrimitives.ReadUInt16LittleEndian(block[2..]));
        for (var part = 0; part < 8; part++)
        {
            var scale = (block[4 + (part / 2)] >> (4 * (part % 2)) & 15) | ((high >> (2 * part) & 3) << 4);
            Uneven(block.Slice(8 + (16 * part), 16), all * (scale - 32), values.Slice(32 * part, 32));
        }
    }

    /// <summary>ggml-common.h, <c>kvalues_iq4nl</c>.</summary>
    private static ReadOnlySpan<sbyte> Levels => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    private static void Q41(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[32];
        var packed = Vector128.Create(block.Slice(4, 16));
        (packed & Vector128.Create((byte)15)).AsSByte().CopyTo(quants);
        (packed >>> 4).AsSByte().CopyTo(quants[16..]);
        Scale(quants, Half(block), Half(block[2..]), values);
    }

    private static void Q50(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[32];
        FiveBits(block[2..], block[6..], 16, quants);
        Scale(quants, Half(block), values);
    }

    private static void Q51(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[32];
        FiveBits(block[4..], block[8..], 0, quants);
        Scale(quants, Half(block), Half(block[2..]), values);
    }

    /// <summary>Low four bits from nibbles, the fifth from a mask of 32 bits.</summary>
    private static void FiveBits(ReadOnlySpan<byte> mask, ReadOnlySpan<byte> nibbles, int subtract, Span<sbyte> quants)
    {
        var high = BinaryPrimitives.ReadUInt32LittleEndian(mask);
        for (var i = 0; i < 16; i++)
        {
            quants[i] = (sbyte)((nibbles[i] & 15 | (int)(high >> i & 1) << 4) - subtract);
            quants[i + 16] = (sbyte)((nibbles[i] >> 4 | (int)(high >> (i + 16) & 1) << 4) - subtract);
        }
    }

    private static void Q2K(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[16];
        var (scale, least) = (Half(block[80..]), Half(block[82..]));
        for (var part = 0; part < 16; part++) // 16 values each; 8 parts share 32 packed bytes, two bits a part pair
        {
            var packed = Vector128.Create(block.Slice(16 + part / 8 * 32 + part % 2 * 16, 16));
            ((packed >>> part % 8 / 2 * 2) & Vector128.Create((byte)3)).AsSByte().CopyTo(quants);
            Scale(quants, scale * (block[part] & 15), -(least * (block[part] >> 4)), values[(part * 16)..]);
        }
    }

    private static void Q3K(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[16];
        var scale = Half(block[108..]);
        var scales = block.Slice(96, 12);
        for (var part = 0; part < 16; part++)
        {
            var packed = Vector128.Create(block.Slice(32 + part / 8 * 32 + part % 2 * 16, 16));
            var low = (packed >>> part % 8 / 2 * 2) & Vector128.Create((byte)3);
            var bit = Vector128.Create((byte)(1 << part / 2));
            var unset = Vector128.Equals(Vector128.Create(block.Slice(part % 2 * 16, 16)) & bit, Vector128<byte>.Zero);
            (low - (unset & Vector128.Create((byte)4))).AsSByte().CopyTo(quants);
            var six = (part < 8 ? scales[part] & 15 : scales[part - 8] >> 4) | (scales[8 + part % 4] >> part / 4 * 2 & 3) << 4;
            Scale(quants, scale * (six - 32), values[(part * 16)..]);
        }
    }

    /// <summary>Six-bit scale and offset of one of eight parts (get_scale_min_k4).</summary>
    private static (int Scale, int Least) SixBits(ReadOnlySpan<byte> packed, int part) => part < 4
        ? (packed[part] & 63, packed[part + 4] & 63)
        : (packed[part + 4] & 15 | packed[part - 4] >> 6 << 4, packed[part + 4] >> 4 | packed[part] >> 6 << 4);

    private static void Q4K(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[32];
        var (scale, least) = (Half(block), Half(block[2..]));
        for (var part = 0; part < 8; part++)
        {
            Nibbles(block.Slice(16 + part / 2 * 32, 32), part % 2, default, 0, quants);
            var (s, m) = SixBits(block.Slice(4, 12), part);
            Scale(quants, scale * s, -(least * m), values[(part * 32)..]);
        }
    }

    private static void Q5K(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[32];
        var (scale, least) = (Half(block), Half(block[2..]));
        for (var part = 0; part < 8; part++)
        {
            Nibbles(block.Slice(48 + part / 2 * 32, 32), part % 2, block.Slice(16, 32), part, quants);
            var (s, m) = SixBits(block.Slice(4, 12), part);
            Scale(quants, scale * s, -(least * m), values[(part * 32)..]);
        }
    }

    /// <summary>32 low or high nibbles; where <paramref name="fifth"/> is given, its bit <paramref name="bit"/> is the fifth.</summary>
    private static void Nibbles(ReadOnlySpan<byte> packed, int high, ReadOnlySpan<byte> fifth, int bit, Span<sbyte> quants)
    {
        for (var i = 0; i < 32; i += 16)
        {
            var four = (Vector128.Create(packed.Slice(i, 16)) >>> high * 4) & Vector128.Create((byte)15);
            if (!fifth.IsEmpty) four |= ((Vector128.Create(fifth.Slice(i, 16)) >>> bit) & Vector128<byte>.One) << 4;
            four.AsSByte().CopyTo(quants[i..]);
        }
    }

    private static void Q6K(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<sbyte> quants = stackalloc sbyte[16];
        var scale = Half(block[208..]);
        for (var part = 0; part < 16; part++) // 16 values each; within 128 values: four groups of 32, low bits in 64 bytes, high bits in 32
        {
            var (half, group, side) = (part / 8, part % 8 / 2, part % 2 * 16);
            var low = (Vector128.Create(block.Slice(half * 64 + group % 2 * 32 + side, 16)) >>> group / 2 * 4) & Vector128.Create((byte)15);
            var high = (Vector128.Create(block.Slice(128 + half * 32 + side, 16)) >>> group * 2) & Vector128.Create((byte)3);
            ((low | high << 4).AsSByte() - Vector128.Create((sbyte)32)).CopyTo(quants);
            Scale(quants, scale * (sbyte)block[192 + part], values[(part * 16)..]);
        }
    }

    /// <summary>scale × quant, 16 at a time.</summary>
    private static void Scale(ReadOnlySpan<sbyte> quants, float scale, Span<float> values)
    {
        for (var i = 0; i < quants.Length; i += 16)
        {
            var (a, b, c, d) = Widen(Vector128.Create(quants.Slice(i, 16)));
            (a * scale).CopyTo(values.Slice(i, 4));
            (b * scale).CopyTo(values.Slice(i + 4, 4));
            (c * scale).CopyTo(values.Slice(i + 8, 4));
            (d * scale).CopyTo(values.Slice(i + 12, 4));
        }
    }

    /// <summary>scale × quant + offset, two roundings: no fused multiply-add.</summary>
    private static void Scale(ReadOnlySpan<sbyte> quants, float scale, float offset, Span<float> values)
    {
        var add = Vector128.Create(offset);
        for (var i = 0; i < quants.Length; i += 16)
        {
            var (a, b, c, d) = Widen(Vector128.Create(quants.Slice(i, 16)));
            (a * scale + add).CopyTo(values.Slice(i, 4));
            (b * scale + add).CopyTo(values.Slice(i + 4, 4));
            (c * scale + add).CopyTo(values.Slice(i + 8, 4));
            (d * scale + add).CopyTo(values.Slice(i + 12, 4));
        }
    }

    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Widen(Vector128<sbyte> quants)
    {
        var (low, high) = Vector128.Widen(quants);
        var (a, b) = Vector128.Widen(low);
        var (c, d) = Vector128.Widen(high);
        return (Vector128.ConvertToSingle(a), Vector128.ConvertToSingle(b), Vector128.ConvertToSingle(c), Vector128.ConvertToSingle(d));
    }
}
