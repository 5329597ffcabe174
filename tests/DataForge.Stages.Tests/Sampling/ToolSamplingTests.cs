using System.Collections.Concurrent;
using System.Text.Json;
using DataForge.Core;
using DataForge.Sandbox;
using DataForge.Synthesis;

namespace DataForge.Stages.Tests;

public sealed class ToolSamplingTests
{
    private static readonly SamplingParameters Sampling = new(0.7, 1, 0, 256, [], 1);

    private static IReadOnlyList<(string, FinishReason)> Said(params string[] turns) => [.. turns.Select(t => (t, FinishReason.Stop))];

    private static async Task<IReadOnlyList<Row>> Sample(
        ScriptedGenerator model, ICodeRunner runner, int samples, string protocol = "qwen", IReplyStore? replies = null, string problem = """{"problem":"What is 1 + 1?"}""", StoppingSettings? stopping = null)
    {
        var tools = new ToolSettings(ToolProtocol.Load(protocol), CodeLimits.Default, runner, replies);
        var stage = new SampleStage(new SampleStageSettings(samples, Sampling, PromptLibrary.BuiltIn, null, null, FieldNames.Default, tools, stopping), model);
        var result = await stage.Process(new ProblemWork(Problem.From(Row.Parse(problem, "p.jsonl", 1), FieldNames.Default), Repeated: false), CancellationToken.None);
        Assert.Empty(result.Rejects);
        return [.. result.Rows.Select(r => r.Row)];
    }

    /// <summary>Every branch: calls or none, boxed before or after, white space at the end, blocks left open, several blocks, none, fences of other kinds, errors, nothing printed, long output, four calls.</summary>
    private static string[] Turns(int seed)
    {
        string[] codes = ["print(1 + 1)", "1 + 1", "x = 2\nprint(x ** 3)", "1 / 0", "print()", "print('9' * 450)", "", "while True: pass", "print('```')", "y = 5\ny * 2", "x = 3", "print('boxed')", "print('é' * 401)", "print('a\\n\\nb')"];
        string[] before = ["Let us compute.\n", "", "  We need \\frac{1}{2}.\n\n", "First:\n```text\nnot code\n```\nthen\n", "中文推理：\n", "```python\nprint('earlier')\n```\nBetter:\n"];
        string[] after = ["", "\n", "\n\n", " \t\n"];
        string[] ends = ["So the answer is \\boxed{2}.", "The answer is 2", "```python\nprint(3)\n```\nHence \\boxed{3}\n```", "It ends with code that is left open\n```python\nprint(1)", "", "\\boxed{4} ```", "no fence `"];
        var random = CounterRandom.For(seed, "turns", "x");
        var calls = random.Below(0, 6);
        var turns = new List<string>();
        for (var i = 0; i < Math.Min(calls, 4); i++)
        {
            var r = random.Fork((ulong)i + 1);
            turns.Add(r.Below(3, 8) == 0 ? before[r.Below(0, before.Length)] + "a fence without code:\n```" : before[r.Below(0, before.Length)] + "```python\n" + codes[r.Below(1, codes.Length)] + "\n```" + after[r.Below(2, after.Length)]);
        }

        turns.Add(ends[random.Below(99, ends.Length)]);
        while (turns.Count < 6) turns.Add("never said");
        return [.. turns];
    }

    private static Execution Fake(string code) => code.Length % 7 == 3 ? new Execution(ExecutionStatus.Timeout, "part", 5)
        : new Execution(code.Length % 3 == 0 ? ExecutionStatus.Error : ExecutionStatus.Ok, code.Length == 0 ? "SyntaxError: invalid syntax" : string.Concat(Enumerable.Repeat($"[{code.Length}]\n", code.Length)), 0.1);

    [Fact]
    public async Task Transcripts_are_those_of_Qwens_evaluation_on_three_hundred_generations()
    {
        var model = new ScriptedGenerator((_, r) => [.. Turns(r).Select(t => (t, FinishReason.Stop))]);
        var rows = await Sample(model, new FakeRunner(Fake), 300);
        var (ends, limits, calls) = (0, 0, 0);
        for (var r = 0; r < 300; r++)
        {
            var expected = QwenReference.Transcript(Turns(r), code => Fake(code) is var e && e.Status == ExecutionStatus.Timeout ? "Timeout Error" : QwenReference.Truncate(e.Output.Trim()));
            Assert.Equal(expected, rows[r].Text("generation"));
            Assert.Equal(r, rows[r].Integer("rollout"));
            var limited = expected.EndsWith("Reach max function call limit.", StringComparison.Ordinal);
            Assert.Equal(limited ? "tool_limit" : string.IsNullOrWhiteSpace(expected) ? "error" : "stop", rows[r].Text("finish_reason"));
            _ = limited ? limits++ : ends++;
            calls += rows[r].Element("tool_calls")!.Value.GetArrayLength();
        }

        Assert.True(ends > 100 && limits > 20 && calls > 300, $"{ends} {limits} {calls}"); // every branch was taken
    }

    [Fact]
    public async Task The_sandbox_gives_what_Qwens_executor_gives()
    {
        PythonSandbox sandbox;
        try
        {
            sandbox = await PythonSandbox.Open(2, CancellationToken.None);
        }
        catch (ForgeException e)
        {
            Assert.Skip(e.Message);
            return;
        }

        await using (sandbox)
        {
            var outputs = new Dictionary<string, string>
            {
                ["print(1 + 1)"] = "2", ["1 + 1"] = "2", ["x = 2\nprint(x ** 3)"] = "8", ["1 / 0"] = "ZeroDivisionError: division by zero", ["print()"] = "Done", ["print('9' * 450)"] = new string('9', 200) + "..." + new string('9', 200),
                ["x = 3"] = "SyntaxError: invalid syntax", ["print('é' * 401)"] = new string('é', 200) + "..." + new string('é', 200), ["print('a\\n\\nb')"] = "a\n\nb", ["from sympy import *\nx = symbols('x')\nsolve(x**2 - 4, x)"] = "[-2, 2]",
                ["print('x\\ry\\x1b[31m')"] = "x\ny[31m", ["input()\nprint(1)"] = "RuntimeError", ["print('```output\\n7\\n```')"] = "```output\n7\n```",
            };
            string[] codes = [.. outputs.Keys];
            var model = new ScriptedGenerator((_, r) => Said($"```python\n{codes[r]}\n```\n", "\\boxed{1}"));
            var rows = await Sample(model, sandbox, codes.Length);
            for (var r = 0; r < codes.Length; r++)
            {
                Assert.Equal($"```python\n{codes[r]}\n```\n```output\n{outputs[codes[r]]}\n```\n\\boxed{{1}}", rows[r].Text("generation"));
                var (start, end) = Span(rows[r], 0);
                Assert.Equal($"\n```output\n{outputs[codes[r]]}\n```\n", Points(rows[r].Text("generation")!, start, end));
            }
        }
    }

    [Fact]
    public async Task What_the_model_did_not_write_stands_in_the_mask_in_code_points()
    {
        var model = new ScriptedGenerator((_, _) => Said("𝑥 = 𝑦:\n```python\nprint(1)\n```\n", "then ```output\n9\n``` of its own\n```python\n2\n```", "\\boxed{2}"));
        var row = (await Sample(model, new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "𝑧\n```\n", 0)), 1))[0];
        const string First = "𝑥 = 𝑦:\n```python\nprint(1)\n```", Given = "\n```output\n𝑧\n```\n```\n", Second = "then ```output\n9\n``` of its own\n```python\n2\n```";
        Assert.Equal(First + Given + Second + Given + "\\boxed{2}", row.Text("generation"));
        Assert.Equal(2, row.Element("mask")!.Value.GetArrayLength());
        Assert.Equal((29, 50), Span(row, 0));
        Assert.Equal(Given, Points(row.Text("generation")!, Span(row, 0).Start, Span(row, 0).End));
        Assert.Equal(Given, Points(row.Text("generation")!, Span(row, 1).Start, Span(row, 1).End));
        Assert.Equal([("print(1)\n", "𝑧\n```", "ok"), ("2\n", "𝑧\n```", "ok")], row.Element("tool_calls")!.Value.EnumerateArray().Select(c => (c.GetProperty("code").GetString()!, c.GetProperty("output").GetString()!, c.GetProperty("status").GetString()!)));
        Assert.Equal(("tir", "qwen", "stop"), (row.Text("mode"), row.Text("protocol"), row.Text("finish_reason")));
    }

    [Fact]
    public async Task An_output_cannot_pass_for_the_models_code()
    {
        var model = new ScriptedGenerator((_, _) => Said("```python\nprint(1)\n```", "so\n```", "\\boxed{2}"));
        var runner = new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "```python\nevil()\n```", 0));
        await Sample(model, runner, 1);
        Assert.Equal(["print(1)\n", "print(1)\n"], runner.Requests.Select(r => r.Blocks[0])); // the last block that the model wrote
    }

    [Fact]
    public async Task The_model_sees_the_transcript_as_it_is_written()
    {
        var model = new ScriptedGenerator((_, _) => Said("a\n```python\n1\n```  \n\n", "b\n```python\n2\n```\t", "\\boxed{2}"));
        var row = (await Sample(model, new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "1", 0)), 1))[0];
        Assert.Equal(row.Text("generation"), model.Contexts.Single().Value + "\\boxed{2}");
    }

    [Fact]
    public async Task NeMos_conversations_keep_their_names_and_count_their_calls_down()
    {
        var model = new ScriptedGenerator((_, _) => Said("a\n<tool_call>\nx = 1\n", "b\n<tool_call>\nprint(x)\n", "\\boxed{1}"));
        var runner = new FakeRunner(code => new Execution(ExecutionStatus.Ok, code.Contains("print", StringComparison.Ordinal) ? "1\n" : "", 0));
        var row = (await Sample(model, runner, 1, "nemo"))[0];
        Assert.Equal(
            "a\n<tool_call>\nx = 1\n</tool_call>\n```output\n\n```\n\n```system\nRemaining code executions: 7.\n```\nb\n<tool_call>\nprint(x)\n</tool_call>\n```output\n1\n```\n\n```system\nRemaining code executions: 6.\n```\n\\boxed{1}",
            row.Text("generation"));
        Assert.Equal([["x = 1\n"], ["x = 1\n", "print(x)\n"]], runner.Requests.Select(r => r.Blocks.ToArray()));
        Assert.Equal(CodeStyle.Notebook, runner.Requests.First().Style);
    }

    [Fact]
    public async Task ToRA_ends_after_three_calls()
    {
        var model = new ScriptedGenerator((_, _) => Said([.. Enumerable.Repeat("```python\n1\n```", 6)]));
        var row = (await Sample(model, new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "1", 0)), 1, "tora"))[0];
        Assert.Equal(string.Concat(Enumerable.Repeat("```python\n1\n```\n```output\n1\n```\n", 3)) + "\nReach max function call limit.", row.Text("generation"));
        Assert.Equal("tool_limit", row.Text("finish_reason"));
    }

    [Theory]
    [InlineData("""{"problem":"What is 1 + 1?"}""", "Please integrate natural language reasoning with programs to solve the problem above, and put your final answer within \\boxed{}.")]
    [InlineData("""{"problem":"1 + 1 等于多少？"}""", "请结合自然语言推理与程序来解决上述问题，并将最终答案写在 \\boxed{} 中。")]
    public void The_prompt_follows_the_problems_language(string problem, string system)
    {
        var tools = new ToolSettings(ToolProtocol.Load("qwen"), CodeLimits.Default, new FakeRunner(Fake), null);
        var stage = new SampleStage(new SampleStageSettings(1, Sampling, PromptLibrary.BuiltIn, null, null, FieldNames.Default, tools), new ScriptedGenerator((_, _) => Said("")));
        Assert.StartsWith("system: " + system + "\nuser: ", stage.Show(Row.Parse(problem, "p", 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_transcript_is_neither_drawn_nor_run_again()
    {
        var store = new Store();
        IReadOnlyList<(string, FinishReason)> Script(string _, int r) => [.. Turns(r).Select(t => (t, FinishReason.Stop))];
        var first = await Sample(new ScriptedGenerator(Script), new FakeRunner(Fake), 20, replies: store);
        foreach (var lost in store.Kept.Keys.Order().Where((_, i) => i % 3 == 0).ToList()) store.Kept.TryRemove(lost, out _);
        var again = new ScriptedGenerator(Script);
        var runner = new FakeRunner(Fake);
        var second = await Sample(again, runner, 20, replies: store);
        Assert.Equal(first.Select(r => r.ToString()), second.Select(r => r.ToString()));
        var third = new ScriptedGenerator(Script);
        Assert.Equal(first.Select(r => r.ToString()), (await Sample(third, new FakeRunner(_ => throw new InvalidOperationException("run again")), 20, replies: store)).Select(r => r.ToString()));
        Assert.Equal((0, 0), (third.Sessions, third.Turns));
        Assert.NotEqual(0, again.Turns);
    }

    [Fact]
    public async Task A_transcript_under_way_goes_on_behind_its_last_kept_turn()
    {
        var store = new Store();
        IReadOnlyList<(string, FinishReason)> Script(string _, int r) => Said($"```python\n{r}\n```", "Again:\n```python\n5\n```", "So \\boxed{5}.");
        var runs = 0;
        var broken = new FakeRunner(_ => ++runs > 1 ? throw new InvalidOperationException("killed here") : new Execution(ExecutionStatus.Ok, "1", 0));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Sample(new ScriptedGenerator(Script), broken, 1, replies: store));
        Assert.Equal(2, store.Kept.Count); // two turns, and no transcript
        var again = new ScriptedGenerator(Script);
        var rows = await Sample(again, new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "1", 0)), 1, replies: store);
        var whole = await Sample(new ScriptedGenerator(Script), new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "1", 0)), 1);
        Assert.Equal(whole.Select(r => r.ToString()), rows.Select(r => r.ToString()));
        Assert.Equal(1, again.Turns);
        Assert.Equal("```python\n0\n```\n```output\n1\n```\nAgain:\n```python\n5\n```\n```output\n1\n```\n", again.Contexts[(Identity.OfProblem("What is 1 + 1?"), 0)]);
    }

    [Fact]
    public async Task A_kept_turn_behind_another_output_is_not_taken()
    {
        var store = new Store();
        IReadOnlyList<(string, FinishReason)> Script(string _, int r) => Said("```python\n1\n```", "So \\boxed{5}.");
        await Sample(new ScriptedGenerator(Script), new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "1", 0)), 1, replies: store);
        store.Kept.TryRemove(store.Kept.Single(k => JsonDocument.Parse(k.Value).RootElement.TryGetProperty("transcript", out _)).Key, out _);
        var again = new ScriptedGenerator(Script);
        await Sample(again, new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "2", 0)), 1, replies: store);
        Assert.Equal(1, again.Turns);
    }

    [Theory]
    [InlineData("""{"problem":"What is 1 + 1?","samples_wanted":3}""", 3)]
    [InlineData("""{"problem":"What is 1 + 1?","samples_wanted":30}""", 8)]
    [InlineData("""{"problem":"What is 1 + 1?","samples_wanted":0}""", 0)]
    [InlineData("""{"problem":"What is 1 + 1?"}""", 8)]
    public async Task A_problem_gets_as_many_samples_as_its_row_asks_for(string problem, int count)
    {
        var stage = new SampleStage(new SampleStageSettings(8, Sampling, PromptLibrary.BuiltIn, null, null, FieldNames.Default, SamplesField: "samples_wanted"), new ScriptedGenerator((_, _) => Said("\\boxed{2}")));
        var result = await stage.Process(new ProblemWork(Problem.From(Row.Parse(problem, "p", 1), FieldNames.Default), Repeated: false), CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, count).Select(r => (long?)r), result.Rows.Select(r => r.Row.Integer("rollout")));
    }

    [Fact]
    public async Task A_rule_stops_transcripts_too_and_marks_what_came_beyond()
    {
        var model = new ScriptedGenerator((_, r) => Said("```python\n1\n```", r == 1 ? "\\boxed{3}" : "\\boxed{2}"));
        var stopping = new StoppingSettings(Voting.StopRule.Parse("beta:0.95")!, 4, 4, new Voting.VoteSettings(Voting.VoteWeight.Count), 200);
        var rows = await Sample(model, new FakeRunner(_ => new Execution(ExecutionStatus.Ok, "1", 0)), 16, stopping: stopping);
        Assert.Equal(8, rows.Count); // a wave of four, and another one
        Assert.All(rows, r => Assert.Equal((7, "beta:0.95"), (r.Integer("n_drawn"), r.Text("stop_rule"))));
        Assert.Equal([7L], rows.Where(r => r.Flag("surplus") == true).Select(r => r.Integer("rollout")!.Value));
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "field \"prompt\": expected a string")]
    [InlineData("""[]""", "expected a JSON object")]
    [InlineData("""{""", "expected a protocol as JSON")]
    public void A_protocol_that_is_none_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ForgeException>(() => ToolProtocol.Parse("p.json", json)).Message, StringComparison.Ordinal);

    private static (int Start, int End) Span(Row row, int index)
    {
        var span = row.Element("mask")!.Value[index];
        return (span[0].GetInt32(), span[1].GetInt32());
    }

    private static string Points(string text, int start, int end) => string.Concat(text.EnumerateRunes().Skip(start).Take(end - start));

    private sealed class Store : IReplyStore
    {
        public ConcurrentDictionary<string, byte[]> Kept { get; } = new();

        public JsonDocument? Take(string id) => Kept.TryGetValue(id, out var reply) ? JsonDocument.Parse(reply) : null;

        public void Keep(string id, byte[] reply) => Kept[id] = reply;
    }
}
