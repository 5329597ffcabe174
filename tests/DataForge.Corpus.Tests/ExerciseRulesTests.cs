using DataForge.Corpus;

namespace DataForge.Tests.Corpus;

public sealed class ExerciseRulesTests
{
    private static IEnumerable<(string, string?)> Of(string text) => ExerciseRules.Find(text).Select(p => (p.Problem, p.Solution));

    [Theory]
    [InlineData("## Example 3\n\nFind $x$.\n\n### Solution\n\n$x=2$\n\nso it holds.\n\n## Next")]
    [InlineData("Example 3.\nFind $x$.\nSolution.\n$x=2$\n\nso it holds.\n\nTheorem 4. Every x is.")]
    [InlineData("**Problem 1.2.** Find $x$.\n\n**Solution.** $x=2$\n\nso it holds.\n\nDefinition 2 (Limit). Text.")]
    [InlineData("TRY IT #3\n\nFind $x$.\n\nShow Solution\n\n$x=2$\n\nso it holds.\n\nAnalysis\n\nWe note.")]
    [InlineData("Q: Find $x$.\nA: $x=2$\n\nso it holds.")]
    [InlineData("\\begin{exercise}\\label{a}\nFind $x$.\n\\end{exercise}\nText between.\n\\begin{solution}\n$x=2$\n\nso it holds.\n\\end{solution}\nText.")]
    [InlineData("Exercise 7: Find $x$.\n\nProof. $x=2$\n\nso it holds. ∎\n\nText that follows.")]
    [InlineData("## Example 3\n\nFind $x$.\n\n### Solution\n\n$x=2$\n\nso it holds.\n\nWe now turn to sums.")]
    public void A_labelled_question_ends_where_its_solution_does(string text) =>
        Assert.Equal(("Find $x$.", "$x=2$\n\nso it holds."), Assert.Single(Of(text)), (a, b) => a.Item1 == b.Item1 && Blank(a.Item2) == Blank(b.Item2));

    private static string? Blank(string? text) => text?.Replace("\n\n", "\n", StringComparison.Ordinal);

    [Theory]
    [InlineData("例1 求 $x$ 的值。\n解：$x=2$。")]
    [InlineData("【例1】求 $x$ 的值。\n【解答】$x=2$。")]
    [InlineData("习题3：求 $x$ 的值。\n答案：$x=2$。\n\n小结：以上。")]
    public void Chinese_labels_are_read_alike(string text) => Assert.Equal(("求 $x$ 的值。", "$x=2$。"), Assert.Single(Of(text)));

    [Fact]
    public void A_list_of_exercises_takes_its_answers_from_a_list_further_on()
    {
        const string text = "# Limits\n\n## Exercises\n\nFor the following exercises, find the limit.\n\n1. $a_n=1/n$\n2. $b_n=n$\n\n3. $c_n=2$\n\n# Series\n\nText.\n\n# Answers to Odd-Numbered Exercises\n\n1. 0   3. 2\n";
        var pairs = ExerciseRules.Find(text);
        Assert.Equal(["$a_n=1/n$", "$b_n=n$", "$c_n=2$"], pairs.Select(p => p.Question));
        Assert.Equal(["0", null, "2"], pairs.Select(p => p.Solution));
        Assert.Equal(["answer_key", "list", "answer_key"], pairs.Select(p => p.Rule));
        Assert.Equal([7, 8, 10], pairs.Select(p => p.Line));
        Assert.Equal("For the following exercises, find the limit.\n$a_n=1/n$", pairs[0].Problem);
    }

    [Fact]
    public void Each_group_of_exercises_has_its_own_numbers()
    {
        const string text = "## Exercises\n1. one?\n2. two?\n## Answers\n1. A\n2. B\n## Exercises\n1. three?\n2. four?\n## Answers\n1. C\n2. D\n";
        Assert.Equal([("one?", "A"), ("two?", "B"), ("three?", "C"), ("four?", "D")], Of(text));
    }

    [Fact]
    public void An_instruction_with_numbers_holds_for_these_alone()
    {
        const string text = "Exercises\n\nIn Exercises 1–2, simplify.\n1. $x+x$\nAnswer: $2x$\n2. $y+y$\nAnswer: $2y$\n3. Find $z$.\nAnswer: 5\n";
        Assert.Equal([("In Exercises 1–2, simplify.\n$x+x$", "$2x$"), ("In Exercises 1–2, simplify.\n$y+y$", "$2y$"), ("Find $z$.", "5")], Of(text));
    }

    [Fact]
    public void Steps_and_parts_stay_within_their_exercise()
    {
        const string text = "## Example 1\n\nFind both:\n1. the sum\n2. the product\n\n### Solution\n\n1. Add: 5.\n2. Multiply: 6.\n\n## Example 2\n\nFind $y$.\n\n### Solution\n\nNote: no trick.\nSolution 1 is 3.\n";
        Assert.Equal([("Find both:\n1. the sum\n2. the product", "1. Add: 5.\n2. Multiply: 6."), ("Find $y$.", "Note: no trick.\nSolution 1 is 3.")], Of(text));
    }

    [Fact]
    public void An_answer_alone_and_a_solution_are_told_apart()
    {
        var pair = Assert.Single(ExerciseRules.Find("Question 4. How many?\n\nAnswer: 12\n\nExplanation: three times four."));
        Assert.Equal(("How many?", "three times four.", "12"), (pair.Question, pair.Solution, pair.Answer));
        pair = Assert.Single(ExerciseRules.Find("1. How many? (Answer: −12)\n"));
        Assert.Equal(("How many?", "−12", "−12"), (pair.Question, pair.Solution, pair.Answer));
    }

    [Fact]
    public void A_paragraph_that_asks_before_an_answer_is_its_question() =>
        Assert.Equal(("How many primes are there below 10?", "4"), Assert.Single(Of("# Quiz\n\nHow many primes are there below 10?\n\nAnswer: 4\n\nMore text.")));

    [Theory]
    [InlineData("Example 3 shows that the sum converges. In Problem 5 we saw the answer.\n\nThe solution of the equation is unique.")]
    [InlineData("1. Install the package.\n2. Run it.\n3. Read the output.")]
    [InlineData("```\nQ: what\nA: this\n```")]
    [InlineData("Theorem 2. Every group of prime order is cyclic.\n\nProof. Let g be an element. ∎")]
    [InlineData("")]
    public void Sentences_lists_code_and_theorems_are_no_questions(string text) => Assert.Empty(Of(text));

    [Fact]
    public void A_hint_is_neither_question_nor_answer() =>
        Assert.Equal(("Find $x$.", "$x=1$"), Assert.Single(Of("Exercise 1.\nFind $x$.\nHint: square it.\nTwice.\nSolution: $x=1$")));

    [Theory]
    [InlineData("Find the sum of 2 and 3.", null)]
    [InlineData("For the following exercises, solve.\n$x+1=2$", null)]
    [InlineData("$y^{2}=x^{2}$", "asks_nothing")]
    [InlineData("Use the graph below to find the slope.", "needs_figure")]
    [InlineData("Find the domain of the function shown in Figure 3.", "needs_figure")]
    [InlineData("如图，求角A的度数。", "needs_figure")]
    [InlineData("Sketch the graph of $y=x^2$.", null)]
    [InlineData("Repeat the previous exercise with $n=5$. Find the sum.", "refers_elsewhere")]
    [InlineData("According to the document, what is a limit?", "refers_elsewhere")]
    [InlineData("What does Theorem 2.3 say about $n$?", "refers_elsewhere")]
    public void A_question_that_needs_its_document_says_so(string problem, string? missing) => Assert.Equal(missing, Completeness.Missing(problem));
}
