using DataForge.Synthesis;

namespace DataForge.Tests.Synthesis;

/// <summary>The new problem is found whatever a model writes around it.</summary>
public sealed class EvolvedTextTests
{
    private const string Parent = "Tom has 3 apples and buys 4 more. How many apples does he have?";
    private const string New = "Tom has 5 apples and buys 9 more. How many apples does he have?";
    private const string Chinese = "小明有5个苹果，又买了9个。他一共有多少个苹果？";

    public static TheoryData<string, string> Wrappings => new()
    {
        { "bare", New },
        { "label", $"New problem: {New}" },
        { "label on its own line", $"New Problem:\n{New}" },
        { "bold label, colon inside", $"**New Problem:** {New}" },
        { "bold label, colon outside", $"**New Problem**: {New}" },
        { "heading", $"### New Problem\n\n{New}" },
        { "bold heading without colon", $"**Rewritten Question**\n{New}" },
        { "numbered label", $"Problem 1: {New}" },
        { "label in a list", $"1. **Modified Problem:** {New}" },
        { "exclamation", $"Sure!\n\n{New}" },
        { "lead-in line", $"Sure, here is the modified problem:\n\n{New}" },
        { "lead-in on the same line", $"Certainly! Here's a new problem: {New}" },
        { "lead-in and label", $"Of course! Here is one:\n\n**Question:** {New}" },
        { "here is the label", $"Here's the rewritten problem:\n{New}" },
        { "label with a tail", $"New problem with fractions: {New}" },
        { "numbering", $"1. {New}" },
        { "numbering, bracket", $"1) {New}" },
        { "quotes", $"\"{New}\"" },
        { "curly quotes", $"“{New}”" },
        { "label and quotes", $"New question: \"{New}\"" },
        { "bold throughout", $"**{New}**" },
        { "quote block", $"> {New}" },
        { "code fence", $"```\n{New}\n```" },
        { "code fence with a language", $"```text\nNew problem: {New}\n```" },
        { "solution after it", $"New problem: {New}\n\nSolution: 5 + 9 = 14" },
        { "bold solution after it", $"New problem: {New}\n\n**Solution:**\n5 + 9 = 14" },
        { "answer after it", $"{New}\nAnswer: 14" },
        { "step-by-step after it", $"{New}\n\nStep-by-step solution:\n1. Add." },
        { "answer in brackets", $"{New} (Answer: 14)" },
        { "closing remark", $"{New}\n\nI hope this helps! Let me know if you need more." },
        { "comment on the change", $"{New}\n\nThis problem changes the numbers only." },
        { "comment in the first person", $"New problem: {New}\n\nI changed the numbers 3 and 4." },
        { "rule after it", $"{New}\n\n---\n\nmore" },
        { "the original first", $"Original problem: {Parent}\n\nNew problem: {New}" },
        { "the original first, plainly labelled", $"Problem: {Parent}\n\nProblem: {New}" },
        { "the original first, then a heading", $"**Original Problem:**\n{Parent}\n\n**New Problem:**\n{New}" },
        { "a list of problems", $"1. {New}\n2. {Parent}" },
        { "carriage returns", $"New problem:\r\n{New}\r\n\r\nSolution: 14" },
        { "two new ones", $"New problem: {New}\n\nNew problem: {Parent}" },
    };

    [Theory, MemberData(nameof(Wrappings))]
    public void What_stands_around_it_goes(string wrapping, string output) => Assert.Equal((wrapping, New), (wrapping, EvolvedText.Find(output, Parent)?.Text));

    [Theory]
    [InlineData("新题目：{0}")]
    [InlineData("**新题目：**{0}")]
    [InlineData("题目：{0}")]
    [InlineData("改编后的题目：\n{0}")]
    [InlineData("好的，以下是改编后的题目：\n\n{0}")]
    [InlineData("好的！\n{0}")]
    [InlineData("{0}\n\n解：5+9=14")]
    [InlineData("新问题：{0}\n答案：14")]
    [InlineData("原题：小明有3个苹果。\n新题：{0}")]
    [InlineData("### 新题目\n{0}\n\n希望对你有帮助！")]
    [InlineData("“{0}”")]
    [InlineData("1. {0}")]
    [InlineData("{0}（答案：14）")]
    public void Chinese_wrappings_go_too(string output) => Assert.Equal(Chinese, EvolvedText.Find(string.Format(output, Chinese), "小明有3个苹果，又买了4个。")?.Text);

    [Theory]
    [InlineData("Paint is mixed in the ratio 3:4. How much red goes into 14 liters?")]
    [InlineData("The ratio of boys to girls is 3:4.\nThere are 28 pupils.\nHow many boys are there?")]
    [InlineData("A train leaves at 9:30 and arrives at 11:45: how long is the ride?")]
    [InlineData("Consider the system:\n$x + y = 5$\n$x - y = 1$\nFind $x$.")]
    [InlineData("Let \\(f(x) = \\frac{x}{2}\\) and S = {1, 2, {3}}. What is f(4)?")]
    [InlineData("Complete each part:\n(1) Find 3 + 4.\n(2) Find 5 + 6.")]
    [InlineData("Mia said: \"I have 3 cats.\" Leo has twice as many. How many cats has Leo?")]
    [InlineData("Notes cost $3: how much do 5 notes cost?")]
    [InlineData("Steps are 20 cm high. How many steps lead to a floor 3 m up?")]
    [InlineData("Problem sets take 2 hours each. How long do 5 take?")]
    [InlineData("Sure Shot Ltd. sells 3 kinds of darts at $2, $4 and $5. What is the mean price?")]
    [InlineData("\"Go\" has 361 points and \"chess\" has 64 squares. How many more has \"Go\"?")]
    [InlineData("甲、乙两数的比是3:4，和是28。甲数是多少？")]
    [InlineData("解方程：2x+3=7")]
    [InlineData("答对一题得5分，答错一题扣2分。小明答对8题，答错2题，得几分？")]
    public void A_problem_that_looks_like_a_wrapping_stays_as_it_is(string problem)
    {
        Assert.Equal(problem, EvolvedText.Find(problem, Parent)?.Text);
        Assert.Equal(problem, EvolvedText.Find($"New problem: {problem}", Parent)?.Text);
        Assert.Equal(problem, EvolvedText.Find($"**New problem:**\n\n{problem}\n\n**Solution:** none", Parent)?.Text);
    }

    [Fact]
    public void A_question_label_inside_the_problem_is_its_last_part() =>
        Assert.Equal("Tom has 5 apples.\nQuestion: how many are left after he eats 2?", EvolvedText.Find("New problem: Tom has 5 apples.\nQuestion: how many are left after he eats 2?", Parent)?.Text);

    [Fact]
    public void A_numbered_list_of_parts_is_one_problem()
    {
        const string Parts = "1. A box holds 5 pens.\n2. A crate holds 4 boxes.\nHow many pens are in a crate?";
        Assert.Equal(Parts, EvolvedText.Find(Parts, Parent)?.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sure!")]
    [InlineData("Sure, here is the new problem:")]
    [InlineData("Solution: 5 + 9 = 14")]
    [InlineData("---")]
    [InlineData("**New problem:**\n\n**Solution:** 14")]
    public void Nothing_is_found_where_there_is_nothing(string output) => Assert.Null(EvolvedText.Find(output, Parent));

    [Theory]
    [InlineData("New problem: {0}", false)]
    [InlineData("New problem: {0}\n\nSolution: first we", true)]
    [InlineData("{0}\n\nThis problem uses", true)]
    public void It_is_whole_when_something_follows_it(string output, bool whole) => Assert.Equal(whole, EvolvedText.Find(string.Format(output, New), Parent)!.Whole);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 50)];

    [Theory, MemberData(nameof(Seeds))]
    public void No_output_makes_it_fail_or_invent_text(int seed)
    {
        string[] pieces = ["New problem:", "**", "###", "\n", "\n\n", "1. ", "Solution:", "Problem 2:", "x?", "3:4", "题目：", "解：", "\"", "```", "> ", "---", "Sure!", " ", "\\frac{1}{2}", "{{problem}}", "<think>", "How many"];
        var random = DataForge.Core.CounterRandom.For(seed, "evolved", "");
        var output = string.Concat(Enumerable.Range(0, 30).Select(i => pieces[random.Below((ulong)i, pieces.Length)]));
        var found = EvolvedText.Find(output, Parent);
        if (found is null) return;
        Assert.Equal(found.Text.Trim(), found.Text);
        Assert.NotEmpty(found.Text);
        Assert.All(found.Text.Split('\n'), line => Assert.Contains(line, output, StringComparison.Ordinal));
    }
}
