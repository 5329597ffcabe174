using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Tests.Synthesis;

/// <summary>A second model's word on new problems.</summary>
public sealed class ProblemCheckTests
{
    [Theory]
    [InlineData(0.9, 0.2, null)]
    [InlineData(0.9, 0.8, null)] // says yes to everything
    [InlineData(0.1, 0.2, null)] // says no to everything
    [InlineData(0.1, 0.8, "ill_posed")]
    [InlineData(0.5, 0.8, null)]
    public async Task Only_what_is_denied_by_both_questions_is_dropped(double wellPosed, double illPosed, string? rule)
    {
        var why = await ProblemCheck.Refuse(new Answers(wellPosed, illPosed), PromptLibrary.BuiltIn, "en", "How many are left?", default);
        Assert.Equal(rule, why?.Rule);
    }

    [Theory]
    [InlineData("en", "Yes")]
    [InlineData("zh", "是")]
    [InlineData("fr", "Yes")]
    public async Task The_problem_is_asked_about_in_its_language(string language, string yes)
    {
        var model = new Answers(0.9, 0.1);
        Assert.Null(await ProblemCheck.Refuse(model, PromptLibrary.BuiltIn, language, "P {{problem}}", default));
        Assert.Equal(2, model.Asked.Count);
        Assert.All(model.Asked, a => Assert.Contains("P {{problem}}", a.Prompt.Messages![^1].Content, StringComparison.Ordinal));
        Assert.All(model.Asked, a => Assert.Equal(yes, a.Completions[0]));
        Assert.NotEqual(model.Asked[0].Prompt.Messages![^1].Content, model.Asked[1].Prompt.Messages![^1].Content);
    }

    [Fact]
    public async Task A_problem_that_cannot_be_checked_is_a_counted_failure()
    {
        var why = await ProblemCheck.Refuse(new Answers(double.NaN, 0), PromptLibrary.BuiltIn, "en", "1 + 1?", default);
        Assert.Equal(("check_failed", "the problem could not be checked: too long"), (why!.Rule, why.Reason));
    }

    [Theory]
    [InlineData("""{"problem":"Ann has 5 apples. How many has she?"}""")]
    [InlineData("""{"problem":"<problem>Ann has 5 apples. How many has she?</problem>"}""")]
    [InlineData(""" {"problem": "Ann has 5 apples. How many has she?"} """)]
    public void A_reply_that_keeps_to_the_schema_is_read(string reply) =>
        Assert.Equal("Ann has 5 apples. How many has she?", EvolvedText.Find(reply, "Bob has 4 pears. How many has he?")?.Text);

    private sealed class Answers(double wellPosed, double illPosed) : ILogProbScorer
    {
        public List<LogProbRequest> Asked { get; } = [];

        public string Model => "m";

        public string Revision => "r";

        public int InFlight => 1;

        public Task<IReadOnlyList<LogProbs>> Score(LogProbRequest request, CancellationToken cancel)
        {
            Asked.Add(request);
            var yes = Asked.Count == 1 ? wellPosed : illPosed;
            return Task.FromResult<IReadOnlyList<LogProbs>>(double.IsNaN(yes)
                ? [new LogProbs([], 0, "too long"), new LogProbs([], 0, "too long")]
                : [new LogProbs([Math.Log(yes)], 9), new LogProbs([Math.Log(1 - yes)], 9)]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
