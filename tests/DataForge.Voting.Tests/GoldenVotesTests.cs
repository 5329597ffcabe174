using DataForge.Core;
using DataForge.Formats;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

/// <summary>Qwen2.5-Math's published example of 100 MATH questions with 8 scored samples each (evaluation/data/eval_rm_maj_example, commit a45202bd16).</summary>
public sealed class GoldenVotesTests
{
    private static IReadOnlyList<(int Index, IReadOnlyList<SampleView> Samples)> Read()
    {
        var path = SharedData.Require("data", "qwen25-math", "eval_rm_maj_example", "math_cot_100.jsonl.gz");
        return [.. ProblemGroups.Of(StoredSamples.Open([path], FieldNames.Default, null, _ => { }))
            .Select(g => ((int)g.Samples[0].Integer("idx")!.Value, SampleView.Of(g.Samples, FieldNames.Default)))];
    }

    /// <summary>Two questions are mislabelled: 3 (the gold is mangled to "4:30p.."; all eight samples say 4:30) and 72 (10{,}000 against 10000).</summary>
    private static bool Right(int index, SampleView sample, bool regraded) => regraded && index switch
    {
        3 => sample.Ballot.Answer == "4:30",
        72 => sample.Ballot.Answer == "10000",
        _ => false,
    } || sample.IsCorrect == true;

    [Theory]
    [InlineData(VoteWeight.Count, 1, 93, 94)]
    [InlineData(VoteWeight.Sigmoid, 1, 94, 96)]
    [InlineData(VoteWeight.Sigmoid, 0.5, 93, 95)]
    [InlineData(VoteWeight.Raw, 1, 94, 96)]
    [InlineData(VoteWeight.Softmax, 1, 94, 96)]
    [InlineData(VoteWeight.Max, 1, 94, 96)]
    public void Votes_give_the_golden_figures_with_both_sets_of_labels(VoteWeight weight, double scale, int published, int regraded)
    {
        var problems = Read();
        var winners = problems.Select(p => (p.Index, Sample: p.Samples[Vote.Count([.. p.Samples.Select(s => s.Ballot)], new VoteSettings(weight, scale)).Winner!.Members[0]])).ToList();
        Assert.Equal(published, winners.Count(w => Right(w.Index, w.Sample, regraded: false)));
        Assert.Equal(regraded, winners.Count(w => Right(w.Index, w.Sample, regraded: true)));
    }

    [Fact]
    public void A_right_sample_is_among_eight_in_96_and_98_questions()
    {
        var problems = Read();
        Assert.Equal((800, 96, 98), (problems.Sum(p => p.Samples.Count), problems.Count(p => p.Samples.Any(s => Right(p.Index, s, false))), problems.Count(p => p.Samples.Any(s => Right(p.Index, s, true)))));
    }

    [Fact]
    public void The_count_ties_in_four_questions() =>
        Assert.Equal([17, 28, 58, 85], Read().Where(p => Vote.Count([.. p.Samples.Select(s => s.Ballot)], new VoteSettings(VoteWeight.Count)).Tied).Select(p => p.Index));

    [Fact]
    public void Twelve_questions_have_more_than_one_answer() =>
        Assert.Equal(12, Read().Count(p => p.Samples.Select(s => s.Ballot.Key).Distinct().Count() > 1));

    [Theory]
    [InlineData(54, VoteWeight.Sigmoid, 1, true)]
    [InlineData(54, VoteWeight.Sigmoid, 0.5, false)]
    [InlineData(54, VoteWeight.Raw, 1, true)]
    [InlineData(70, VoteWeight.Raw, 1, true)]
    [InlineData(70, VoteWeight.Softmax, 1, true)]
    [InlineData(70, VoteWeight.Max, 1, true)]
    [InlineData(70, VoteWeight.Sigmoid, 1, false)]
    [InlineData(98, VoteWeight.Sigmoid, 1, true)]
    [InlineData(98, VoteWeight.Raw, 1, false)]
    [InlineData(98, VoteWeight.Softmax, 1, false)]
    [InlineData(98, VoteWeight.Max, 1, false)]
    public void The_three_telling_questions_come_out_as_recorded(int index, VoteWeight weight, double scale, bool right)
    {
        var samples = Read().Single(p => p.Index == index).Samples;
        Assert.Equal(right, samples[Vote.Count([.. samples.Select(s => s.Ballot)], new VoteSettings(weight, scale)).Winner!.Members[0]].IsCorrect);
    }
}
