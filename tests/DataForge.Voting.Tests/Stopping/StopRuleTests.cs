using DataForge.Core;

namespace DataForge.Voting.Tests;

public sealed class StopRuleTests
{
    private static readonly VoteSettings Count = new(VoteWeight.Count);

    /// <summary>A letter is an answer, a dot a sample without one.</summary>
    private static Ballot[] Ballots(string answers, params double[] scores) =>
        [.. answers.Select((a, i) => new Ballot(i, a == '.' ? null : a.ToString(), a == '.' ? null : a.ToString(), i < scores.Length ? scores[i] : null))];

    [Theory]
    [InlineData(1, 0, 0.75)]
    [InlineData(2, 0, 0.875)]
    [InlineData(3, 0, 0.9375)]
    [InlineData(4, 0, 0.96875)]
    [InlineData(5, 1, 0.9375)]
    [InlineData(6, 1, 0.96484375)]
    [InlineData(3, 3, 0.5)]
    [InlineData(0, 0, 0.5)]
    public void The_Beta_criterion_has_its_closed_form(int first, int second, double probability) => Assert.Equal(probability, BetaTail.LeaderProbability(first, second), 12);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(3.7, 1.2)]
    [InlineData(12.25, 11.5)]
    [InlineData(40.5, 3.5)]
    [InlineData(900.5, 850.5)]
    public void Weights_that_are_no_counts_give_the_integral(double first, double second)
    {
        // Simpson's rule over x^a (1 − x)^b, scaled by its top.
        var top = first / (first + second);
        double Log(double x) => (first == 0 ? 0 : first * Math.Log(x)) + (second == 0 ? 0 : second * Math.Log(1 - x));
        double Integral(double from, double to)
        {
            const int Steps = 20_000;
            double sum = 0, h = (to - from) / Steps;
            for (var i = 0; i <= Steps; i++)
            {
                var x = Math.Clamp(from + i * h, 1e-300, 1 - 1e-16);
                sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(Log(x) - (top is > 0 and < 1 ? Log(top) : 0));
            }

            return sum * h / 3;
        }

        Assert.Equal(Integral(0.5, 1) / Integral(0, 1), BetaTail.LeaderProbability(first, second), 5);
    }

    [Theory]
    [InlineData("beta:0.95", "aaaaaaaa", 4)]
    [InlineData("beta:0.95", "abaaaaaa", 7)] // 6 against 1
    [InlineData("beta:0.95", "....aaaa", 8)]
    [InlineData("beta:0.95", "abababab", 8)]
    [InlineData("beta:0.99", "aaaaaaaa", 6)]
    [InlineData("safe", "aaaaaaaa", 5)]
    [InlineData("safe", "abaaaaaa", 6)] // 5 − 1 > 2
    [InlineData("safe", "aabbabab", 8)]
    [InlineData("esc:4", "aaaaaaaa", 4)]
    [InlineData("esc:4", "baaaaaaa", 8)] // the second window agrees
    [InlineData("esc:4", "a.aaaaaa", 8)]
    [InlineData("fixed", "aaaaaaaa", 8)]
    public void A_rule_stops_at_its_number(string rule, string answers, int drawn) =>
        Assert.Equal(drawn, StopDecision.Of(StopRule.Parse(rule)!, Ballots(answers), null, Count, 4, 8)!.Drawn);

    [Fact]
    public void What_ended_a_problem_is_named()
    {
        Assert.Equal(new StopDecision(4, "beta:0.95", 0.96875), StopDecision.Of(StopRule.Parse("beta:0.95")!, Ballots("aaaa"), null, Count, 4, 8));
        Assert.Equal(new StopDecision(4, "max", 0.5), StopDecision.Of(StopRule.Parse("beta:0.95")!, Ballots("abab"), null, Count, 4, 4));
        Assert.Equal(new StopDecision(5, "safe", 1), StopDecision.Of(StopRule.Parse("safe")!, Ballots("aaaaa"), null, Count, 4, 8));
        Assert.Null(StopDecision.Of(StopRule.Parse("beta:0.95")!, Ballots("abab"), null, Count, 4, 8));
    }

    [Fact]
    public void Nothing_stops_before_a_sample_gave_an_answer()
    {
        foreach (var rule in (string[])["safe", "beta:0.51", "esc:2"])
            Assert.Null(StopDecision.Of(StopRule.Parse(rule)!, Ballots("......"), null, Count, 1, 8));
    }

    [Fact]
    public void Right_ones_are_counted()
    {
        var rule = StopRule.Parse("right:2")!;
        Assert.True(rule.NeedsGold);
        Assert.Equal(5, StopDecision.Of(rule, Ballots("abcaab"), [true, false, false, false, true, true], Count, 1, 8)!.Drawn);
        Assert.Null(StopDecision.Of(rule, Ballots("abc"), [true, false, false], Count, 1, 8));
    }

    [Fact]
    public void Scores_weigh_in_where_they_are_asked_for()
    {
        var ballots = Ballots("aabb", 8, 8, -8, -8);
        var counted = StopState.Of(ballots, 8, Count);
        var weighted = StopState.Of(ballots, 8, new VoteSettings(VoteWeight.Sigmoid));
        Assert.Equal((2, 2), (counted.First, counted.Second));
        Assert.Equal(1.99933, weighted.First, 5);
        Assert.Equal(0.00067, weighted.Second, 5);
        Assert.Equal(0.87483, StopRule.Parse("beta:0.9")!.Confidence(weighted), 5);
    }

    [Theory]
    [InlineData("beta")]
    [InlineData("beta:0.5")]
    [InlineData("beta:1")]
    [InlineData("beta:95")]
    [InlineData("beta:-0.9")]
    [InlineData("esc:1")]
    [InlineData("esc:x")]
    [InlineData("right:0")]
    [InlineData("safe:1")]
    [InlineData("fixed:8")]
    [InlineData("")]
    [InlineData("majority")]
    public void What_is_no_rule_is_refused(string text) => Assert.Null(StopRule.Parse(text));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_safe_rule_keeps_the_winner_of_all_samples(int seed)
    {
        var random = CounterRandom.For(seed, "safe", "x");
        for (var draw = 0; draw < 300; draw++)
        {
            var r = random.Fork((ulong)draw);
            var n = 4 + r.Below(0, 20);
            var answers = string.Concat(Enumerable.Range(0, n).Select(i => ".aaabbc"[r.Below((ulong)(i + 1), 7)]));
            double[] scores = [.. Enumerable.Range(0, n).Select(i => 6 * r.Share((ulong)(100 + i)) - 3)];
            foreach (var weight in (VoteSettings[])[Count, new VoteSettings(VoteWeight.Sigmoid)])
            {
                var all = Ballots(answers, scores);
                var decision = StopDecision.Of(StopRule.Parse("safe")!, all, null, weight, 1, n)!;
                Assert.Equal(Vote.Count(all, weight).Winner?.Key, Vote.Count([.. all.Take(decision.Drawn)], weight).Winner?.Key);
            }
        }
    }

    [Fact]
    public void The_decision_does_not_depend_on_how_many_are_drawn_at_a_time()
    {
        var all = Ballots("abaaaaabaaaaaaaa");
        var whole = StopDecision.Of(StopRule.Parse("beta:0.95")!, all, null, Count, 4, 16);
        foreach (var wave in (int[])[1, 2, 3, 5, 12])
        {
            StopDecision? decision = null;
            for (var drawn = 4; decision is null; drawn = Math.Min(16, drawn + wave)) decision = StopDecision.Of(StopRule.Parse("beta:0.95")!, [.. all.Take(drawn)], null, Count, 4, 16);
            Assert.Equal(whole, decision);
        }
    }

    [Fact]
    public void A_learnt_table_is_drawn_from_Beta_towards_what_was_seen()
    {
        var problems = Enumerable.Range(0, 100).Select(i => ($"{i}", (IReadOnlyList<Ballot>)Ballots("aaaaaaaa"))).ToList();
        var table = StopTable.Fit(problems, Count, 0);
        Assert.Equal(100, table.Problems);
        Assert.Equal((100 + 3 * 0.875) / 103, table.Probability(StopState.Of(Ballots("aa"), 8, Count)), 12);
        Assert.Equal(BetaTail.LeaderProbability(1, 1), table.Probability(StopState.Of(Ballots("ab"), 8, Count)), 12); // never seen
        var rule = StopRule.Parse("learned:0.99")!;
        Assert.True(rule.Learns);
        Assert.False(rule.With(table).Learns);
        Assert.Equal(1, StopDecision.Of(rule.With(table), Ballots("aaaaaaaa"), null, Count, 1, 8)!.Drawn); // (100 + 3 × 0.75) / 103
        problems.Reverse();
        Assert.Equal(table.Probability(StopState.Of(Ballots("aa"), 8, Count)), StopTable.Fit(problems, Count, 0).Probability(StopState.Of(Ballots("aa"), 8, Count)));
    }
}
