using DataForge.Core;

namespace DataForge.Tests.Cli;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(4.21, "4.2 s")]
    [InlineData(42, "42 s")]
    [InlineData(190, "3 min 10 s")]
    [InlineData(7500, "2 h 5 min")]
    public void A_span_is_said_in_two_units_at_most(double seconds, string text) => Assert.Equal(text, Durations.Text(seconds));
}
