using System.Text.Json;

using DataForge.Core;
using DataForge.Models.Gguf;
using DataForge.Tests;

namespace DataForge.Models.Tests.Gguf;

public sealed class GgufBlocksTests
{
    public static TheoryData<GgufType> Types => [.. Enum.GetValues<GgufType>()];

    [Fact]
    public void The_74_recorded_blocks_come_out_exactly()
    {
        var checkedBlocks = 0;
        foreach (var line in SharedData.Lines("models", "gguf-blocks.jsonl"))
        {
            using var json = JsonDocument.Parse(line);
            if (!Enum.TryParse<GgufType>(json.RootElement.GetProperty("type").GetString(), out var type)) continue;
            var stored = Convert.FromHexString(json.RootElement.GetProperty("bytes").GetString()!);
            var expected = json.RootElement.GetProperty("values").EnumerateArray().Select(v => v.GetSingle()).ToArray();
            Assert.Equal(Math.Max(GgufTypes.BlockValues(type), expected.Length), expected.Length);
            var values = new float[expected.Length];
            GgufBlocks.Dequantize(type, stored, values);
            Assert.Equal(expected, values);
            checkedBlocks++;
        }

        Assert.Equal(74, checkedBlocks);
    }

    [Theory, MemberData(nameof(Types))]
    public void Random_blocks_equal_the_plain_definition_bit_for_bit(GgufType type)
    {
        var random = CounterRandom.For(7, "blocks", type.ToString());
        var size = GgufTypes.BlockBytes(type);
        for (var round = 0; round < 500; round++)
        {
            var blocks = 1 + round % 3;
            var stored = new byte[size * blocks];
            for (var i = 0; i < stored.Length; i++) stored[i] = (byte)random.Bits((ulong)(round * 4096 + i));
            var values = new float[blocks * GgufTypes.BlockValues(type)];
            GgufBlocks.Dequantize(type, stored, values);
            var plain = stored.Chunk(size).SelectMany(b => PlainBlocks.Dequantize(type, b));
            Assert.Equal(plain.Select(Bits), values.Select(Bits));
        }

        static int Bits(float value) => float.IsNaN(value) ? int.MinValue : BitConverter.SingleToInt32Bits(value);
    }

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => GgufBlocks.Dequantize(GgufType.Q4_0, new byte[18], new float[33]));
        Assert.Throws<ArgumentException>(() => GgufBlocks.Dequantize(GgufType.Q4_0, new byte[17], new float[32]));
    }
}
