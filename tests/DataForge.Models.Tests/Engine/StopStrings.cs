using System.Text;

using DataForge.Models.Engine;

namespace DataForge.Models.Tests.Engine;

public sealed class StopStrings
{
    [Theory]
    [InlineData("Question:", "The answer is 4.|\nQues|tion: next", 17)]
    [InlineData("aab", "aa|a|b", 1)]
    [InlineData("答案", "的答|案是", 3)]
    public void Are_found_across_tokens_at_the_byte_they_begin(string stop, string text, int at)
    {
        var tokens = text.Split('|').Select(Encoding.UTF8.GetBytes).ToArray();
        var scan = new StopScan([stop], i => tokens[i]);
        Assert.Equal(at, Enumerable.Range(0, tokens.Length).Select(scan.Add).First(found => found is not null));
    }

    [Fact]
    public void The_earliest_of_several_counts()
    {
        var scan = new StopScan(["c", "b", ""], _ => "abc"u8.ToArray());
        Assert.Equal(1, scan.Add(0));
    }

    [Fact]
    public void None_given_finds_none() => Assert.Null(new StopScan([], _ => "abc"u8.ToArray()).Add(0));
}
