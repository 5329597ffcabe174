using System.Text.Json;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Synthesis;

namespace DataForge.Tests.Corpus;

public sealed class QaStageTests
{
    private static readonly SamplingParameters Greedy = SamplingParameters.Greedy(256);

    private static QaSettings Settings(int votes = 0, bool complete = false, bool unanswered = false, Func<string, string?>? overlap = null) =>
        new(DocumentFields.Default, PromptLibrary.BuiltIn, Greedy, 8000, votes, Greedy, complete, unanswered, overlap);

    private static Row Doc(string text, string more = "") => StageRun.Rows($"{{\"id\":\"d1\",\"url\":\"https://e.org/a\",\"source\":\"books\",\"text\":{JsonSerializer.Serialize(text)}{more}}}").Single();

    private static string Rule(Row reject) => reject.Element("reject")!.Value.GetProperty("rule").GetString()!;

    [Fact]
    public void A_found_question_keeps_what_holds_of_its_document()
    {
        var run = StageRun.Of(new QaExtractStage(Settings(), null), [Doc("## Exercises\n\n1. Find $2+3$.\n\nSolution: Add them, so the answer is 5.\n\n2. What is 7?\n")]);
        var row = Assert.Single(run.Kept);
        Assert.Equal("""{"problem_id":"ID","problem":"Find $2+3$.","solution":"Add them, so the answer is 5.","expected_answer":"5","answer_source":"gold","parent_id":"d1","language":"en","source":"books","url":"https://e.org/a","qa_rule":"list","qa_line":3}""", row.ToString().Replace(row.Text("problem_id")!, "ID", StringComparison.Ordinal));
        Assert.Equal(["no_answer"], run.Rejects.Select(Rule));
        Assert.Equal(2, StageRun.Of(new QaExtractStage(Settings(unanswered: true), null), [Doc("## Exercises\n\n1. Find $2+3$.\n\nAnswer: 5\n\n2. What is 7?\n")]).Kept.Count);
    }

    [Fact]
    public void An_incomplete_question_is_marked_or_dropped()
    {
        const string text = "Exercise 1. $y^2=x^2$\nAnswer: no function";
        Assert.Equal("asks_nothing", Assert.Single(StageRun.Of(new QaExtractStage(Settings(), null), [Doc(text)]).Kept).Text("incomplete"));
        Assert.Equal(["asks_nothing"], StageRun.Of(new QaExtractStage(Settings(complete: true), null), [Doc(text)]).Rejects.Select(Rule));
    }

    [Fact]
    public void A_benchmark_item_is_dropped_with_the_hit()
    {
        var reject = Assert.Single(StageRun.Of(new QaExtractStage(Settings(overlap: t => t.Contains("2+3", StringComparison.Ordinal) ? "{\"item\":\"7\"}" : null), null), [Doc("Exercise 1. Find $2+3$.\nAnswer: 5")]).Rejects);
        Assert.Equal(("benchmark", "{\"item\":\"7\"}"), (Rule(reject), reject.Element("reject")!.Value.GetProperty("evidence").GetRawText()));
    }

    [Theory]
    [InlineData("Question: What is the sum of two and three?\nAnswer: The sum of two and three is five.", null)]
    [InlineData("**Question 1:** What is the sum of two and three?\n\n**Answer:** The sum of two and three is five.", null)]
    [InlineData("[{\"question\":\"What is the sum of two and three?\",\"answer\":\"The sum of two and three is five.\"}]", null)]
    [InlineData("<think>Is there one? Question: no</think>void", "void")]
    [InlineData("There is no pair.\n\nvoid.", "void")]
    [InlineData("[]", "void")]
    [InlineData("I cannot tell.", "unreadable")]
    [InlineData("Question: How many elephants live in Kenya today?\nAnswer: 36 thousand.", "not_in_document")]
    public void A_models_reply_gives_pairs_of_the_document_or_void(string reply, string? rule)
    {
        var model = new ScriptedModel(_ => reply);
        var run = StageRun.Of(new QaExtractStage(Settings(), model), [Doc("Pupils asked: what is the sum of two and three? The sum of two and three is five, we said.")]);
        Assert.Equal(rule is null ? [] : [rule], run.Rejects.Select(Rule));
        Assert.Equal(rule is null ? ["What is the sum of two and three?"] : [], run.Kept.Select(r => r.Text("problem")!));
        Assert.Contains("Pupils asked", Assert.Single(model.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_not_asked_where_rules_find_questions()
    {
        var model = new ScriptedModel(_ => throw new InvalidOperationException());
        Assert.Single(StageRun.Of(new QaExtractStage(Settings(), model), [Doc("Exercise 1. Find $2+3$.\nAnswer: 5")]).Kept);
    }

    [Theory]
    [InlineData("5", null, "gold")]
    [InlineData("6", "outvoted", "gold")]
    [InlineData("", "no_majority", "gold")]
    public void The_majority_of_drawn_solutions_must_give_the_questions_answer(string said, string? rule, string source)
    {
        var run = StageRun.Of(new QaExtractStage(Settings(votes: 4), new ScriptedModel(_ => said.Length == 0 ? "I do not know" : $"So $\\boxed{{{said}}}$.")), [Doc("Exercise 1. Find $2+3$.\nAnswer: 5")]);
        var row = Assert.Single(run.Kept.Concat(run.Rejects));
        Assert.Equal((rule, source, rule == "no_majority" ? 0.0 : 1.0), (rule is null ? null : Rule(row), row.Text("answer_source"), row.Number("vote_share")));
    }

    [Fact]
    public void A_vote_answers_a_question_that_its_document_leaves_open()
    {
        var row = Assert.Single(StageRun.Of(new QaExtractStage(Settings(votes: 3, unanswered: true), new ScriptedModel(_ => "\\boxed{5}")), [Doc("Exercise 1. Find $2+3$.")]).Kept);
        Assert.Equal(("5", "majority"), (row.Text("expected_answer"), row.Text("answer_source")));
    }

    [Theory]
    [InlineData("Question: A train covers 60 km in 2 hours. What is its mean velocity?\nAnswer: 60/2 = 30. The answer is 30 km/h.", null)]
    [InlineData("void", "void")]
    [InlineData("Sure!", "unreadable")]
    [InlineData("Question: According to the document, what is velocity?\nAnswer: distance over time", "refers_elsewhere")]
    [InlineData("Question: I'm sorry, I cannot write a velocity problem?\nAnswer: none", "wrapped|refusal")]
    [InlineData("Question: How many kittens fit into twelve baskets of seven?\nAnswer: The answer is 84.", "unrelated")]
    [InlineData("Question: The velocity doubles.\nAnswer: The answer is 2.", "unparsable")]
    public void A_made_question_passes_the_gates_of_evolution(string reply, string? rule)
    {
        var run = StageRun.Of(new QaMakeStage(Settings(), new ScriptedModel(_ => reply), ["exercise"], 1), [Doc("Mean velocity is the distance that a train covers over the time that it takes, in hours.")]);
        Assert.Equal(rule is null ? 1 : 0, run.Kept.Count);
        if (rule is null) Assert.Equal(("30 km/h", "model", "exercise", "synthesized", "d1"), (run.Kept[0].Text("expected_answer"), run.Kept[0].Text("answer_source"), run.Kept[0].Text("style"), run.Kept[0].Text("source_class"), run.Kept[0].Text("parent_id")));
        else Assert.Contains(Rule(Assert.Single(run.Rejects)), rule.Split('|'));
    }

    [Fact]
    public void Styles_are_prompt_files_in_both_languages()
    {
        Assert.Equal(["exercise", "multi_step", "word_problem"], QaMakeStage.Styles(PromptLibrary.BuiltIn));
        Assert.All(QaMakeStage.Styles(PromptLibrary.BuiltIn), s => Assert.True(PromptLibrary.BuiltIn.Has($"qa/zh/make/{s}")));
        var model = new ScriptedModel(_ => "void");
        StageRun.Of(new QaMakeStage(Settings(), model, ["exercise"], 1), [Doc("平均速度是路程与时间的比。火车在两小时内行驶了六十公里，它的平均速度是多少？")]);
        Assert.Contains("编写一道新的练习题", Assert.Single(model.Asked), StringComparison.Ordinal);
    }
}
