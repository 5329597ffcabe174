namespace DataForge.Core.Tests;

public class LargePagesTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(100_000), InlineData(262_144), InlineData(1_000_001)]
    public void An_array_is_zeros_and_holds_what_is_written(int length)
    {
        var array = LargePages.Array<long>(length);
        Assert.Equal(length, array.Length);
        Assert.DoesNotContain(array, e => e != 0);
        for (var i = 0; i < length; i++) array[i] = ~i;
        GC.Collect();
        for (var i = 0; i < length; i++) Assert.Equal(~i, array[i]);
    }

    [Fact]
    public void A_length_below_zero_is_refused() => Assert.Throws<OverflowException>(() => LargePages.Array<long>(-1));
}
