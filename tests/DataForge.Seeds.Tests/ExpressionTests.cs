using DataForge.Seeds;

namespace DataForge.Tests.Seeds;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("a - b - 1", "4")]
    [InlineData("a / b", "7/2")]
    [InlineData("a / b * b == a", "1")]
    [InlineData("floor(a / b)", "3")]
    [InlineData("a % b > 0", "1")]
    [InlineData("b <= 1", "0")]
    public void Values_are_exact(string text, string value) =>
        Assert.Equal(value, Expression.Parse(text).Value(new Dictionary<string, Fraction> { ["a"] = 7, ["b"] = 2 }).ToString());

    [Theory]
    [InlineData("1 +")]
    [InlineData("1 2")]
    public void A_slip_in_a_template_is_said(string text) => Assert.Throws<FormatException>(() => Expression.Parse(text));
}
