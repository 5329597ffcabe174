using DataForge.Models.Gguf;

namespace DataForge.Models.Tests.Gguf;

/// <summary>ggml's dequantize_row_* written out value by value.</summary>
internal static class PlainBlocks
{
    public static float[] Dequantize(GgufType type, byte[] b)
    {
        var values = new float[GgufTypes.BlockValues(type)];
        for (var i = 0; i < values.Length; i++) values[i] = Value(type, b, i);
        return values;
    }

    private static float Value(GgufType type, byte[] b, int i)
    {
        switch (type)
        {
            case GgufType.F32: return BitConverter.ToSingle(b);
            case GgufType.F16: return Half(b, 0);
            case GgufType.BF16: return BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(b) << 16);
            case GgufType.Q4_0: return Half(b, 0) * (Nibble(b, 2, i) - 8);
            case GgufType.Q4_1: return Half(b, 0) * Nibble(b, 4, i) + Half(b, 2);
            case GgufType.Q5_0: return Half(b, 0) * ((Nibble(b, 6, i) | (b[2 + i / 8] >> i % 8 & 1) << 4) - 16);
            case GgufType.Q5_1: return Half(b, 0) * (Nibble(b, 8, i) | (b[4 + i / 8] >> i % 8 & 1) << 4) + Half(b, 2);
            case GgufType.Q8_0: return Half(b, 0) * (sbyte)b[2 + i];
            case GgufType.IQ4_NL: return Half(b, 0) * Level(Nibble(b, 2, i));
            case GgufType.IQ4_XS:
                {
                    var part = i / 32;
                    var scale = (b[4 + part / 2] >> part % 2 * 4 & 15) | (BitConverter.ToUInt16(b, 2) >> part * 2 & 3) << 4;
                    return Half(b, 0) * (scale - 32) * Level(Nibble(b, 8 + part * 16, i % 32));
                }
            case GgufType.Q2_K:
                {
                    var quant = b[16 + i / 128 * 32 + i % 32] >> i % 128 / 32 * 2 & 3;
                    return Half(b, 80) * (b[i / 16] & 15) * quant - Half(b, 82) * (b[i / 16] >> 4);
                }
            case GgufType.Q3_K:
                {
                    var quant = (b[32 + i / 128 * 32 + i % 32] >> i % 128 / 32 * 2 & 3) - ((b[i % 32] >> i / 32 & 1) == 1 ? 0 : 4);
                    var part = i / 16;
                    var scale = (part < 8 ? b[96 + part] & 15 : b[96 + part - 8] >> 4) | (b[104 + part % 4] >> part / 4 * 2 & 3) << 4;
                    return Half(b, 108) * (scale - 32) * quant;
                }
            case GgufType.Q4_K: return K(b, i, b[16 + i / 64 * 32 + i % 32] >> i % 64 / 32 * 4 & 15);
            case GgufType.Q5_K: return K(b, i, b[48 + i / 64 * 32 + i % 32] >> i % 64 / 32 * 4 & 15 | (b[16 + i % 32] >> i / 32 & 1) << 4);
            default:
                {
                    var (half, group) = (i / 128, i % 128 / 32);
                    var low = b[half * 64 + group % 2 * 32 + i % 32] >> group / 2 * 4 & 15;
                    var high = b[128 + half * 32 + i % 32] >> group * 2 & 3;
                    return Half(b, 208) * (sbyte)b[192 + i / 16] * ((low | high << 4) - 32);
                }
        }
    }

    private static float K(byte[] b, int i, int quant)
    {
        var j = i / 32;
        var scale = j < 4 ? b[4 + j] & 63 : b[8 + j] & 15 | b[j] >> 6 << 4;
        var least = j < 4 ? b[8 + j] & 63 : b[8 + j] >> 4 | b[4 + j] >> 6 << 4;
        return Half(b, 0) * scale * quant - Half(b, 2) * least;
    }

    private static int Level(int nibble) => new[] { -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113 }[nibble];

    private static int Nibble(byte[] b, int at, int i) => i < 16 ? b[at + i] & 15 : b[at + i - 16] >> 4;

    private static float Half(byte[] b, int at) => (float)BitConverter.ToHalf(b, at);
}
