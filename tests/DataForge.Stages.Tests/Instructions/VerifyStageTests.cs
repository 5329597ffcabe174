using System.Text.Json;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages.Tests;

/// <summary>Functions are played by a runner: the code's last word is the text that a response must hold.</summary>
public sealed class VerifyStageTests
{
    /// <summary>A function "needs X" passes texts that hold X.</summary>
    private sealed class Runner : ICodeRunner
    {
        public string Version => "fake 1";

        public int InFlight => 2;

        public Task<IReadOnlyList<Execution>> Run(CodeRequest request, CancellationToken cancel)
        {
            var word = request.Blocks[0][request.Blocks[0].IndexOf("needs ", StringComparison.Ordinal) + 6].ToString();
            return Task.FromResult<IReadOnlyList<Execution>>([.. request.Blocks.Select((b, i) => new Execution(ExecutionStatus.Ok, i == 0 ? """{"kind":"none","truth":false}"""
                : b.Contains(word, StringComparison.Ordinal) ? """{"kind":"bool","truth":true,"number":1}""" : """{"kind":"bool","truth":false,"number":0}""", 0))]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static async Task<StageResult> Verify(string preset, string form, params string[] responses)
    {
        var rows = responses.Select((r, i) => Row.Parse(JsonSerializer.Serialize(new
        {
            problem_id = "p", problem = "asked", instruction = "use a, b and c.", query = "how many cups are left?", language = "en", verifiers = new[] { "needs a", "needs b", "needs c" }, rollout = i,
            generation = r, finish_reason = "stop", expected_answer = "8",
        }), "s.jsonl", i + 1));
        var stage = new VerifyStage(new VerifySettings(InstructionPreset.All[preset], CodeLimits.Default, form, 2, 1), new Runner());
        var items = stage.Read(rows, new NoBad()).ToList();
        return await stage.Process(Assert.Single(items).Item, CancellationToken.None);
    }

    private sealed class NoBad : IBadRecords
    {
        public void Pass(ForgeException bad, ReadOnlySpan<byte> line) => throw bad;
    }

    private static IEnumerable<string> Rules(StageResult result) => result.Rejects.Select(r => r.Element("reject")!.Value.GetProperty("rule").GetString()!);

    [Fact]
    public async Task A_response_is_kept_where_more_than_half_of_the_functions_pass_it()
    {
        var result = await Verify("strict", "rows", "a b c", "a b", "a", "", "a b c");
        Assert.Equal([1.0, 0.666667], result.Rows.Select(r => r.Row.Number("pass_rate")!.Value));
        Assert.Equal(["fails", "empty", "duplicate"], Rules(result));
    }

    [Fact]
    public async Task The_repositorys_preset_keeps_what_any_function_passes() =>
        Assert.Equal(["a b c", "a b", "a"], (await Verify("repo", "rows", "a b c", "a b", "a", "d")).Rows.Select(r => r.Row.Text("generation")));

    [Fact]
    public async Task The_math_preset_refuses_a_wrong_answer_that_follows_the_instruction()
    {
        var result = await Verify("math", "rows", @"a b c \boxed{8}", @"a b c \boxed{9}", "a b c");
        Assert.True(Assert.Single(result.Rows).Row.Flag("is_correct"));
        Assert.Equal(["wrong_answer", "wrong_answer"], Rules(result));
    }

    [Fact]
    public async Task A_conversation_asks_the_query_and_then_the_instruction()
    {
        var row = Assert.Single((await Verify("strict", "sft", "a b c")).Rows).Row;
        Assert.Equal("""[{"role":"user","content":"How many cups are left? Use a, b and c."},{"role":"assistant","content":"a b c"}]""", row.RawText("messages"));
        Assert.Equal("p", row.Text("problem_id"));
        Assert.False(row.Has("verifiers"));
    }

    [Fact]
    public async Task Pairs_prefer_what_passes_everything_to_what_passes_nothing()
    {
        var rows = (await Verify("strict", "dpo", "a b c", "x", "a b", "y", "a b c", "z")).Rows;
        Assert.Equal(2, rows.Count);
        Assert.All(rows, r => Assert.Equal("""[{"role":"assistant","content":"a b c"}]""", r.Row.RawText("chosen")));
        Assert.Equal(2, rows.Select(r => r.Row.RawText("rejected")).Distinct().Count());
        Assert.All(rows, r => Assert.Equal((1.0, 0.0), (r.Row.Number("chosen_pass_rate"), r.Row.Number("rejected_pass_rate"))));
    }

    [Theory]
    [InlineData("no_positive", "a b", "x")]
    [InlineData("no_negative", "a b c", "a")]
    public async Task A_problem_without_both_kinds_gives_no_pair(string rule, params string[] responses)
    {
        var result = await Verify("strict", "dpo", responses);
        Assert.Empty(result.Rows);
        Assert.Equal([rule], Rules(result));
    }

    [Fact]
    public async Task Responses_in_a_list_of_one_row_are_read_as_AutoIF_writes_them()
    {
        var row = Row.Parse("""{"prompt":"Please answer.\n[instruction] Use a\n[Query] Why?","instruction":"Use a","eval_func":[["needs a",1.0]],"gpt-answer":["a","b"]}""", "q.jsonl", 1);
        var stage = new VerifyStage(new VerifySettings(InstructionPreset.All["repo"], CodeLimits.Default, "rows", 2, 1), new Runner());
        var result = await stage.Process(stage.Read([row], new NoBad()).Single().Item, CancellationToken.None);
        Assert.Equal(("a", "Why?"), (Assert.Single(result.Rows).Row.Text("generation"), result.Rows[0].Row.Text("query")));
    }
}
