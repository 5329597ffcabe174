using DataForge.Core;
using DataForge.Tests;

namespace DataForge.Stages.Tests;

/// <summary>A correction's loss mask is made of the masks of both solutions: one that is not understood would train on what a tool printed.</summary>
public sealed class CorrectMaskTests
{
    private const string Calls = """ "tool_calls":[{"code":"print(3*4)","output":"12","status":"ok"}]""";

    private static CorrectStage Stage => new(new CorrectStageSettings(1, HidesWrong: false, FieldNames.Default, "score", Regrade: false));

    private static StageRun Correct(string rightFields) => StageRun.Of(Stage, StageRun.Rows(
        """{"problem_id":"p","problem":"3 times 4?","rollout":0,"generation":"print(3+4)\n7\nSo \\boxed{7}.","expected_answer":"12","finish_reason":"stop","mask":[[11,12]],"tool_calls":[{"code":"print(3+4)","output":"7","status":"ok"}]}""",
        $$"""{"problem_id":"p","problem":"3 times 4?","rollout":1,"generation":"print(3*4)\n12\nSo \\boxed{12}.","expected_answer":"12","finish_reason":"stop",{{rightFields}}}"""));

    [Fact]
    public void Spans_of_the_correction_move_with_its_text()
    {
        var row = Assert.Single(Correct($"\"mask\":[[11,13]],{Calls}").Kept);
        var text = row.Text("generation")!;
        var spans = row.Element("mask")!.Value;
        Assert.Equal("12", text[spans[1][0].GetInt32()..spans[1][1].GetInt32()]);
    }

    [Theory]
    [InlineData("[[0,1000000000]]", "[0,1000000000]")]
    [InlineData("[[-1,3]]", "[-1,3]")]
    [InlineData("[[5,2]]", "[5,2]")]
    [InlineData("[[3,3]]", "[3,3]")]
    [InlineData("[[1,2,3]]", "[1,2,3]")]
    [InlineData("[[0.5,3.2]]", "[0.5,3.2]")]
    [InlineData("[[\"a\",\"b\"]]", "[\"a\",\"b\"]")]
    [InlineData("[[5,9],[8,10]]", "[8,10]")]
    [InlineData("[[8,10],[2,4]]", "[2,4]")]
    [InlineData("[7]", "7")]
    [InlineData("\"x\"", "\"x\"")]
    public void A_mask_that_holds_no_spans_of_the_text_in_order_is_a_bad_record(string mask, string found)
    {
        var bad = Assert.Throws<ForgeException>(() => Correct($"\"mask\":{mask},{Calls}"));
        Assert.True(bad.IsBadRecord);
        Assert.Equal($"docs.jsonl:2: field \"mask\": expected a list of spans [start, end] within the 28 code points of the text, each behind the one before, found {found}", bad.Message);
    }

    [Fact]
    public void Calls_without_a_mask_are_a_bad_record()
    {
        var bad = Assert.Throws<ForgeException>(() => Correct(Calls));
        Assert.Equal("docs.jsonl:2: field \"mask\": expected the spans of the text that calls printed, beside \"tool_calls\", found none", bad.Message);
    }
}
