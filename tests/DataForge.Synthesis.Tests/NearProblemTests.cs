using DataForge.Synthesis;

namespace DataForge.Tests.Synthesis;

public sealed class NearProblemTests
{
    private static NearProblems Seeds()
    {
        var seeds = new NearProblems();
        seeds.Add("a", "Tom has 3 apples and buys 4 more. How many apples does he have?");
        seeds.Add("b", "A train covers 120 miles in 2 hours. What is its speed?");
        return seeds;
    }

    [Theory]
    [InlineData("Tom has three apples and buys four more. How many apples does he have now?", "a")]
    [InlineData("tom has 3 apples, and buys 4 more; how many apples does he have", "a")]
    [InlineData("Tom has 3 apples and buys 5 more. How many apples does he have?", null)]
    [InlineData("In 2 hours a train covers 120 miles. What is its speed?", "b")]
    [InlineData("A shop sells 120 lamps in 2 weeks. How many is that a day?", null)]
    public void A_problem_with_the_same_numbers_and_words_is_near(string text, string? near) => Assert.Equal(near, Seeds().Near(text)?.Id);

    [Fact]
    public void A_problem_is_not_near_itself() => Assert.Null(Seeds().Near("A train covers 120 miles in 2 hours. What is its speed?", "b"));

    [Fact]
    public void A_set_stands_for_its_kinds()
    {
        Assert.Equal(10, EvolutionKind.DotaMath.Distinct().Count());
        Assert.Equal(EvolutionKind.DotaMath, EvolutionKind.Spread(["dotamath"]));
        Assert.Equal(["backward", .. EvolutionKind.All], EvolutionKind.Spread(["backward", "mugglemath", "conditional"]));
    }
}
