using System.Numerics;
using DataForge.Answers;

namespace DataForge.Tests.Answers;

/// <summary>Rulings of the grader and the extraction, each from both of its sides.</summary>
public sealed class PolicyTests
{
    [Theory]
    [InlineData(@"\frac{17}{8}", "2.12", true)] // 2.125 rounds to either neighbour
    [InlineData(@"\frac{17}{8}", "2.13", true)]
    [InlineData(@"\frac{17}{8}", "2.11", false)]
    [InlineData(@"\frac{17}{8}", "2.14", false)]
    [InlineData(@"-\frac{17}{8}", "-2.12", true)]
    [InlineData(@"-\frac{17}{8}", "-2.13", true)]
    [InlineData(@"-\frac{17}{8}", "-2.14", false)]
    public void A_value_halfway_between_two_decimals_rounds_up_or_down(string gold, string predicted, bool same) =>
        Assert.Equal((same, same ? GradeRule.RoundedDecimal : GradeRule.DifferentValues), (Grader.Verify(gold, predicted).IsCorrect, Grader.Verify(gold, predicted).Rule));

    [Theory]
    [InlineData("1 yard", "0.9144 m", true)]
    [InlineData("1 yard", "0.9145 m", false)]
    [InlineData("10 yd", "30 feet", true)]
    [InlineData("1 mile", "1760 yards", true)]
    [InlineData("1 foot", "0.3048 m", true)]
    [InlineData("1 inch", "2.54 cm", true)]
    [InlineData("1 mile", "1.609344 km", true)]
    [InlineData("1 pound", "0.45359237 kg", true)]
    [InlineData("1 hour", "3600 seconds", true)]
    public void A_unit_has_its_defined_length(string gold, string predicted, bool same) =>
        Assert.Equal(same, Grader.Verify(gold, predicted, VerifyOptions.Strict).IsCorrect);

    [Theory]
    [InlineData("First try:\n#### 12\nThat forgot two of them.\n#### 14", "14")]
    [InlineData("#### 12\n#### 14\n#### 16\n", "16")]
    [InlineData("#### 12\nSo it is.\n#### ", "12")] // an empty last one states nothing
    public void The_last_hash_mark_states_the_answer(string generation, string answer)
    {
        var found = AnswerExtractor.Extract(generation);
        Assert.Equal((answer, ExtractionRule.Hash), (found?.Text, found?.Rule));
    }

    [Theory]
    [InlineData("The final answers are:\n1. 5\n2. 7\n3. 9\n", "5, 7, 9")]
    [InlineData("The final answers are:\n1. 5\n2. 7\n4. 9\n", "5, 7")] // the list ends where its numbers do
    [InlineData("The final answers are:\n(a) 5\n(b) 7\n(d) 9\n", "5, 7")]
    [InlineData("The final answers are:\n- 5\n- 7\n- 9\n", "5, 7, 9")]
    public void A_numbered_list_is_an_answer_as_far_as_its_numbers_go_on(string generation, string answer) =>
        Assert.Equal(answer, AnswerExtractor.Extract(generation)?.Text);

    [Theory]
    [InlineData(1200, 1100)]
    [InlineData(1100, 1200)]
    [InlineData(3000, 3000)]
    public void A_fraction_of_long_numbers_is_a_double_to_its_last_digits(int numerator, int denominator)
    {
        var fraction = new Rational((BigInteger.One << numerator) + 1, (3 * (BigInteger.One << denominator)) - 1);
        Assert.Equal(1, fraction.ToDouble() / (Math.ScaleB(1.0, numerator - denominator) / 3), 14);
    }

    [Theory]
    [InlineData("one hundred and five", "105")]
    [InlineData("two thousand three hundred and forty-one", "2341")]
    public void And_joins_what_follows_hundreds(string words, string number) => Assert.True(Grader.Verify(number, words, VerifyOptions.Strict).IsCorrect);
}
