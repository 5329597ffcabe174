using DataForge.Core;
using DataForge.Voting;
using DataForge.Voting.Evaluation;

namespace DataForge.Tests.Voting;

public sealed class EstimatorTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 100)];

    private static IEnumerable<int[]> Choices(int n, int k) =>
        k == 0 ? [[]] : Enumerable.Range(0, n).SelectMany(last => Choices(last, k - 1).Select(c => (int[])[.. c, last]));

    [Fact]
    public void Pass_at_k_is_the_share_of_choices_with_a_right_sample()
    {
        for (var n = 1; n <= 8; n++)
            for (var c = 0; c <= n; c++)
                for (var k = 1; k <= n; k++)
                    Assert.Equal(Choices(n, k).Average(choice => choice.Any(i => i < c) ? 1.0 : 0), PassAtK.Unbiased(n, c, k), 12);
    }

    [Fact]
    public void Pass_at_k_survives_sizes_whose_binomials_overflow() =>
        Assert.Equal(1 - Math.Pow(0.5, 10), PassAtK.Unbiased(1_000_000, 500_000, 10), 4);

    [Theory]
    [InlineData(4, 2, 5)]
    [InlineData(4, 2, 0)]
    [InlineData(4, 5, 2)]
    public void Pass_at_k_refuses_sizes_that_cannot_be(int n, int c, int k) => Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Unbiased(n, c, k));

    [Theory, MemberData(nameof(Seeds))]
    public void Best_of_k_is_the_share_of_choices_whose_best_is_right(int seed)
    {
        var random = CounterRandom.For(seed, "best", "");
        bool[] right = [.. Enumerable.Range(0, 1 + random.Below(0, 9)).Select(i => random.Below((ulong)i + 1, 2) == 1)];
        for (var k = 1; k <= right.Length; k++)
            Assert.Equal(Choices(right.Length, k).Average(choice => right[choice.Min()] ? 1.0 : 0), PassAtK.BestOf(right, k), 12);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Vote_at_k_is_the_mean_of_votes_over_all_choices(int seed)
    {
        var random = CounterRandom.For(seed, "votes", "");
        Ballot[] ballots = [.. Enumerable.Range(0, 1 + random.Below(0, 8)).Select(i =>
        {
            var r = random.Fork((ulong)i);
            var key = r.Below(0, 7) is > 0 and var x ? "a" + (x % 3) : null;
            return new Ballot(i, key, key, (r.Below(1, 17) - 8) / 4.0, r.Below(2, 9) > 0);
        })];
        bool[] right = [.. ballots.Select(b => b.Votes && b.Key == "a1")];
        foreach (var weight in Enum.GetValues<VoteWeight>())
        {
            var settings = new VoteSettings(weight);
            var estimator = new VoteAtK(ballots, right, settings, random);
            for (var k = 1; k <= ballots.Length; k++)
            {
                var plain = Choices(ballots.Length, k).Average(c => Vote.Count([.. c.Select(i => ballots[i])], settings).Winner is { Key: "a1" } ? 1.0 : 0);
                Assert.Equal(plain, estimator.Share(k), 12);
            }
        }
    }

    [Fact]
    public void Drawn_choices_come_near_the_exact_mean_and_do_not_change_from_run_to_run()
    {
        Ballot[] ballots = [.. Enumerable.Range(0, 40).Select(i => new Ballot(i, i % 5 < 2 ? "a" : "b" + (i % 5), "", null))];
        bool[] right = [.. ballots.Select(b => b.Key == "a")];
        var one = new VoteAtK(ballots, right, new VoteSettings(VoteWeight.Count), CounterRandom.For(1, "t", "p")).Share(1);
        Assert.Equal(0.4, one); // 40 choices are counted, not drawn
        double At7() => new VoteAtK(ballots, right, new VoteSettings(VoteWeight.Count), CounterRandom.For(1, "t", "p")).Share(7);
        Assert.Equal(At7(), At7());
        Assert.InRange(At7(), 0.6, 0.85);
    }

    [Fact]
    public void Every_choice_is_drawn_equally_often()
    {
        var counts = new Dictionary<string, int>();
        for (var draw = 0UL; draw < 20_000; draw++)
        {
            var taken = new bool[5];
            Subsets.Draw(taken, 2, CounterRandom.For(3, "t", "p").Fork(draw));
            Assert.Equal(2, taken.Count(t => t));
            var name = string.Concat(taken.Select(t => t ? '1' : '0'));
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        Assert.Equal(10, counts.Count);
        Assert.All(counts.Values, c => Assert.InRange(c, 1800, 2200)); // 2,000 each; four and a half standard deviations
    }

    [Fact]
    public void Bootstrap_intervals_hold_the_mean_and_narrow_with_the_number_of_problems()
    {
        static double Width(int n)
        {
            var boot = new Bootstrap([.. Enumerable.Range(0, n).Select(i => new[] { i % 4 == 0 ? 0.0 : 1.0 })], 1, "set");
            var e = boot.Of(0);
            Assert.Equal(0.75, e.Mean, 12);
            Assert.InRange(e.Mean, e.Low, e.High);
            return e.High - e.Low;
        }

        Assert.InRange(Width(100), 0.15, 0.19); // 2 · 1.96 · sqrt(0.75 · 0.25 / 100) = 0.170
        Assert.InRange(Width(10_000), 0.015, 0.019);
    }

    [Fact]
    public void Differences_are_paired_by_problem()
    {
        var boot = new Bootstrap([.. Enumerable.Range(0, 50).Select(i => new[] { i % 2, (i % 2) - 0.125 })], 1, "set");
        var difference = boot.Difference(0, 1);
        Assert.Equal((0.125, 0.125, 0.125), (difference.Mean, Math.Round(difference.Low, 12), Math.Round(difference.High, 12)));
    }

    [Fact]
    public void Problems_without_a_value_are_left_out_of_that_column_alone()
    {
        var boot = new Bootstrap([[1, double.NaN], [0, 1], [1, 1], [0, double.NaN]], 1, "set");
        Assert.Equal((0.5, 1.0), (boot.Of(0).Mean, boot.Of(1).Mean));
    }
}
