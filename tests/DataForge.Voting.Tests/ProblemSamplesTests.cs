using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class ProblemSamplesTests
{
    private static ProblemSamples Of(params string[] rows) =>
        ProblemSamples.Of(new ProblemGroup("p", [.. rows.Select((r, i) => Row.Parse(r.Contains("generation", StringComparison.Ordinal) ? r : r.Insert(1, "\"generation\":\"x\","), "s.jsonl", i + 1))]), FieldNames.Default);

    private static string Fails(params string[] rows) => Assert.Throws<ForgeException>(() => Of(rows)).Message;

    [Theory]
    [InlineData("""{"problem":"p","expected_answer":"2","rollout":0}""", true)]
    [InlineData("""{"problem":"p","generation":"","rollout":0}""", false)]
    [InlineData("""{"problem":"p","generation":null,"rollout":0,"finish_reason":"error"}""", false)]
    [InlineData("""{"problem":"p","predicted_answer":null,"rollout":0}""", false)]
    [InlineData("""{"problem":"p","answer_key":"2","rollout":0}""", false)]
    public void A_row_that_could_hold_no_generation_is_an_error_and_no_missing_answer(string json, bool isBad)
    {
        var error = Record.Exception(() => SampleView.Of([Row.Parse(json)], FieldNames.Default));
        if (!isBad) Assert.Null(error);
        else Assert.Contains("expected a generation in one of the fields generation, response, output, completion, generated_solution, or an answer in predicted_answer, found problem, expected_answer, rollout", Assert.IsType<ForgeException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_sample_read_twice_counts_once()
    {
        var problem = Of("""{"rollout":0,"generation":"\\boxed{1}"}""", """{"rollout":1,"generation":"\\boxed{2}"}""", """{"rollout":0,"generation":"\\boxed{1}","note":"read again"}""");
        Assert.Equal([0L, 1L], problem.Samples.Select(s => s.Ballot.Rollout));
        Assert.Equal([3L], problem.Repeats.Select(r => r.Line));
        Assert.Single(Of("""{"sample_id":"a","generation":"x"}""", """{"sample_id":"a","generation":"x"}""").Repeats);
    }

    [Fact]
    public void One_rollout_of_two_runs_is_two_samples()
    {
        Assert.Equal(2, Of("""{"rollout":0,"model":"a","generation":"x"}""", """{"rollout":0,"model":"b","generation":"x"}""").Samples.Count);
        Assert.Equal(2, Of("""{"rollout":0,"seed":1,"generation":"x"}""", """{"rollout":0,"seed":2,"generation":"x"}""").Samples.Count);
        Assert.Equal(2, Of("""{"rollout":0,"sample_id":"a","generation":"x"}""", """{"rollout":0,"sample_id":"b","generation":"y"}""").Samples.Count);
    }

    [Fact]
    public void One_rollout_of_one_run_with_two_texts_is_an_error_that_names_both_places() =>
        Assert.Equal("s.jsonl:2: another text of a sample that stands at s.jsonl:1: problem p, rollout 3; samples of several runs need different model, seed or sample_id",
            Fails("""{"problem_id":"p","rollout":3,"model":"m","generation":"x"}""", """{"problem_id":"p","rollout":3,"model":"m","generation":"y"}"""));

    [Fact]
    public void Samples_without_a_number_take_numbers_that_no_other_has()
    {
        var problem = Of("""{"generation":"a"}""", """{"rollout":0,"generation":"b"}""", """{"generation":"c"}""", """{"rollout":2,"generation":"d"}""", """{"generation":"a"}""");
        Assert.Equal([1L, 0L, 3L, 2L, 4L], problem.Samples.Select(s => s.Ballot.Rollout));
        Assert.Equal([0L, 1L], Of("""{"generation":"same"}""", """{"generation":"same"}""").Samples.Select(s => s.Ballot.Rollout));
    }

    [Theory]
    [InlineData("1/2", "0.5")]
    [InlineData("\\\\frac{1}{2}", "1/2")]
    [InlineData("5%", "5\\\\%")]
    public void Golds_that_mean_the_same_are_one_gold(string one, string other) =>
        Assert.NotNull(Of($$"""{"expected_answer":"{{one}}"}""", $$"""{"expected_answer":"{{other}}"}""").Gold);

    [Fact]
    public void Two_golds_of_one_problem_are_an_error_that_names_both() =>
        Assert.Equal("s.jsonl:3: two gold answers for one problem: \"5\" here, \"4\" at s.jsonl:1; correct one of them, or name the right field with --answer-field",
            Fails("""{"expected_answer":"4"}""", """{"generation":"x"}""", """{"expected_answer":"5"}"""));

    [Fact]
    public void A_votes_answer_is_no_second_gold() =>
        Assert.Equal("4", Of("""{"expected_answer":"5","answer_source":"majority"}""", """{"expected_answer":"4"}""").Gold);

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e200")]
    public void A_score_out_of_range_is_a_bad_record(string score) =>
        Assert.Equal($"s.jsonl:1: field \"reward_model_score\": expected a score between -1e100 and 1e100, found {score}", Fails($$"""{"reward_model_score":{{score}}}"""));

    [Fact]
    public void A_score_that_is_no_number_is_a_bad_record() =>
        Assert.Equal("s.jsonl:1: field \"reward_model_score\": expected a number, found a string", Fails("""{"reward_model_score":"NaN"}"""));

    [Fact]
    public void Within_a_budget_a_bad_problem_is_left_out_whole()
    {
        ProblemGroup[] groups =
        [
            new("a", [Row.Parse("""{"expected_answer":"4","generation":"x"}""", "s.jsonl", 1), Row.Parse("""{"expected_answer":"5","generation":"y"}""", "s.jsonl", 2)]),
            new("b", [Row.Parse("""{"expected_answer":"4","generation":"x"}""", "s.jsonl", 3)]),
        ];
        var bad = new List<long>();
        Assert.Equal(["b"], ProblemSamples.Of(groups, FieldNames.Default, "reward_model_score", (_, row) => bad.Add(row.Line)).Select(p => p.ProblemId));
        Assert.Equal([1L], bad);
    }
}
