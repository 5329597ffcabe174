using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class ReferenceAnswerTests
{
    private static (string? Text, string? Source) Of(string json, params string[] answer) =>
        ReferenceAnswer.Of(Row.Parse(json, "t.jsonl", 3), answer.Length == 0 ? FieldNames.Default : FieldNames.Default with { Answer = answer }) is { } found ? (found.Text, found.Source) : (null, null);

    [Theory]
    [InlineData("""{"expected_answer":"3"}""", "3")]
    [InlineData("""{"expected_answer":3.50}""", "3.50")]
    [InlineData("""{"gold":"so it is\n#### 1,007"}""", "1,007")]
    [InlineData("""{"expected_answer":"$\\boxed{\\frac{1}{2}}$"}""", @"\frac{1}{2}")]
    [InlineData("""{"final_answer":["2"]}""", "2")]
    [InlineData("""{"reward_model":{"style":"rule","ground_truth":"34"}}""", "34")]
    [InlineData("""{"reward_model":{"ground_truth":34},"answer":"5"}""", "34")]
    [InlineData("""{"reward_model":"Skywork-Reward","answer":"5"}""", "5")]
    [InlineData("""{"answer":"3 + 4 = 7\n#### 7"}""", "7")]
    [InlineData("""{"answer":"","solution":"so \\boxed{3} and \\boxed{4}"}""", "4")]
    [InlineData("""{"reference_solution":"so #### 3"}""", "3")]
    [InlineData("""{"expected_answer":null,"gt":"8"}""", "8")]
    [InlineData("""{"solution":"no answer here"}""", null)]
    public void The_gold_answer_is_found_wherever_a_file_keeps_it(string json, string? gold) => Assert.Equal((gold, gold is null ? null : "gold"), Of(json));

    [Theory]
    [InlineData("majority")]
    [InlineData("weighted")]
    [InlineData("predicted")]
    [InlineData("another word")]
    public void What_a_vote_chose_is_never_gold(string source)
    {
        Assert.Equal(("5", source), Of($$"""{"problem":"2+2","expected_answer":"5","answer_source":"{{source}}"}"""));
        Assert.Equal(("5", source), Of($$"""{"problem":"2+2","answer":"5","solution":"\\boxed{5}","answer_source":"{{source}}"}"""));
        Assert.Null(ReferenceAnswer.GoldOf(Row.Parse($$"""{"expected_answer":"5","answer_source":"{{source}}"}"""), FieldNames.Default));
        Assert.Equal((null, null), Of($$"""{"solution":"\\boxed{5}","answer_source":"{{source}}"}"""));
    }

    [Fact]
    public void A_gold_answer_in_a_field_of_its_own_stays_gold_beside_a_votes_answer()
    {
        Assert.Equal(("4", "gold"), Of("""{"expected_answer":"5","answer_source":"majority","gt":"4"}"""));
        Assert.Equal(("4", "gold"), Of("""{"expected_answer":"5","answer_source":"majority","mine":4}""", "mine"));
        Assert.Equal(("4", "gold"), Of("""{"expected_answer":"5","answer_source":"majority","reward_model":{"ground_truth":"4"}}"""));
        Assert.Equal(("5", "majority"), Of("""{"expected_answer":"5","answer_source":"majority"}""", "expected_answer"));
    }

    [Fact]
    public void A_list_of_answers_is_a_bad_record() =>
        Assert.Equal("t.jsonl:3: field \"final_answer\": expected one answer, found a list of 2 values", Assert.Throws<ForgeException>(() => Of("""{"final_answer":["2","3"]}""")).Message);

    [Fact]
    public void A_problem_in_messages_is_the_last_users()
    {
        var problem = Problem.From(Row.Parse("""{"prompt":[{"role":"system","content":"S"},{"role":"user","content":"Q?"}],"reward_model":{"ground_truth":"5"}}"""), FieldNames.Default);
        Assert.Equal(("Q?", "5", Identity.OfProblem("Q?")), (problem.Text, problem.ExpectedAnswer, problem.Id));
    }
}
