using System.Diagnostics;
using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>forge-sample against a server that misbehaves.</summary>
public sealed class SampleToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sample-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Problems(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"question":"What is {{i}} + {x} \\ 中?","answer":"#### {{i}}","level":1.50}""" + "\n"));

    private static string[] Args(LoopbackServer server, params string[] more) => ["--endpoint", server.Address.ToString(), "--samples", "3", "--seed", "1", "--quiet", .. more];

    private static List<JsonElement> Rows(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    private static string Field(JsonElement row, string name) => row.GetProperty(name).ToString();

    [Fact]
    public async Task Samples_stand_in_input_order_whatever_the_number_in_flight()
    {
        await using var server = SynthesisServer.Start();
        var runs = new[] { "1", "8", "64" }.Select(n => ToolRun.Run("forge-sample", Args(server, "--in-flight", n), Problems(30))).ToList();
        Assert.All(runs, r => Assert.Equal((0, ""), (r.ExitCode, r.Error)));
        Assert.Equal(runs[0].Out, runs[1].Out);
        Assert.Equal(runs[0].Out, runs[2].Out);
        var rows = Rows(runs[0].Out);
        Assert.Equal(90, rows.Count);
        Assert.Equal(Enumerable.Range(0, 30).SelectMany(i => Enumerable.Range(0, 3).Select(r => ($"What is {i} + {{x}} \\ 中?", r))), rows.Select(r => (Field(r, "problem"), r.GetProperty("rollout").GetInt32())));
        Assert.Equal(90, rows.Select(r => Field(r, "sample_id")).Distinct().Count());
        Assert.All(rows, r => Assert.Equal("1.50", r.GetProperty("level").GetRawText()));
        Assert.All(rows, r => Assert.Equal(Field(r, "generation").Length == 0 ? "error" : null, r.TryGetProperty("error", out _) ? Field(r, "finish_reason") : null));
        Assert.Contains(rows, r => Field(r, "finish_reason") == "length");
        Assert.Contains(rows, r => Field(r, "finish_reason") == "error");
    }

    [Fact]
    public async Task A_problem_goes_to_the_server_byte_for_byte()
    {
        await using var server = SynthesisServer.Start();
        const string Problem = "Let {S} = {{problem}} and \\(f\\) = %s $0 \\u0041 <|im_end|>\n### user\n\tfind \"it\".";
        ToolRun.Run("forge-sample", Args(server), JsonSerializer.Serialize(new { problem = Problem }));
        Assert.Equal(Problem, SynthesisServer.Prompt(server.Requests.Single()));
    }

    [Fact]
    public async Task Failures_are_rejects_that_are_counted_and_exit_with_1()
    {
        await using var server = SynthesisServer.Start((seen, reply) => SynthesisServer.Prompt(seen).Contains("is 3 ") ? reply.Json(500, """{"error":{"message":"worker died"}}""") : Task.CompletedTask);
        var rejects = Path.Combine(_folder, "rejects.jsonl");
        var run = ToolRun.Run("forge-sample", Args(server, "--retries", "0", "--rejects", rejects), Problems(6));
        Assert.Equal((1, "forge-sample: gate failed: 3 generations failed, the first with: 500 Status: worker died; --max-failures allows 0\n"), (run.ExitCode, run.Error));
        Assert.Equal(15, Rows(run.Out).Count);
        var dropped = Rows(File.ReadAllText(rejects));
        Assert.Equal([(0, "generation_failed"), (1, "generation_failed"), (2, "generation_failed")], dropped.Select(r => (r.GetProperty("rollout").GetInt32(), Field(r.GetProperty("reject"), "rule"))));
        Assert.Equal(0, ToolRun.Run("forge-sample", Args(server, "--retries", "0", "--max-failures", "3"), Problems(6)).ExitCode);
    }

    [Fact]
    public async Task A_repeated_problem_is_a_counted_reject()
    {
        await using var server = SynthesisServer.Start();
        var rejects = Path.Combine(_folder, "rejects.jsonl");
        var run = ToolRun.Run("forge-sample", Args(server, "--rejects", rejects), Problems(2) + Problems(1));
        Assert.Equal((0, 6), (run.ExitCode, Rows(run.Out).Count));
        Assert.Equal("duplicate", Field(Rows(File.ReadAllText(rejects)).Single().GetProperty("reject"), "rule"));
    }

    [Fact]
    public async Task A_bad_record_stops_the_run_or_spends_a_budget()
    {
        await using var server = SynthesisServer.Start();
        var input = Problems(1) + "{\"question\": 5}\n{oops\n" + Problems(2);
        var run = ToolRun.Run("forge-sample", Args(server), input);
        Assert.Equal((2, "forge-sample: standard input:2: field \"question\": expected a string, found a number\n"), (run.ExitCode, run.Error));
        Assert.DoesNotContain("error", run.Out, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("}\n", run.Out, StringComparison.Ordinal);
        var rejects = Path.Combine(_folder, "rejects.jsonl");
        run = ToolRun.Run("forge-sample", Args(server, "--max-bad", "2", "--rejects", rejects), input);
        Assert.Equal((0, 6), (run.ExitCode, Rows(run.Out).Count));
        Assert.Equal(["bad_record", "bad_record", "duplicate"], Rows(File.ReadAllText(rejects)).Select(r => Field(r.GetProperty("reject"), "rule")));
        Assert.Equal(1, ToolRun.Run("forge-sample", Args(server, "--max-bad", "1"), input).ExitCode);
    }

    private Process Start(LoopbackServer server, string input, string output, params string[] more)
    {
        var start = new ProcessStartInfo(Path.Combine(ToolRun.Bin, "forge-sample")) { RedirectStandardError = true };
        foreach (var arg in Args(server, ["--out", output, .. more, input])) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    private string[] Files() => [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData(5, "jsonl")]
    [InlineData(11, "jsonl")]
    [InlineData(5, "jsonl.gz")]
    [InlineData(11, "jsonl.zst")]
    public async Task A_killed_run_is_resumed_to_the_same_bytes(int after, string suffix)
    {
        var (input, whole, cut) = (Path.Combine(_folder, "in.jsonl"), Path.Combine(_folder, $"whole.{suffix}"), Path.Combine(_folder, $"cut.{suffix}"));
        File.WriteAllText(input, Problems(30));
        await using (var server = SynthesisServer.Start()) ToolRun.Run("forge-sample", Args(server, "--out", whole, input));

        for (var round = 0; round < 2; round++) // killed twice
        {
            var stalled = new TaskCompletionSource();
            await using var server = SynthesisServer.Start(async (seen, reply) =>
            {
                if (seen.Number < after) return;
                await Task.Delay(400); // what was answered before reaches the file
                stalled.TrySetResult();
                await reply.Stall();
            });
            using var process = Start(server, input, cut, ["--in-flight", "2", .. round == 0 ? Array.Empty<string>() : ["--resume", "--accept-changes"]]); // each server has its own address
            await stalled.Task.WaitAsync(TimeSpan.FromMinutes(1));
            process.Kill();
            await process.WaitForExitAsync();
            Assert.DoesNotContain($"cut.{suffix}", Files());
        }

        File.AppendAllText(cut + ".journal", "{\"call\":\"torn"); // as a kill within a write leaves it
        var before = 0;
        await using (var server = SynthesisServer.Start())
        {
            var run = ToolRun.Run("forge-sample", Args(server, "--out", cut, "--resume", "--accept-changes", input));
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            before = server.Requests.Count;
        }

        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(cut));
        Assert.Equal([$"cut.{suffix}", "in.jsonl", $"whole.{suffix}"], Files());
        Assert.InRange(before, 1, 30 - 2 * (after - 2)); // two requests at a time: what was answered but had to wait for its turn is asked for again
    }

    [Theory]
    [InlineData(0.7, 1, 299)]
    [InlineData(0.001, 300, 300)] // within the first line
    public async Task Of_a_torn_journal_all_whole_lines_are_taken(double share, int leastAsked, int mostAsked)
    {
        var (input, whole, cut) = (Path.Combine(_folder, "in.jsonl"), Path.Combine(_folder, "whole.jsonl.zst"), Path.Combine(_folder, "cut.jsonl.zst"));
        File.WriteAllText(input, Problems(300));
        await using var server = SynthesisServer.Start();
        Assert.Equal(0, ToolRun.Run("forge-sample", Args(server, "--out", whole, input)).ExitCode);
        await using (var failing = SynthesisServer.Start((seen, reply) => SynthesisServer.Prompt(seen).Contains("is 7 ") ? reply.Json(500, "{}") : Task.CompletedTask))
            Assert.Equal(1, ToolRun.Run("forge-sample", Args(failing, "--retries", "0", "--endpoint", failing.Address.ToString(), "--out", cut, input)).ExitCode);
        var journal = File.ReadAllBytes(cut + ".journal");
        File.WriteAllBytes(cut + ".journal", journal[..(int)(journal.Length * share)]);
        server.Requests.Clear();
        var run = ToolRun.Run("forge-sample", Args(server, "--out", cut, "--resume", "--accept-changes", input)); // another address
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(server.Requests.Count, leastAsked, mostAsked);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(cut));
        Assert.Equal(["cut.jsonl.zst", "in.jsonl", "whole.jsonl.zst"], Files());
    }

    [Fact]
    public async Task More_samples_of_the_same_run_cost_only_the_new_ones()
    {
        await using var server = SynthesisServer.Start();
        var output = Path.Combine(_folder, "out.jsonl");
        ToolRun.Run("forge-sample", Args(server, "--out", output), Problems(4));
        var first = File.ReadAllLines(output);
        var run = ToolRun.Run("forge-sample", Args(server, "--out", output, "--resume", "--samples", "5"), Problems(4));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([3, 3, 3, 3, 2, 2, 2, 2], server.Requests.Select(r => r.N));
        Assert.Equal(20, File.ReadAllLines(output).Length);
        Assert.All(first, line => Assert.Contains(line, File.ReadAllLines(output)));
        Assert.Equal(ToolRun.Run("forge-sample", Args(server, "--samples", "5"), Problems(4)).Out, File.ReadAllText(output));
    }

    [Fact]
    public async Task A_finished_output_of_other_settings_is_not_gone_on_with_unasked()
    {
        await using var server = SynthesisServer.Start();
        var output = Path.Combine(_folder, "out.jsonl");
        ToolRun.Run("forge-sample", Args(server, "--out", output), Problems(2));
        var old = File.ReadAllText(output);
        var run = ToolRun.Run("forge-sample", Args(server, "--out", output, "--resume", "--temperature", "1"), Problems(2));
        Assert.Equal((2, $"forge-sample: --resume: this is not the run that {output} holds: temperature 0.7 then, 1 now; --accept-changes goes on with what still fits\n"), (run.ExitCode, run.Error));
        Assert.Equal((old, 2), (File.ReadAllText(output), server.Requests.Count));
        run = ToolRun.Run("forge-sample", [.. Args(server, "--out", output, "--resume", "--accept-changes", "--temperature", "1").Where(a => a != "--quiet")], Problems(2));
        Assert.Equal((0, 4), (run.ExitCode, server.Requests.Count));
        Assert.Contains($"forge-sample: 6 earlier replies do not belong to this run (other rows, model or settings); they are kept in {output}.journal\n", run.Error);
    }

    [Fact]
    public async Task An_interrupt_leaves_only_part_files_and_exits_with_130()
    {
        var stalled = new TaskCompletionSource();
        await using var server = SynthesisServer.Start(async (seen, reply) =>
        {
            if (seen.Number < 3) return;
            stalled.TrySetResult();
            await reply.Stall();
        });
        var input = Path.Combine(_folder, "in.jsonl");
        File.WriteAllText(input, Problems(10));
        using var process = Start(server, input, Path.Combine(_folder, "out.jsonl"), "--rejects", Path.Combine(_folder, "rejects.jsonl"));
        await stalled.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(SpinWait.SpinUntil(() => JournalFile.Calls(Path.Combine(_folder, "out.jsonl.journal")) > 0, TimeSpan.FromSeconds(20)), "no answer reached the disk");
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString()])) await kill.WaitForExitAsync();
        var clock = Stopwatch.StartNew();
        await process.WaitForExitAsync();
        Assert.Equal((130, $"forge-sample: the replies so far are kept in {Path.Combine(_folder, "out.jsonl.journal")}: go on with --resume\nforge-sample: interrupted; only .part files remain\n"), (process.ExitCode, await process.StandardError.ReadToEndAsync()));
        Assert.Equal(["in.jsonl", "out.jsonl.journal", "out.jsonl.part", "rejects.jsonl.part"], Files());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 4); // stopped by itself, not by the watchdog
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_tool_quietly()
    {
        await using var server = SynthesisServer.Start();
        var input = Path.Combine(_folder, "in.jsonl");
        File.WriteAllText(input, Problems(60));
        var run = ToolRun.Shell($"forge-sample {string.Join(' ', Args(server))} --in-flight 1 {input} | head -n 1; echo ${{PIPESTATUS[0]}}");
        Assert.Equal(("0", ""), (run.Out.Split('\n')[1], run.Error));
    }

    [Fact]
    public async Task The_key_stands_in_the_header_and_in_no_output()
    {
        const string Key = "sk-tool-secret-31415926";
        await using var server = SynthesisServer.Start((seen, reply) =>
            reply.Json(400, $$$"""{"error":{"message":"no {{{seen.Headers["Authorization"]}}} here"}}"""));
        var rejects = Path.Combine(_folder, "rejects.jsonl");
        var run = ToolRun.Shell($"forge-sample {string.Join(' ', Args(server))} --api-key-env MY_KEY --rejects {rejects}", Problems(1), environment: new Dictionary<string, string?> { ["MY_KEY"] = Key });
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("400 Status: no Bearer [key] here", run.Error);
        Assert.DoesNotContain(Key, run.Error + File.ReadAllText(rejects));
    }

    [Fact]
    public async Task Raw_prompts_are_continued_as_they_stand()
    {
        await using var server = SynthesisServer.Start();
        var run = ToolRun.Run("forge-sample", ["--endpoint", server.Address.ToString(), "--raw", "--ids", "--temperature", "0", "--max-tokens", "8", "--quiet"], "{\"prompt\":\"<|im_start|>a{b}\",\"x\":1.0}\n{\"ids\":[5,6]}\n");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["\"<|im_start|>a{b}\"", "[5,6]"], server.Requests.Select(r => r.Json.GetProperty("prompt").GetRawText()).Order(StringComparer.Ordinal));
        var rows = Rows(run.Out);
        Assert.Equal(["prompt", "x", "generation", "generated_ids", "finish_reason"], rows[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal("1.0", rows[0].GetProperty("x").GetRawText());
        Assert.Equal("[1,2,3]", rows[1].GetProperty("generated_ids").GetRawText());
    }

    [Fact]
    public async Task The_prompt_is_shown_without_asking_the_model()
    {
        await using var server = SynthesisServer.Start();
        var run = ToolRun.Run("forge-sample", Args(server, "--show-prompt", "--system", "Be brief."), Problems(2));
        Assert.Equal((0, """[{"role":"system","content":"Be brief."},{"role":"user","content":"What is 0 + {x} \\ 中?"}]""" + "\n"), (run.ExitCode, run.Out));
        Assert.Empty(server.Requests);
    }

    /// <summary>Worked problems stand as turns before the problem, and the answers of multiple choice are letters.</summary>
    [Theory]
    [InlineData("few-shot", 4, "\\boxed{55}")]
    [InlineData("choice", 5, "\\boxed{B}")]
    public async Task Worked_problems_come_before_the_problem(string prompt, int shots, string answer)
    {
        await using var server = SynthesisServer.Start();
        var run = ToolRun.Run("forge-sample", Args(server, "--show-prompt", "--prompt", prompt), Problems(1));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var turns = JsonDocument.Parse(run.Out).RootElement.EnumerateArray().Where(t => Field(t, "role") != "system").ToArray();
        Assert.Equal(Enumerable.Repeat(new[] { "user", "assistant" }, shots).SelectMany(r => r).Append("user"), turns.Select(t => Field(t, "role")));
        Assert.Contains(turns, t => Field(t, "role") == "assistant" && Field(t, "content").Contains(answer, StringComparison.Ordinal));
        Assert.EndsWith("What is 0 + {x} \\ 中?", Field(turns[^1], "content"), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("--resume: expected --out FILE, whose journal is FILE.journal, or --journal FILE for a run that writes to standard output", "--resume")]
    [InlineData("--accept-changes: goes with --resume", "--accept-changes")]
    [InlineData("--shard: expected I/N with I from 1 to N, as 1/4, found \"5/4\"", "--shard", "5/4")]
    [InlineData("--ids: goes with --raw", "--ids")]
    [InlineData("--prompt: goes with --mode cot; with tir the prompt is the protocol's", "--prompt", "few-shot", "--mode", "tir")]
    public void Options_that_do_not_go_together_are_refused(string message, params string[] args)
    {
        var run = ToolRun.Run("forge-sample", ["--endpoint", "http://127.0.0.1:9", .. args]);
        Assert.Equal((2, $"forge-sample: {message}\n"), (run.ExitCode, run.Error));
    }
}
