using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class PairRowsTests
{
    private static SampleView Sample(int rollout, bool? right, string model = "m", string? text = null, double? score = null, bool finished = true) =>
        new(Row.Empty.With(e => e.Set("generation", text ?? "text " + rollout).Set("model", model)), new Ballot(rollout, "k", "k", score, finished), right, "generation");

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 200)];

    private static SampleView[] Draw(int seed)
    {
        var random = CounterRandom.For(seed, "pairs", "");
        return [.. Enumerable.Range(0, 6 + random.Below(0, 20)).Select(i =>
        {
            var r = random.Fork((ulong)i);
            return Sample(i, r.Below(0, 3) == 0, "m" + r.Below(1, 3));
        })];
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_row_has_six_samples_with_both_labels_and_keeps_their_proportion(int seed)
    {
        var samples = Draw(seed);
        var choice = PairRows.ForRewardModel("p", samples, new PairSettings());
        var right = samples.Count(s => s.IsCorrect == true);
        if (right == 0 || right == samples.Length)
        {
            Assert.Equal(right == 0 ? "all_wrong" : "all_right", choice.Why!.Rule);
            return;
        }

        Assert.Equal(6, choice.Chosen.Distinct().Count());
        var chosenRight = choice.Chosen.Count(i => samples[i].IsCorrect == true);
        Assert.InRange(chosenRight, 1, 5);
        Assert.InRange(chosenRight - (6.0 * right / samples.Length), -1, 1);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Models_are_taken_as_evenly_as_the_labels_allow(int seed)
    {
        SampleView[] samples = [.. Enumerable.Range(0, 18).Select(i => Sample(i, i % 2 == 0, "m" + (i / 2 % 3)))]; // three of each model and label
        var choice = PairRows.ForRewardModel("p", samples, new PairSettings(Seed: seed));
        Assert.Equal([2, 2, 2], choice.Chosen.GroupBy(i => samples[i].Model).Select(g => g.Count()));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_choice_does_not_depend_on_the_order_of_the_samples(int seed)
    {
        var samples = Draw(seed);
        var shuffled = samples.OrderBy(s => CounterRandom.For(seed, "shuffle", "").Bits((ulong)s.Ballot.Rollout)).ToArray();
        var one = PairRows.ForRewardModel("p", samples, new PairSettings()).Chosen.Select(i => samples[i].Ballot.Rollout);
        var other = PairRows.ForRewardModel("p", shuffled, new PairSettings()).Chosen.Select(i => shuffled[i].Ballot.Rollout);
        Assert.Equal(one, other);
    }

    [Fact]
    public void Repeated_unfinished_and_undecided_samples_are_not_taken()
    {
        SampleView[] samples = [.. Enumerable.Range(0, 5).Select(i => Sample(i, i == 0)), Sample(5, true, text: "text 0"), Sample(6, true, finished: false), Sample(7, null)];
        Assert.Equal("too_few", PairRows.ForRewardModel("p", samples, new PairSettings()).Why!.Rule);
        Assert.Equal([0, 1, 2, 3, 4], PairRows.ForRewardModel("p", samples, new PairSettings(MinResponses: 5)).Chosen);
        Assert.Equal([0, 1, 2, 3, 4], PairRows.ForRewardModel("p", samples, new PairSettings(MinResponses: 2)).Chosen);
    }

    [Fact]
    public void Samples_that_differ_in_closing_blanks_or_in_thinking_alone_are_one()
    {
        string[] texts = ["four", "four ", "four\n", "<think>2 + 2</think>\n\nfour", "five", "<think>no end of it"];
        SampleView[] samples = [.. texts.Select((t, i) => Sample(i, i != 4, text: t))];
        Assert.Equal([0, 4], PairRows.ForRewardModel("p", samples, new PairSettings(MinResponses: 2)).Chosen);
        Assert.Equal([0, 3, 4], PairRows.ForRewardModel("p", samples[..5], new PairSettings(MinResponses: 2, WithReasoning: true)).Chosen);
    }

    [Theory]
    [InlineData(PairKind.RewardModel, false, "\"content\":\"four\"")]
    [InlineData(PairKind.RewardModel, true, "\"content\":\"<think>\\n2 + 2\\n</think>\\n\\nfour\"")]
    [InlineData(PairKind.Preferences, false, "\"chosen\":[{\"role\":\"assistant\",\"content\":\"four\"}]")]
    [InlineData(PairKind.Preferences, true, "\"chosen\":[{\"role\":\"assistant\",\"content\":\"<think>\\n2 + 2\\n</think>\\n\\nfour\"}]")]
    public void Thinking_stands_in_a_row_only_where_asked_for(PairKind kind, bool withReasoning, string held)
    {
        SampleView[] inline = [Sample(0, true, text: "<thinking>2 + 2</thinking>four"), Sample(1, false)];
        var apart = Row.Parse("""{"generation":"four","reasoning":"2 + 2","model":"m"}""");
        SampleView[] kept = [new(apart, new Ballot(0, "k", "k", null), true, "generation"), Sample(1, false)];
        foreach (var samples in new[] { inline, kept })
        {
            var row = Assert.Single(PairExport.Rows(Query(), samples, kind, Export with { WithReasoning = withReasoning })).ToString().Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal).Replace("\\u002B", "+", StringComparison.Ordinal);
            Assert.Contains(held, row, StringComparison.Ordinal);
            Assert.Equal(withReasoning, row.Contains("2 + 2", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(1, "too_hard")]
    [InlineData(2, null)]
    [InlineData(5, null)]
    [InlineData(6, "too_easy")]
    public void Queries_have_two_to_five_of_eight_right(int right, string? rule)
    {
        SampleView[] samples = [.. Enumerable.Range(0, 10).Select(i => Sample(i, i < right || i >= 8))]; // the last two are beyond the eight
        Assert.Equal(rule, PairRows.ForReinforcement(samples, new PairSettings()).Why?.Rule);
    }

    [Fact]
    public void Seven_samples_are_too_few() =>
        Assert.Equal("too_few", PairRows.ForReinforcement([.. Enumerable.Range(0, 7).Select(i => Sample(i, i < 3))], new PairSettings()).Why!.Rule);

    [Theory]
    [InlineData(0, true, 0.5)]
    [InlineData(0, false, -0.5)]
    [InlineData(2, true, 0.7310585786300049)]
    [InlineData(-2, false, -0.7310585786300049)]
    [InlineData(800, false, 0)]
    [InlineData(-3000, true, 0)]
    public void The_reward_is_the_reports(double score, bool right, double reward) => Assert.Equal(reward, Rewards.Of(score, right), 12);

    [Fact]
    public void Every_right_sample_outranks_every_wrong_one()
    {
        foreach (var score in new[] { -30.0, -1, 0, 1, 30 })
            Assert.True(Rewards.Of(score, true) > Rewards.Of(-score, false));
    }

    private static PairQuery Query(string gold = "3") => new("id", "What?", gold, Row.Parse("""{"source":"s","language":"en","other":1}"""));

    private static readonly ExportSettings Export = new("Think.", null);

    [Fact]
    public void Preference_rows_hold_a_prompt_and_two_replies()
    {
        SampleView[] chosen = [Sample(0, true), Sample(1, false), Sample(2, true), Sample(3, false)];
        var rows = PairExport.Rows(Query(), chosen, PairKind.Preferences, Export).Select(r => r.ToString()).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Equal("""{"problem_id":"id","prompt":[{"role":"system","content":"Think."},{"role":"user","content":"What?"}],"chosen":[{"role":"assistant","content":"text 0"}],"rejected":[{"role":"assistant","content":"text 1"}],"source":"s","language":"en"}""", rows[0]);
        var two = PairExport.Rows(Query(), chosen, PairKind.Preferences, Export with { MaxPairs = 2 }).Select(r => r.RawText("chosen") + r.RawText("rejected")).ToList();
        Assert.Equal(["""[{"role":"assistant","content":"text 0"}][{"role":"assistant","content":"text 1"}]""", """[{"role":"assistant","content":"text 2"}][{"role":"assistant","content":"text 3"}]"""], two);
    }

    [Fact]
    public void Examples_of_a_problems_pairs_weigh_one_together()
    {
        SampleView[] chosen = [Sample(0, true), Sample(1, false), Sample(2, true), Sample(3, false), Sample(4, false)];
        var all = PairExport.Examples(Query(), chosen, PairKind.RewardModel, Export).ToList();
        Assert.Equal(6, all.Count);
        Assert.All(all, e => Assert.Equal((1.0 / 6, 2L, 5L, 0.4), (e.Weight, e.PassCount, e.Samples, e.PassRate)));
        Assert.Equal([("system", "Think."), ("user", "What?")], all[0].Prompt.Select(m => (m.Role, m.Content)));
        Assert.Equal([(true, "text 0"), (false, "text 1")], all[0].Replies.Select(r => (r.IsRight!.Value, r.Text)));
        Assert.Equal(1.0, Assert.Single(PairExport.Examples(Query(), chosen, PairKind.RewardModel, Export with { MaxPairs = 1 })).Weight);
        var query = Assert.Single(PairExport.Examples(Query(), chosen, PairKind.Reinforcement, Export with { System = "" }));
        Assert.Equal(("3", 2L, 5L, 5, 1), (query.Gold, query.PassCount, query.Samples, query.Replies.Count, query.Prompt.Count));
    }

    [Fact]
    public void An_example_survives_its_row()
    {
        var example = PairExport.Examples(Query(), [Sample(0, true), Sample(1, false)], PairKind.RewardModel, Export).Single() with { Length = new ExampleLength(3, 9, 6) };
        var back = TrainingExample.From(Row.Parse(example.ToRow().ToString()));
        Assert.Equal(example.ToRow().ToString(), back.ToRow().ToString());
        Assert.Equal(new ExampleLength(3, 9, 6), back.Length);
    }

    [Fact]
    public void Our_rows_are_as_the_schema_says()
    {
        SampleView[] chosen = [Sample(0, true, score: 0), Sample(1, false, score: 0)];
        Assert.Equal("""{"problem_id":"id","problem":"What?","responses":[{"content":"text 0","is_correct":true,"model":"m"},{"content":"text 1","is_correct":false,"model":"m"}],"num_correct":1,"source":"s","language":"en"}""",
            Assert.Single(PairExport.Rows(Query(), chosen, PairKind.RewardModel, Export)).ToString());
        Assert.Equal("""{"problem_id":"id","problem":"What?","expected_answer":"3","pass_count":1,"num_samples":2,"source":"s","language":"en","rewards":[0.5,-0.5]}""",
            Assert.Single(PairExport.Rows(Query(), chosen, PairKind.Reinforcement, Export)).ToString());
    }
}
