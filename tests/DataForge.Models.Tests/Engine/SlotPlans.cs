using DataForge.Core;
using DataForge.Models.Engine;

namespace DataForge.Models.Tests.Engine;

/// <summary>How a memory is shared out, on sizes of real cards and models.</summary>
public sealed class SlotPlans
{
    private const long GB = 1_000_000_000, MiB = 1 << 20;

    /// <summary>Qwen2.5-Math-7B at bf16: 28 layers, 4 key-value heads of 128, a vocabulary of 152,064.</summary>
    private static readonly SlotShape Seven = new(28 * 2 * 4 * 128 * 2, 56, 4 * 152_064);

    /// <summary>Qwen2.5-Math-1.5B: 28 layers, 2 heads of 128, 151,936.</summary>
    private static readonly SlotShape Small = new(28 * 2 * 2 * 128 * 2, 56, 4 * 151_936);

    [Theory]
    [InlineData(115, 4096, 256, 4096)] // of 141 GB what the weights of 15 GB and a tenth have left: more than the most slots
    [InlineData(55, 4096, 227, 4096)] // of 80 GB
    [InlineData(7, 4096, 26, 4096)] // of 24 GB
    [InlineData(1, 4096, 3, 4096)]
    [InlineData(7, 32768, 3, 32768)]
    public void As_many_sequences_as_fit_where_none_are_asked_for(long gigabytes, int context, int slots, int tokens)
    {
        var plan = SlotPlan.Of(gigabytes * GB, Seven, 0, context, 512 * MiB);
        Assert.Equal((slots, tokens), (plan.Slots, plan.Tokens));
        Assert.False(plan.BoundByMemory);
        Assert.True(plan.KeptBytes + (plan.Slots * Seven.Bytes(plan.Tokens)) <= gigabytes * GB);
        if (plan.Slots < SlotPlan.MostSlots) Assert.True(plan.KeptBytes + ((plan.Slots + 1) * Seven.Bytes(plan.Tokens)) > gigabytes * GB);
    }

    [Theory]
    [InlineData(115, 32, 4096, 4096, false)]
    [InlineData(6, 32, 4096, 2914, true)]
    [InlineData(6, 256, 4096, 355, true)]
    [InlineData(2, 1, 131072, 25688, true)]
    public void A_batch_that_is_asked_for_bounds_the_context(long gigabytes, int slots, int context, int tokens, bool bound)
    {
        var plan = SlotPlan.Of(gigabytes * GB, Seven, slots, context, 512 * MiB);
        Assert.Equal((slots, tokens, bound), (plan.Slots, plan.Tokens, plan.BoundByMemory));
        Assert.True(plan.KeptBytes + (slots * Seven.Bytes(tokens)) <= gigabytes * GB);
    }

    [Fact]
    public void Kept_prefixes_take_a_quarter_at_most() =>
        Assert.Equal((250_000_000, 512 * MiB, 0), (SlotPlan.Of(GB, Small, 4, 1024, 512 * MiB).KeptBytes, SlotPlan.Of(8 * GB, Small, 4, 1024, 512 * MiB).KeptBytes, SlotPlan.Of(GB, Small, 4, 1024, 0).KeptBytes));

    [Theory]
    [InlineData(200_000_000, 256)]
    [InlineData(0, 1)]
    [InlineData(0, 0)]
    public void A_memory_that_holds_no_batch_says_what_a_sequence_takes(long bytes, int slots) => Assert.Equal(
        $"{bytes / 1e6:N0} MB of free memory hold no batch of {Math.Max(slots, 1)}: a sequence takes 57.3 kB a token and 0.6 MB for its outputs; lower the batch size",
        Assert.Throws<ForgeException>(() => SlotPlan.Of(bytes, Seven, slots, 4096, 0)).Message);

    [Fact]
    public void A_short_context_needs_no_more_than_itself() => Assert.Equal((1, 4), (SlotPlan.Of(GB, Small, 1, 4, 0).Slots, SlotPlan.Of(GB, Small, 1, 4, 0).Tokens));
}
