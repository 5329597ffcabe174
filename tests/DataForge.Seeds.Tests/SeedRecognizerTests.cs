using DataForge.Seeds;

namespace DataForge.Tests.Seeds;

public sealed class SeedRecognizerTests
{
    [Theory]
    [InlineData("Zoe buys 4 kites at 6 dollars each and pays with 50 dollars.  How much change does Zoe get, in dollars?", "change", null, "26")]
    [InlineData("A sequence starts with 5, and every term is 3 more than the one before. What is 1/2 of the term with number 10?", "term", "fractions_percentages", "16")]
    [InlineData("小明买了4个苹果，每个6元，付了50元。应找回多少元？", "zh-change", null, "26")]
    [InlineData("笼子里有鸡和兔共10只，一共有26条腿。如果兔的只数大于2，就减去1，否则加上3。结果是多少？", "zh-legs", "conditional", "2")]
    public void Names_things_and_numbers_are_free(string text, string template, string? kind, string answer)
    {
        var found = SeedRecognizer.Recognize(text);
        Assert.Equal((template, kind, answer), (found!.Template, found.Kind, found.Solved!.Answer));
    }

    [Theory]
    [InlineData("What is 2 + 2?")]
    [InlineData("")]
    [InlineData("Zoe buys 4 kites at 6 dollars each and pays with 50 dollars. How much change does Tom get, in dollars?")]
    [InlineData("Zoe buys 4 kites at 6 dollars each and pays with 50 dollars. How much change does Zoe get, in dollars? And in cents?")]
    public void Another_wording_is_not_recognised(string text) => Assert.Null(SeedRecognizer.Recognize(text));

    [Theory]
    [InlineData("Zoe buys 4 kites at 6 dollars each and pays with 20 dollars. How much change does Zoe get, in dollars?")]
    [InlineData("Zoe and Tom share 60 stamps in the ratio 3:4. How many more stamps does Tom get than Zoe?")]
    [InlineData("Zoe and Tom share 60 stamps in the ratio 0:0. How many more stamps does Tom get than Zoe?")]
    [InlineData("Zoe scores 1, 2 and 5 points in three games. How many points does Zoe score on average?")]
    public void Numbers_that_do_not_work_out_are_said_to(string text) => Assert.True(SeedRecognizer.Recognize(text)!.Unworkable);

    [Fact]
    public void The_solution_writes_every_result_out() => Assert.Equal(
        "The kites cost 4 * 6 = 24 dollars. The change is 50 - 24 = 26 dollars. The answer is \\boxed{26}.",
        SeedRecognizer.Recognize("Zoe buys 4 kites at 6 dollars each and pays with 50 dollars. How much change does Zoe get, in dollars?")!.Solved!.Solution);

    [Fact]
    public void Long_and_repetitive_text_ends_quickly()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Null(SeedRecognizer.Recognize(string.Concat(Enumerable.Repeat("Zoe buys 4 kites at 6 dollars each and ", 2000))));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }
}
