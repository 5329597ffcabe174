using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class VoteTests
{
    private static readonly VoteSettings Majority = new(VoteWeight.Count);

    private static Ballot B(long rollout, string? key, double? score = null, bool finished = true) => new(rollout, key, key, score, finished);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 200)];

    /// <summary>Up to 12 samples of up to 4 answers with scores in [-5, 5) on a coarse grid, so that ties happen.</summary>
    private static Ballot[] Draw(int seed)
    {
        var random = CounterRandom.For(seed, "ballots", "");
        return [.. Enumerable.Range(0, 1 + random.Below(0, 12)).Select(i =>
        {
            var r = random.Fork((ulong)i);
            var key = r.Below(0, 6) is > 0 and var k ? "answer " + r.Below(1, 4) : null;
            return B(i, key, (r.Below(2, 41) - 20) / 4.0, r.Below(3, 8) > 0);
        })];
    }

    [Fact]
    public void Most_votes_win()
    {
        var vote = Vote.Count([B(0, "a"), B(1, "b"), B(2, "b")], Majority);
        Assert.Equal("b", vote.Winner!.Key);
        Assert.Equal((3, 0, 0, false), (vote.TotalVotes, vote.NoAnswer, vote.Unfinished, vote.Tied));
        Assert.Equal((2 / 3.0, 1 / 3.0), (vote.Share, vote.Margin));
    }

    [Fact]
    public void A_tie_goes_to_the_answer_whose_first_sample_has_the_lowest_rollout()
    {
        var vote = Vote.Count([B(3, "a"), B(1, "b"), B(2, "a"), B(4, "b")], Majority);
        Assert.Equal(("b", true, 0.0), (vote.Winner!.Key, vote.Tied, vote.Margin));
        Assert.Equal([1, 3], vote.Winner.Members);
    }

    [Fact]
    public void A_score_that_is_a_probability_already_weighs_what_it_is()
    {
        var ballots = new[] { 0.0041, 0.407, 0.9, 1, 0 }.Select((p, i) => new Ballot(i, "a" + i, "a", p, IsProbability: true)).ToList();
        var vote = Vote.Count(ballots, new VoteSettings());
        Assert.Equal([1, 0.9, 0.407, 0.0041, 0], vote.Answers.Select(g => Math.Round(g.Weight, 12)));
        var logits = Vote.Count([new Ballot(0, "a", "a", -5.5), new Ballot(1, "b", "b", -0.375)], new VoteSettings(Scale: 0.5));
        var probabilities = Vote.Count([new Ballot(0, "a", "a", Weights.Sigmoid(-5.5), IsProbability: true), new Ballot(1, "b", "b", Weights.Sigmoid(-0.375), IsProbability: true)], new VoteSettings(Scale: 0.5));
        Assert.Equal(logits.Answers.Select(g => Math.Round(g.Weight, 12)), probabilities.Answers.Select(g => Math.Round(g.Weight, 12)));
    }

    [Theory]
    [InlineData("softmax", 0.25, true)]
    [InlineData("sigmoid", 0.25, true)]
    [InlineData("probability", 1.0, true)]
    [InlineData("none", 0.25, false)]
    [InlineData("unknown", 0.25, false)]
    [InlineData("softmax", -2.0, false)] // no probability, whatever the row says
    public void A_row_says_by_its_scorer_whether_its_score_is_a_probability(string activation, double score, bool isProbability)
    {
        var row = Row.Parse($$$"""{"problem":"p","generation":"\\boxed{4}","reward_model_score":{{{score.ToString(System.Globalization.CultureInfo.InvariantCulture)}}},"other":0.5,"scored_by":{"model":"m","activation":"{{{activation}}}"}}""");
        Assert.Equal(isProbability, SampleView.Of([row], FieldNames.Default)[0].Ballot.IsProbability);
        Assert.False(SampleView.Of([row], FieldNames.Default, "other")[0].Ballot.IsProbability);
    }

    [Fact]
    public void Cut_off_samples_and_samples_without_an_answer_do_not_vote()
    {
        var vote = Vote.Count([B(0, "a", finished: false), B(1, "a", finished: false), B(2, null), B(3, "b")], Majority);
        Assert.Equal(("b", 1, 1, 2), (vote.Winner!.Key, vote.TotalVotes, vote.NoAnswer, vote.Unfinished));
    }

    [Fact]
    public void Without_any_answer_the_vote_abstains()
    {
        var vote = Vote.Count([B(0, null), B(1, "a", finished: false)], Majority);
        Assert.Null(vote.Winner);
        Assert.Equal(("no sample gave an answer", 0.0, 0.0), (vote.Abstained, vote.Share, vote.Margin));
    }

    [Theory]
    [InlineData(3, null, null, null)]
    [InlineData(4, null, null, "votes 3 below 4")]
    [InlineData(1, 0.66, null, null)]
    [InlineData(1, 0.67, null, "share 0.6667 below 0.67")]
    [InlineData(1, null, 0.33, null)]
    [InlineData(1, null, 0.34, "margin 0.3333 below 0.34")]
    public void Abstaining_names_the_bound(int minVotes, double? minShare, double? minMargin, string? reason)
    {
        var vote = Vote.Count([B(0, "a"), B(1, "b"), B(2, "b")], Majority with { MinVotes = minVotes, MinShare = minShare, MinMargin = minMargin });
        Assert.Equal((reason, reason is null ? "b" : null), (vote.Abstained, vote.Winner?.Key));
    }

    [Theory]
    [InlineData(VoteWeight.Count, 2.0, 1.0)]
    [InlineData(VoteWeight.Sigmoid, 0.5, 0.9525741268224334)]
    [InlineData(VoteWeight.Raw, -3.0, 3.0)]
    [InlineData(VoteWeight.Max, 0.0, 3.0)]
    public void Each_weight_sums_as_written(VoteWeight weight, double expectedA, double expectedB)
    {
        var vote = Vote.Count([B(0, "a", 0), B(1, "a", -3), B(2, "b", 3)], new VoteSettings(weight));
        var a = vote.Answers.Single(x => x.Key == "a");
        var b = vote.Answers.Single(x => x.Key == "b");
        var sigmoidOfMinusThree = weight == VoteWeight.Sigmoid ? 1 - 0.9525741268224334 : 0;
        Assert.Equal(expectedA + sigmoidOfMinusThree, a.Weight, 12);
        Assert.Equal(expectedB, b.Weight, 12);
    }

    [Fact]
    public void Softmax_weights_sum_to_one_and_survive_large_scores()
    {
        var vote = Vote.Count([B(0, "a", 1000), B(1, "b", 999), B(2, "b", 999)], new VoteSettings(VoteWeight.Softmax));
        Assert.Equal(1, vote.Answers.Sum(x => x.Weight), 12);
        Assert.Equal(Math.E / (Math.E + 2), vote.Winner!.Weight, 12);
        Assert.Equal("a", vote.Winner.Key);
    }

    [Theory]
    [InlineData(-800, -801, -802)]
    [InlineData(-1e6, -1000001, -1000002)]
    [InlineData(-1e90, -2e90, -2e90)]
    public void Scores_too_low_for_a_double_still_decide(double first, double second, double third)
    {
        var vote = Vote.Count([B(0, "b", second), B(1, "b", third), B(2, "a", first)], new VoteSettings());
        Assert.Equal(("a", false), (vote.Winner!.Key, vote.Tied));
        Assert.Equal(1, vote.Answers[0].Weight, 12);
        Assert.Equal(Weights.LogSigmoid(first), vote.LogScale);
        Assert.Equal(1 / (1 + Math.Exp(second - first) + Math.Exp(third - first)), vote.Share, 12);
    }

    [Fact]
    public void A_vote_record_tells_weights_too_small_for_a_double_by_their_logarithm()
    {
        var settings = new VoteSettings();
        var record = VoteRecord.Of("p", Vote.Count([B(0, "a", -800), B(1, "b", -801)], settings), settings, null, null);
        Assert.Equal("[{\"answer_key\":\"a\",\"answer\":\"a\",\"count\":1,\"weight\":0,\"log_weight\":-800},{\"answer_key\":\"b\",\"answer\":\"b\",\"count\":1,\"weight\":0,\"log_weight\":-801}]", record.RawText("votes"));
    }

    [Theory]
    [InlineData(VoteWeight.Sigmoid)]
    [InlineData(VoteWeight.Softmax)]
    public void A_subset_of_low_scores_does_not_tie(VoteWeight weight)
    {
        Ballot[] ballots = [B(0, "wrong", -900), B(1, "right", -800), B(2, "right", 5)];
        var votes = new DataForge.Voting.Evaluation.VoteAtK(ballots, [false, true, true], new VoteSettings(weight), CounterRandom.For(0, "t", ""));
        Assert.Equal(1, votes.Share(2)); // {0, 1} as well: e^-800 against e^-900
    }

    [Fact]
    public void Raw_sums_let_a_further_vote_lower_an_answer_and_sigmoids_do_not()
    {
        Ballot[] ballots = [B(0, "a", -0.1), B(1, "a", -0.1), B(2, "b", -0.15)];
        Assert.Equal("b", Vote.Count(ballots, new VoteSettings(VoteWeight.Raw)).Winner!.Key);
        Assert.Equal("a", Vote.Count(ballots, new VoteSettings(VoteWeight.Sigmoid)).Winner!.Key);
    }

    [Fact]
    public void A_weighted_vote_without_a_score_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => Vote.Count([B(0, "a")], new VoteSettings()));

    [Fact]
    public void A_score_is_not_asked_of_samples_that_do_not_vote() =>
        Assert.Equal("a", Vote.Count([B(0, "a", 1), B(1, null), B(2, "b", finished: false)], new VoteSettings()).Winner!.Key);

    [Theory, MemberData(nameof(Seeds))]
    public void The_order_of_the_samples_changes_nothing(int seed)
    {
        var ballots = Draw(seed);
        var shuffled = ballots.OrderBy(b => CounterRandom.For(seed, "shuffle", "").Bits((ulong)b.Rollout)).ToArray();
        foreach (var weight in Enum.GetValues<VoteWeight>())
        {
            var settings = new VoteSettings(weight);
            var (one, other) = (Vote.Count(ballots, settings), Vote.Count(shuffled, settings));
            Assert.Equal(Outline(one), Outline(other));
        }

        static string Outline(VoteResult r) => $"{string.Join(' ', r.Answers.Select(a => $"{a.Key}:{a.Count}:{a.Weight:R}:{a.FirstRollout}"))} {r.Share:R} {r.Margin:R} {r.Tied} {r.Abstained}";
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Matches_the_plain_definition(int seed)
    {
        var ballots = Draw(seed);
        foreach (var weight in new[] { VoteWeight.Count, VoteWeight.Sigmoid, VoteWeight.Raw, VoteWeight.Max })
            Assert.Equal(Plain(ballots, weight), Vote.Count(ballots, new VoteSettings(weight)).Winner?.Key);
    }

    /// <summary>argmax over answers, first rollout first, of sums kept as exact fractions of the grid (the sigmoid in plain doubles).</summary>
    private static string? Plain(Ballot[] ballots, VoteWeight weight)
    {
        string? best = null;
        double bestWeight = 0;
        foreach (var key in ballots.Where(b => b.Votes).Select(b => b.Key!).Distinct())
        {
            var scores = ballots.Where(b => b.Votes && b.Key == key).Select(b => b.Score!.Value).Order().ToArray();
            var sum = weight switch
            {
                VoteWeight.Count => scores.Length,
                VoteWeight.Raw => scores.Sum(),
                VoteWeight.Max => scores.Max(),
                _ => scores.Sum(s => 1 / (1 + Math.Exp(-s))),
            };
            if (best is null || sum > bestWeight + 1e-12) (best, bestWeight) = (key, sum);
        }

        return best;
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_higher_score_never_costs_the_winner_its_win(int seed)
    {
        var ballots = Draw(seed);
        foreach (var weight in new[] { VoteWeight.Sigmoid, VoteWeight.Softmax, VoteWeight.Raw, VoteWeight.Max })
        {
            var settings = new VoteSettings(weight);
            if (Vote.Count(ballots, settings).Winner is not { } winner) continue;
            Ballot[] raised = [.. ballots.Select((b, i) => i == winner.Members[^1] ? b with { Score = b.Score + 1.5 } : b)];
            Assert.Equal(winner.Key, Vote.Count(raised, settings).Winner!.Key);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_further_vote_never_costs_the_winner_its_win_where_weights_are_positive(int seed)
    {
        var ballots = Draw(seed);
        foreach (var weight in new[] { VoteWeight.Count, VoteWeight.Sigmoid, VoteWeight.Softmax })
        {
            var settings = new VoteSettings(weight);
            if (Vote.Count(ballots, settings).Winner is not { } winner) continue;
            Assert.Equal(winner.Key, Vote.Count([.. ballots, B(100, winner.Key, -4)], settings).Winner!.Key);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Shares_and_margins_are_shares(int seed)
    {
        foreach (var weight in Enum.GetValues<VoteWeight>())
        {
            var vote = Vote.Count(Draw(seed), new VoteSettings(weight));
            Assert.InRange(vote.Share, 0, 1 + 1e-12);
            Assert.InRange(vote.Margin, 0, 1 + 1e-12);
            Assert.Equal(Draw(seed).Length, vote.TotalVotes + vote.NoAnswer + vote.Unfinished);
        }
    }
}
