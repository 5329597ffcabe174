using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class VoteSettingsTests
{
    [Fact]
    public void A_weight_is_found_by_the_name_that_records_give_it()
    {
        Assert.Equal(["count", "sigmoid", "softmax", "raw", "max"], VoteSettings.WeightNames);
        Assert.Equal([VoteWeight.Count, VoteWeight.Sigmoid, VoteWeight.Softmax, VoteWeight.Raw, VoteWeight.Max], VoteSettings.WeightNames.Select(VoteSettings.WeightOf));
        Assert.Throws<ArgumentException>(() => VoteSettings.WeightOf("Count"));
    }

    [Theory]
    [InlineData(VoteWeight.Count, "majority", false)]
    [InlineData(VoteWeight.Sigmoid, "weighted", true)]
    [InlineData(VoteWeight.Max, "weighted", true)]
    public void Only_a_count_is_a_majority_and_needs_no_scores(VoteWeight weight, string method, bool needs)
    {
        var settings = new VoteSettings(weight);
        Assert.Equal((method, needs), (settings.Method, settings.NeedsScores));
    }
}
