using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class SelectionTests
{
    private static readonly Row[] Rows =
    [
        Row.Parse("""{"rollout":0,"generation":"<<1+1=2>> so \\boxed{2}","predicted_answer":"2","reward_model_score":0.5,"is_correct":true}"""),
        Row.Parse("""{"rollout":1,"generation":"<<1+1=2>> thus \\boxed{2}","predicted_answer":"2","reward_model_score":1.5,"is_correct":true}"""),
        Row.Parse("""{"rollout":2,"generation":"<<4-2=2>>","predicted_answer":"2","reward_model_score":-1,"is_correct":true}"""),
        Row.Parse("""{"rollout":3,"generation":"<<1+1=3>>","predicted_answer":"2","reward_model_score":3,"is_correct":null}"""),
        Row.Parse("""{"rollout":4,"generation":"five","predicted_answer":"5","reward_model_score":2,"is_correct":false}"""),
        Row.Parse("""{"rollout":5,"generation":"…","predicted_answer":null,"reward_model_score":2}"""),
        Row.Parse("""{"rollout":6,"generation":"cut","predicted_answer":"2","reward_model_score":2,"finish_reason":"length"}"""),
    ];

    private static string Fates(SelectionSettings settings, VoteSettings? vote = null)
    {
        var samples = SampleView.Of(Rows, FieldNames.Default);
        return string.Join(' ', Selection.Of(samples, Vote.Count([.. samples.Select(s => s.Ballot)], vote ?? new VoteSettings()), settings).Select(f => $"{f.Index}:{f.Rule ?? "yes"}"));
    }

    [Fact]
    public void The_best_scored_of_the_winner_goes_on() =>
        Assert.Equal("3:yes 0:beyond_count 1:beyond_count 2:beyond_count 4:outvoted 5:no_answer 6:unfinished", Fates(new SelectionSettings()));

    [Fact]
    public void Top_two_stand_best_first() => Assert.StartsWith("3:yes 1:yes 0:", Fates(new SelectionSettings(Count: 2)), StringComparison.Ordinal);

    [Fact]
    public void Distinct_paths_keep_the_best_of_each_and_drop_broken_ones() =>
        Assert.Equal("1:yes 2:yes 0:same_path 3:broken_equation 4:outvoted 5:no_answer 6:unfinished", Fates(new SelectionSettings(SelectBy.Paths, int.MaxValue)));

    [Fact]
    public void Among_right_ones_an_undecided_sample_is_not_right() =>
        Assert.Equal("1:yes 0:yes 2:yes 3:undecided 4:not_right 5:no_answer 6:unfinished", Fates(new SelectionSettings(SelectBy.All, int.MaxValue, AmongRight: true)));

    [Fact]
    public void An_abstained_problem_gives_nothing() =>
        Assert.DoesNotContain("yes", Fates(new SelectionSettings(), new VoteSettings(MinShare: 0.99)), StringComparison.Ordinal);

    [Theory]
    [InlineData("top-k:4", SelectBy.TopScore, 4)]
    [InlineData("paths", SelectBy.Paths, int.MaxValue)]
    [InlineData("paths:3", SelectBy.Paths, 3)]
    [InlineData("all", SelectBy.All, int.MaxValue)]
    public void A_selection_is_read_as_typed(string text, SelectBy by, int count) => Assert.Equal(new SelectionSettings(by, count), SelectionSettings.Parse(text));

    [Theory]
    [InlineData("top-k")]
    [InlineData("top-k:0")]
    [InlineData("top-k:-1")]
    [InlineData("paths:x")]
    [InlineData("all:3")]
    [InlineData("best")]
    public void Anything_else_is_no_selection(string text) => Assert.Null(SelectionSettings.Parse(text));

    [Fact]
    public void An_answer_field_that_is_null_is_no_answer_and_one_that_is_absent_is_looked_for()
    {
        var samples = SampleView.Of([Row.Parse("""{"generation":"The answer is 7.","predicted_answer":null}"""), Row.Parse("""{"generation":"The answer is 7."}""")], FieldNames.Default);
        Assert.Equal([null, "7"], samples.Select(s => s.Ballot.Answer));
        Assert.Equal([0L, 1L], samples.Select(s => s.Ballot.Rollout));
    }
}
