using System.Numerics;
using DataForge.Core;

namespace DataForge.Answers.Tests.Grading;

/// <summary>What holds for whole families of answers: nothing unreadable is a number, nothing unequal is equal because it is close.</summary>
public sealed class ExactVerdictTests
{
    [Theory]
    [InlineData(@"\{x: x \mathrel{?} 7\}")]
    [InlineData("between 3 and 7")]
    [InlineData("7 ? 7 ? 7")]
    [InlineData("the 7th or so, maybe")]
    [InlineData("divisible by 7")]
    [InlineData(@"\frac{7}{")]
    [InlineData(@"\unknown{7}{7}(7")]
    public void A_number_inside_an_unreadable_answer_is_never_its_value(string text)
    {
        for (var gold = 0; gold < 20; gold++) Assert.NotEqual(true, Grader.Verify(gold.ToString(), text).IsCorrect);
        Assert.True(Grader.Verify(text, text).IsCorrect);
    }

    /// <summary>(a + b√d)^n is found by a recurrence over integers, and one more is another number, however small the difference is beside it.</summary>
    [Fact]
    public void Powers_of_surds_are_told_apart_from_their_neighbours()
    {
        for (var i = 0; i < 40; i++)
        {
            var random = CounterRandom.For(1, "surds", i.ToString());
            var (a, b, d, n) = (1 + random.Below(0, 9), 1 + random.Below(1, 5), new[] { 2, 3, 5, 6, 7 }[random.Below(2, 5)], 20 + random.Below(3, 60));
            BigInteger x = 1, y = 0;
            for (var k = 0; k < n; k++) (x, y) = ((a * x) + (b * d * y), (a * y) + (b * x));
            var power = $@"({a}+{b}\sqrt{{{d}}})^{{{n}}}";
            Assert.True(Grader.Verify($@"{x}+{y}\sqrt{{{d}}}", power).IsCorrect, power);
            Assert.False(Grader.Verify($@"{x + 1}+{y}\sqrt{{{d}}}", power).IsCorrect, power);
            Assert.NotEqual(AnswerKey.Of($@"{x + 1}+{y}\sqrt{{{d}}}"), AnswerKey.Of(power));
        }
    }

    [Fact]
    public void A_term_as_small_as_ten_to_the_minus_400_still_counts()
    {
        for (var places = 20; places <= 400; places += 76)
        {
            Assert.False(Grader.Verify(@"\pi", $@"\pi+10^{{-{places}}}").IsCorrect);
            Assert.False(Grader.Verify(@"e^{\sqrt2}", $@"e^{{\sqrt2}}-10^{{-{places}}}").IsCorrect);
            Assert.NotEqual(AnswerKey.Of(@"\pi"), AnswerKey.Of($@"\pi+10^{{-{places}}}"));
        }
    }
}
