using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain text, Ünïcode 中文 😀", "plain text, Ünïcode 中文 😀")]
    [InlineData("\u001b[31mRED\u001b]0;title\u0007", "\\u001b[31mRED\\u001b]0;title\\u0007")]
    [InlineData("a\rb\tc\u009b2J", "a\\u000db\\u0009c\\u009b2J")]
    [InlineData("\u202Ereversed\u2066\u200B", "\\u202ereversed\\u2066\\u200b")]
    [InlineData("tag \U000E0041", "tag \\u{e0041}")]
    [InlineData("two\nlines\u2028", "two\nlines\\u2028")]
    public void What_could_change_a_terminal_is_escaped(string text, string printed) => Assert.Equal(printed, Printable.Escape(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_escaped() => Assert.Equal("half \\ud83d end", Printable.Escape("half \ud83d end"));

    [Fact]
    public void A_line_is_one_line_and_bounded()
    {
        Assert.Equal("one two three", Printable.Line(" one\r\ntwo\n\n\tthree "));
        Assert.Equal("forge-sample: 999 samples fine", Printable.Line("forge-sample:\n999 samples fine"));
        Assert.Equal("ab…", Printable.Line("abcdef", 2));
        Assert.Equal("a…", Printable.Line("a😀b", 2));
        Assert.Equal("", Printable.Line(null));
    }
}
