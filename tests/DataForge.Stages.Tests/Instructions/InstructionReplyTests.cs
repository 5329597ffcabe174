using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages.Tests;

public sealed class InstructionReplyTests
{
    [Theory]
    [InlineData("```json\n{\"func\": \"def evaluate(r):\\n    return True\", \"cases\": [{\"input\": \"a\", \"output\": true}]}\n```", "def evaluate(r):\n    return True", 1)]
    [InlineData("Sure: {\"func\": \"def evaluate(r):\\\\n    return True\", \"cases\": [{\"input\": \"a\", \"output\": \"false\"}, {\"input\": 3, \"output\": true}],}", "def evaluate(r):\n    return True", 1)]
    [InlineData("```python\ndef evaluate(r):\n    return 1\n```", "def evaluate(r):\n    return 1", 0)]
    public void A_reply_gives_its_function_and_the_cases_that_can_be_read(string reply, string function, int cases)
    {
        var read = VerifierReply.Read(reply, asRepository: false);
        Assert.Equal((function, cases), (read?.Function, read?.Cases.Count));
    }

    [Theory]
    [InlineData("no function here")]
    [InlineData("```json\n{\"func\": 3}\n```")]
    [InlineData("```json\n{\"func\": \"\"}\n```")]
    [InlineData("{\"func\": \"\\ud800\"}")]
    public void Other_replies_give_nothing(string reply) => Assert.Null(VerifierReply.Read(reply, asRepository: false));

    [Fact]
    public void The_repositorys_reader_takes_fences_alone_and_leaves_out_lines_that_fetch()
    {
        Assert.Null(VerifierReply.Read("{\"func\": \"def evaluate(r): return True\"}", asRepository: true));
        Assert.Equal("def evaluate(r): return True", VerifierReply.Read("```json{\"func\": \"import requests\\ndef evaluate(r): return True\"}```", asRepository: true)?.Function);
    }

    [Theory]
    [InlineData("Yes", Agreement.Yes)]
    [InlineData("**No.** They differ.", Agreement.No)]
    [InlineData("Not at all", Agreement.Unsure)]
    [InlineData("They differ in the count.\nAnswer: no", Agreement.No)]
    [InlineData("是的", Agreement.Unsure)]
    [InlineData("是", Agreement.Yes)]
    [InlineData("否。", Agreement.No)]
    [InlineData("", Agreement.Unsure)]
    public void A_judges_word_is_at_the_head_or_behind_its_label(string reply, Agreement agreement) => Assert.Equal(agreement, MeaningReply.Read(reply));

    [Theory]
    [InlineData("It fits.\nScore: 9", 9.0, 9.0)]
    [InlineData("Score: 9/10", 9.0, null)]
    [InlineData("分数：7。", 7.0, null)]
    [InlineData("Score: 11", null, 11.0)]
    [InlineData("Score: 9 because", null, null)]
    public void A_score_stands_at_the_end(string reply, double? ours, double? repository)
    {
        Assert.Equal(ours, MeaningReply.Score(reply, asRepository: false));
        Assert.Equal(repository is 11.0 ? null : repository, MeaningReply.Score(reply, asRepository: true));
    }

    [Fact]
    public void A_list_gives_its_items() =>
        Assert.Equal(["Use exactly two commas", "End with a verb or so", "用三句话回答"], MeaningReply.Items("Here:\n- Use exactly two commas\n2. \"End with a verb or so\"\n* short\n- 用三句话回答\nnot an item"));

    [Theory]
    [InlineData(12, 12, 0, 12, 3.698e-7)]
    [InlineData(3, 6, 0, 6, 0.0909)]
    [InlineData(5, 6, 5, 6, 0.7727)]
    [InlineData(0, 6, 6, 6, 1.0)]
    public void Fishers_test_gives_the_chance_of_at_least_as_many(int a, int n, int b, int m, double p) => Assert.Equal(p, FisherTest.AtLeast(a, n, b, m), p < 1e-3 ? 1e-9 : 1e-4);

    [Fact]
    public void Values_are_compared_as_Python_does()
    {
        var one = new FunctionValue(FunctionValueKind.Bool, true, 1);
        Assert.True(VerifierCase.Same(one, new FunctionValue(FunctionValueKind.Number, true, 1)));
        Assert.False(VerifierCase.Same(one, new FunctionValue(FunctionValueKind.Text, true, Text: "true")));
        Assert.False(VerifierCase.Same(new FunctionValue(FunctionValueKind.None, false), new FunctionValue(FunctionValueKind.None, false)));
        Assert.True(VerifierCase.VerdictOf(new FunctionValue(FunctionValueKind.Text, true, Text: " True ")));
        Assert.Null(VerifierCase.VerdictOf(new FunctionValue(FunctionValueKind.Text, true, Text: "perhaps")));
    }
}
