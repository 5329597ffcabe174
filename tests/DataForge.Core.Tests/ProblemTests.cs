using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class ProblemTests
{
    private static Problem Of(string json) => Problem.From(Row.Parse(json, "t.jsonl", 3), FieldNames.Default);

    [Fact]
    public void A_GSM8K_row_gives_its_solution_and_the_answer_after_the_hashes()
    {
        var problem = Of("""{"question":"How many?","answer":"3 + 4 = <<3+4=7>>7\n#### 1,007"}""");
        Assert.Equal(("How many?", "3 + 4 = <<3+4=7>>7\n#### 1,007", "1,007"), (problem.Text, problem.Solution, problem.ExpectedAnswer));
    }

    [Fact]
    public void A_MATH_row_gives_the_answer_in_its_last_box() =>
        Assert.Equal(@"\frac{1}{2}", Of("""{"problem":"p","solution":"\\boxed{3} so $\\boxed{\\frac{1}{2}}$."}""").ExpectedAnswer);

    [Fact]
    public void A_bare_answer_is_the_gold_answer() => Assert.Equal(("42", null), (Of("""{"problem":"p","answer":42}""").ExpectedAnswer, Of("""{"problem":"p","answer":42}""").Solution));

    [Fact]
    public void Our_own_field_goes_before_the_solution() => Assert.Equal("5", Of("""{"problem":"p","solution":"#### 6","expected_answer":"5"}""").ExpectedAnswer);

    [Theory]
    [InlineData(@"so \boxed 7$ is", "7")]
    [InlineData(@"\fbox{a{b}c}", "a{b}c")]
    [InlineData(@"\boxed{\}}", @"\}")]
    [InlineData(@"\boxed{never closed", null)]
    [InlineData(@"\boxed", null)]
    public void A_box_is_read_to_its_own_brace(string solution, string? answer) => Assert.Equal(answer, GoldAnswer.LastBoxed(solution));

    [Fact]
    public void A_row_without_a_problem_says_what_it_has() =>
        Assert.Equal("t.jsonl:3: expected a problem in one of the fields problem, question, query, instruction, prompt, found a, b; name it with --problem-field",
            Assert.Throws<ForgeException>(() => Of("""{"a":1,"b":2}""")).Message);

    [Fact]
    public void Han_characters_make_a_problem_Chinese() => Assert.Equal(("zh", "en"), (Of("""{"problem":"小明有5个苹果"}""").Language, Of("""{"problem":"5 apples"}""").Language));
}
