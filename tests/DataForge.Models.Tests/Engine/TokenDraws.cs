using DataForge.Core;
using DataForge.Models.Engine;

namespace DataForge.Models.Tests.Engine;

/// <summary>Draws against the plain definition: sort everything, cut, renormalize, walk.</summary>
public sealed class TokenDraws
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 300)];

    [Theory, MemberData(nameof(Seeds))]
    public void Match_the_plain_definition(int seed)
    {
        var (row, sampling, share) = Case(seed);
        Assert.Equal(Plain(row, sampling, share), new TokenSampler().Draw(row, sampling, share));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void From_the_top_64_are_the_same_or_undecided(int seed)
    {
        var (row, sampling, share) = Case(seed);
        if (sampling.Temperature == 0) return;
        var scaled = row.Select(x => (float)(x / sampling.Temperature)).ToArray();
        var top = Enumerable.Range(0, row.Length).OrderByDescending(i => scaled[i]).ThenBy(i => i).Take(64).ToArray();
        var drawn = new TokenSampler().DrawFromTop([.. top.Select(i => scaled[i])], [.. top.Select(i => (long)i)], (float)LogitRow.LogSumExp(scaled), row.Length, sampling, share);
        if (drawn is { } token) Assert.Equal(Plain(row, sampling, share), token);
        else Assert.True(sampling.TopK is 0 or > 64);
    }

    [Fact]
    public void A_greedy_draw_takes_the_lowest_id_on_ties() =>
        Assert.Equal(2, new TokenSampler().Draw([0, 1, 3, 3, 2], SamplingParameters.Greedy(1), 0.9));

    [Theory]
    [InlineData(float.NaN, 0), InlineData(float.NaN, 0.7), InlineData(float.PositiveInfinity, 0), InlineData(float.PositiveInfinity, 1)]
    public void Nothing_is_drawn_from_logits_that_are_not_finite(float broken, double temperature)
    {
        float[] row = [.. Enumerable.Range(0, 100).Select(i => (float)i)];
        row[40] = broken;
        var sampling = new SamplingParameters(temperature, 0.9, 0, 1, [], 0);
        Assert.StartsWith("the model's logits are not finite", Assert.Throws<ForgeException>(() => new TokenSampler().Draw(row, sampling, 0.5)).Message);
        Assert.Throws<ForgeException>(() => new TokenSampler().DrawFromTop([9f, 8f], [1L, 2L], float.NaN, 100, sampling, 0.5));
        float[] nothing = [.. Enumerable.Repeat(float.NegativeInfinity, 8)];
        Assert.Throws<ForgeException>(() => new TokenSampler().Draw(nothing, sampling, 0.5));
    }

    [Fact]
    public void Every_token_of_a_flat_row_is_drawn_in_proportion()
    {
        var (counts, sampler) = (new int[1000], new TokenSampler());
        var sampling = new SamplingParameters(1, 1, 0, 1, [], 0);
        for (var i = 0; i < 10_000; i++) counts[sampler.Draw(new float[1000], sampling, (i + 0.5) / 10_000)]++;
        Assert.All(counts, c => Assert.Equal(10, c));
    }

    [Fact]
    public void A_large_flat_row_takes_its_ids_in_order_and_no_longer_than_another()
    {
        var row = new float[200_000];
        row[7] = -0f;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(100_000, new TokenSampler().Draw(row, new SamplingParameters(1, 1, 0, 1, [], 0), 0.5));
        Assert.Equal(50_000, new TokenSampler().Draw(row, new SamplingParameters(1, 1, 100_000, 1, [], 0), 0.5));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), clock.Elapsed.ToString());
    }

    [Theory, InlineData(1e-7), InlineData(1e-40), InlineData(1e-300), InlineData(double.Epsilon)]
    public void A_temperature_next_to_zero_draws_the_most_likely(double temperature)
    {
        foreach (var topP in (double[])[1, 0.9])
            Assert.Equal(2, new TokenSampler().Draw([0, 1, 3, 2.99f, 2], new SamplingParameters(temperature, topP, 0, 1, [], 0), 0.999));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Log_sum_exp_matches_the_plain_definition(int seed)
    {
        var (row, _, _) = Case(seed);
        var max = row.Max();
        Assert.Equal(max + Math.Log(row.Sum(x => Math.Exp((double)x - max))), LogitRow.LogSumExp(row), 1e-5);
    }

    private static int Plain(float[] row, SamplingParameters s, double share)
    {
        var order = Enumerable.Range(0, row.Length).OrderByDescending(i => row[i]).ThenBy(i => i).ToArray();
        if (s.Temperature == 0) return order[0];
        var scale = (float)(1 / s.Temperature);
        var weights = order.Select(i => (Id: i, Weight: Math.Exp(((double)row[i] - row[order[0]]) * scale))).ToArray();
        if (s.TopK > 0) weights = weights[..Math.Min(s.TopK, weights.Length)];
        if (s.TopP < 1)
        {
            var total = weights.Sum(w => w.Weight);
            var (mass, kept) = (0.0, 0);
            while (kept < weights.Length && mass < s.TopP * total) mass += weights[kept++].Weight;
            weights = weights[..kept];
        }

        var (reached, wanted) = (0.0, share * weights.Sum(w => w.Weight));
        return weights.First(w => (reached += w.Weight) > wanted).Id;
    }

    /// <summary>Rows of 3 to 2,000 logits, flat to peaked; shares kept off the edges of two tokens by their coarseness.</summary>
    private static (float[] Row, SamplingParameters Sampling, double Share) Case(int seed)
    {
        var random = CounterRandom.For(seed, "draws", "case");
        var length = 3 + random.Below(0, seed % 3 == 0 ? 60 : 2000);
        var spread = new[] { 0.01, 1, 4, 12 }[random.Below(1, 4)];
        var row = Enumerable.Range(0, length).Select(i => (float)((random.Share((ulong)i + 100) - 0.5) * 2 * spread)).ToArray();
        var temperature = new[] { 0, 0.3, 0.7, 1, 2 }[random.Below(2, 5)];
        var topP = new[] { 1, 0.95, 0.5, 0.01 }[random.Below(3, 4)];
        var topK = new[] { 0, 0, 1, 5, 40, 200 }[random.Below(4, 6)];
        return (row, new SamplingParameters(temperature, topP, topK, 1, [], 0), random.Share(5));
    }
}
