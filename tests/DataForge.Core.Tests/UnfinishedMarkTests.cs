using System.Text;

namespace DataForge.Core.Tests;

public class UnfinishedMarkTests
{
    [Theory]
    [InlineData("forge-vote: standard input:3: field \"answer\": expected a string", "forge-vote: standard input:3: field \"answer\": expected a string")]
    [InlineData("in\\out 三 é", "in\\out 三 é")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("red \u001b[31m and \u0007", "red \\u001b[31m and \\u0007")]
    [InlineData("", "")]
    public void A_cause_is_read_as_it_was_written_but_for_control_characters(string cause, string read)
    {
        var mark = UnfinishedMark.Of(cause);
        Assert.StartsWith("{\"forge_error\":\"", Encoding.UTF8.GetString(mark), StringComparison.Ordinal);
        Assert.ThrowsAny<ForgeException>(() => Row.Parse(mark));
        Assert.Equal(read, UnfinishedMark.Cause(mark));
    }

    [Theory]
    [InlineData("{\"forge_error\":\"cut \\", "cut \\")]
    [InlineData("{\"forge_error\":\"cut \\u00", "cut \\u00")]
    [InlineData("{\"forge_error\":\"lone \\ud800 half", "lone \\ud800 half")]
    [InlineData("{\"forge_error\":", "")]
    [InlineData("{\"forge_error\":7", "7")]
    public void A_mark_that_is_cut_off_or_foreign_is_read_as_it_stands(string line, string read) => Assert.Equal(read, UnfinishedMark.Cause(Encoding.UTF8.GetBytes(line)));

    [Theory, InlineData(""), InlineData("{\"text\":\"a"), InlineData("{\"forge_errors\":\"a"), InlineData(" {\"forge_error\":\"a")]
    public void Another_line_is_no_mark(string line) => Assert.Null(UnfinishedMark.Cause(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void A_cause_without_end_is_cut() => Assert.InRange(UnfinishedMark.Cause(UnfinishedMark.Of(new string('x', 1 << 20)))!.Length, 1000, 5000);
}
