using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class StepTests
{
    private static SampleView Sample(int rollout, bool right, string text) =>
        new(Row.Empty.With(e => e.Set("generation", text).Set("sample_id", $"s{rollout}")), new Ballot(rollout, "k", "k", null), right, "generation");

    [Theory]
    [InlineData("one\n\ntwo\nstill two\n\n\nthree", "one|two\nstill two|three")]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("Add 1 and 2. The sum is 3.5 apples. So $x = 4$. 5 follows.", "Add 1 and 2.|The sum is 3.5 apples.|So $x = 4$.|5 follows.")]
    [InlineData("one\n```python\nx = 1\n\nprint(x)\n```\ntwo", "one|```python\nx = 1\n\nprint(x)\n```|two")]
    [InlineData("先加。再减。", "先加。|再减。")]
    [InlineData("", "")]
    [InlineData("\n \n", "")]
    public void A_solution_is_cut_by_paragraphs_else_lines_else_sentences(string text, string steps) => Assert.Equal(steps, string.Join('|', StepSplit.Of(text)));

    [Theory]
    [InlineData("So  2 + 2 = 4.", "so 2 + 2 = 4")]
    [InlineData("so 2 + 2 = <<2+2=4>>4", "so 2 + 2 = 4")]
    [InlineData("So 2 + 2 = 5.", "so 2 + 2 = 5")]
    public void Wordings_are_levelled_and_numbers_kept(string step, string key) => Assert.Equal(key, StepSplit.Key(step));

    [Fact]
    public void A_prefix_counts_the_samples_that_share_it_whatever_their_order()
    {
        SampleView[] samples = [Sample(0, true, "a\nb\nc"), Sample(1, false, "A.\nx"), Sample(2, true, "a\nb\nd"), Sample(3, false, "y")];
        foreach (var given in new[] { samples, [.. samples.Reverse()] })
        {
            var tree = new StepTree(given, false);
            Assert.Equal((4, 2), (tree.Root.Samples, tree.Root.Right));
            var a = tree.Root.Next["a"];
            Assert.Equal(("a", 3, 2, 2), (a.Step, a.Samples, a.Right, a.Next.Count));
            Assert.Equal((2, 2), (a.Next["b"].Samples, a.Next["b"].Right));
            Assert.Equal(["a", "b", "d"], tree.Paths[2].Path[^1].Prefix);
        }
    }

    [Fact]
    public void Steps_are_contrasted_where_their_bounds_separate_them_from_their_prefix()
    {
        var samples = new List<SampleView>();
        for (var i = 0; i < 20; i++) samples.Add(Sample(i, i < 19, $"good\nend {i}"));
        for (var i = 20; i < 40; i++) samples.Add(Sample(i, i == 20, $"bad\nend {i}"));
        for (var i = 40; i < 42; i++) samples.Add(Sample(i, i == 40, "rare\nend"));
        var pair = Assert.Single(StepPairs.Branching(new StepTree(samples, false), 4));
        Assert.Equal(("branch", "good", "bad", (20, 20)), (pair.Kind, pair.Chosen, pair.Rejected, pair.Samples));
        Assert.Empty(pair.Prefix);
        Assert.Equal(Wilson.Interval(19, 20).Low, pair.ChosenValue);
        Assert.Equal(Wilson.Interval(1, 20).Low, pair.RejectedValue);
        Assert.Empty(StepPairs.Branching(new StepTree(samples, false), 43));
        Assert.Empty(StepPairs.Branching(new StepTree([samples[0], samples[1], samples[21], samples[22]], false), 4)); // two against two: the bounds overlap
    }

    [Theory]
    [InlineData("So 12 + 7 = 19 apples.")]
    [InlineData("3 × 4 = 12")]
    [InlineData("That is 120 / 8 = 15.")]
    [InlineData("(2+3)*4 = 20")]
    public void A_perturbed_step_is_wrong_by_recomputation(string step)
    {
        foreach (var seed in Enumerable.Range(0, 50))
        {
            var changed = StepPerturbation.Of(step, CounterRandom.For(seed, "steps", "p"));
            Assert.NotNull(changed);
            Assert.NotEqual(StepSplit.Key(step), StepSplit.Key(changed));
            var sides = changed.Replace('×', '*').Split('=');
            var left = new string([.. sides[0].SkipWhile(c => !char.IsDigit(c) && c != '(')]);
            var right = new string([.. sides[1].Trim().TakeWhile(char.IsDigit)]);
            Assert.NotEqual(Arithmetic.Evaluate(left)!.Value, double.Parse(right, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(changed, StepPerturbation.Of(step, CounterRandom.For(seed, "steps", "p")));
        }
    }

    [Fact]
    public void A_calculator_annotation_is_made_wrong_with_its_result()
    {
        var changed = StepPerturbation.Of("He has 48/2 = <<48/2=24>>24 left.", CounterRandom.For(1, "steps", "p"))!;
        var numbers = System.Text.RegularExpressions.Regex.Match(changed, "^He has 48/2 = <<48/2=(\\d+)>>(\\d+) left\\.$");
        Assert.True(numbers.Success, changed);
        Assert.Equal(numbers.Groups[1].Value, numbers.Groups[2].Value);
        Assert.NotEqual("24", numbers.Groups[1].Value);
        Assert.Null(StepPerturbation.Of("He has 48/2 = <<48/2=25>>24 left.", CounterRandom.For(1, "steps", "p")));
    }

    [Theory]
    [InlineData("So 12 + 7 = 20 apples.")] // does not hold
    [InlineData("x + 7 = 19")]
    [InlineData("2 + 2 = 4 + 0")]
    [InlineData("1/3 = 0.333")]
    [InlineData("y = 4")]
    [InlineData("x^2 + 3 = 7")]
    public void A_step_without_an_equation_that_holds_is_left_alone(string step) => Assert.Null(StepPerturbation.Of(step, CounterRandom.For(1, "steps", "p")));

    [Fact]
    public void Process_rows_say_for_each_prefix_what_the_tree_knows()
    {
        var query = new PairQuery("p", "What?", "4", Row.Parse("""{"source":"s"}"""));
        SampleView[] samples = [Sample(0, true, "a\nb"), Sample(1, false, "a\nc")];
        var tree = new StepTree(samples, false);
        Assert.Equal("""{"problem_id":"p","problem":"What?","kind":"prm","steps":["a","c"],"labels":[true,false],"values":[0.094531,0],"counts":[2,1],"is_correct":false,"sample_id":"s1","source":"s"}""",
            StepRows.Process(query, tree.Paths[1].Path, tree.Paths[1].Sample).ToString());
        var perturbed = Assert.Single(StepPairs.Perturbed(new StepTree([Sample(0, true, "First.\nThen 2 + 2 = 4.")], false), CounterRandom.For(1, "steps", "p")));
        Assert.Equal(("perturbed", "First.", "Then 2 + 2 = 4.", 0.0), (perturbed.Kind, Assert.Single(perturbed.Prefix), perturbed.Chosen, perturbed.RejectedValue));
    }

    [Fact]
    public void Degenerate_texts_stay_bounded()
    {
        Assert.Equal(512, StepSplit.Of(string.Concat(Enumerable.Repeat("x\n", 100_000))).Count);
        Assert.Null(StepPerturbation.Of(string.Concat(Enumerable.Repeat("1+", 1999)), CounterRandom.For(1, "steps", "p")));
    }
}
