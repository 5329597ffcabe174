using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "shard", "0 shards")]
    [InlineData(1, "shard", "1 shard")]
    [InlineData(2, "reply", "2 replies")]
    [InlineData(1, "reply", "1 reply")]
    [InlineData(1234567, "bad record", "1,234,567 bad records")]
    public void A_count_agrees_with_its_noun(long count, string noun, string text) => Assert.Equal(text, Quantity.Of(count, noun));
}
