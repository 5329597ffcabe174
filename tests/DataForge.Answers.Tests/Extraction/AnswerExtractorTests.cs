namespace DataForge.Answers.Tests.Extraction;

public sealed class AnswerExtractorTests
{
    [Theory]
    [InlineData(@"so \boxed{\frac{1}{2}}.", @"\frac{1}{2}", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{1}, no wait \boxed{}", "1", ExtractionRule.Boxed)]
    [InlineData(@"first \boxed{3}. I made a mistake, the right one is \boxed{4}", "4", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{(98, 2)} \quad \text{and} \quad \boxed{(99, 503)}", "(98, 2), (99, 503)", ExtractionRule.Boxes)]
    [InlineData(@"$y_1 = \boxed{2} \) and \( y_2 = \boxed{3}", "2, 3", ExtractionRule.Boxes)]
    [InlineData(@"\boxed{1} no no no no no \boxed{2}", "2", ExtractionRule.Boxed)]
    [InlineData(@"\fbox{7}", "7", ExtractionRule.Boxed)]
    [InlineData(@"\boxed 7 is it", "7", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{\left\{1, \{2\}\right\}}", @"\left\{1, \{2\}\right\}", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{12 and more" + "\nnext line", "12 and more", ExtractionRule.Boxed)]
    [InlineData("She sold 48+24 = <<48+24=72>>72 clips.\n#### 1,072", "1,072", ExtractionRule.Hash)]
    [InlineData("Final Answer: The final answer is $28 \\%$. I hope it is correct.", "28 \\%", ExtractionRule.FinalAnswer)]
    [InlineData("Final Answer: The volume of $ABCDEFGH$ is 120. I hope it is correct.", "120", ExtractionRule.FinalAnswer)]
    [InlineData("The answer is 5.", "5", ExtractionRule.AnswerPhrase)]
    [InlineData("The answer is 3.14.", "3.14", ExtractionRule.AnswerPhrase)]
    [InlineData("The answer is for sure D, it can't be A or B", "D", ExtractionRule.AnswerPhrase)]
    [InlineData("The answer: D, it doesn't make sense for it to be A or B", "D", ExtractionRule.AnswerPhrase)]
    [InlineData("**Answer:** 5 apples", "5 apples", ExtractionRule.AnswerPhrase)]
    [InlineData("## Final Answer\n\n$x = 5$", "x = 5", ExtractionRule.FinalAnswer)]
    [InlineData("所以答案是 5。", "5", ExtractionRule.ChinesePhrase)]
    [InlineData("答案为5，因为2+3=5。", "5", ExtractionRule.ChinesePhrase)]
    [InlineData("答案：$\\frac{1}{2}$", "\\frac{1}{2}", ExtractionRule.ChinesePhrase)]
    [InlineData("综上，故选：B．", "B．", ExtractionRule.ChinesePhrase)]
    [InlineData("多 **3页**。", "3页", ExtractionRule.Bold)]
    [InlineData("Let's think. It's not A because it makes no sense, therefore I think it's B", "B", ExtractionRule.Choice)]
    [InlineData("B。不是 A", "B", ExtractionRule.Choice)]
    [InlineData("so we get $x+1$ and then $x = 7$ which is all", "x = 7", ExtractionRule.LastMath)]
    [InlineData("she pays about $7.78 for her fudge", "7.78", ExtractionRule.LastNumber)]
    [InlineData("计划的比例为13/28", "13/28", ExtractionRule.LastNumber)]
    [InlineData("```python\nprint('the answer is 3')\n```\n```output\n17\n```\n", "17", ExtractionRule.ToolOutput)]
    [InlineData("<think>maybe \\boxed{1}</think>It is \\boxed{2}", "2", ExtractionRule.Boxed)]
    [InlineData("<think>surely \\boxed{1}</think>\n", "1", ExtractionRule.Boxed)]
    public void Finds_the_answer_and_says_by_which_rule(string text, string answer, string rule)
    {
        var found = AnswerExtractor.Extract(text);
        Assert.Equal((answer, rule), (found?.Text, found?.Rule));
    }

    [Theory]
    [InlineData("No valid answer here")]
    [InlineData("")]
    [InlineData("AZYUK2A")]
    public void Finds_nothing_where_nothing_is_answered(string text) => Assert.Null(AnswerExtractor.Extract(text));

    [Fact]
    public void A_span_points_into_the_whole_generation()
    {
        const string text = "<think>x</think> so \\boxed{42}!";
        Assert.Equal("42", text[AnswerExtractor.Extract(text)!.Span.Start..AnswerExtractor.Extract(text)!.Span.End]);
    }
}
