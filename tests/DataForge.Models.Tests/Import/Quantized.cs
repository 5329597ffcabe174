using DataForge.Core;
using DataForge.Models.Import;

namespace DataForge.Models.Tests.Import;

/// <summary>Blocks of 32 values to 8 and 4 bits.</summary>
public sealed class Quantized
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 100)];

    [Theory, MemberData(nameof(Seeds))]
    public void Eight_bits_come_back_within_half_a_step(int seed)
    {
        var (block, quants) = (Block(seed), new byte[32]);
        var scale = BlockQuantizer.Eight(block, quants);
        for (var i = 0; i < 32; i++) Assert.InRange(((quants[i] - 128) * scale) - block[i], -scale * 0.501f, scale * 0.501f);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Four_bits_are_no_worse_than_the_unshrunk_range(int seed)
    {
        var (block, quants) = (Block(seed), new byte[16]);
        var scale = BlockQuantizer.Four(block, quants, out var zero);
        var error = Enumerable.Range(0, 32).Sum(i => Square((((quants[i / 2] >> (4 * (i % 2))) & 15) - zero) * scale - block[i]));
        var (low, high) = (Math.Min(0, block.Min()), Math.Max(0, block.Max()));
        var step = (high - low) / 15;
        var plainZero = Math.Clamp((int)MathF.Round(-low / step), 0, 15);
        var plain = block.Sum(v => Square((Math.Clamp((int)MathF.Round(v * (1 / step)) + plainZero, 0, 15) - plainZero) * step - v));
        Assert.True(error <= plain * 1.0001f, $"{error} against {plain}");
        Assert.InRange(zero, 0, 15);
    }

    [Fact]
    public void A_block_of_zeros_stays_zero()
    {
        var quants = new byte[32];
        Assert.Equal(0, BlockQuantizer.Eight(new float[32], quants));
        Assert.All(quants, q => Assert.Equal(128, q));
        Assert.Equal(0, BlockQuantizer.Four(new float[32], quants, out _));
    }

    private static float Square(float x) => x * x;

    private static float[] Block(int seed)
    {
        var random = CounterRandom.For(seed, "quantized", "block");
        var (scale, shift) = (random.Share(0) * 3, (random.Share(1) - 0.5) * (seed % 3));
        return [.. Enumerable.Range(0, 32).Select(i => (float)(((random.Share((ulong)i + 2) - 0.5) * scale) + shift))];
    }
}
