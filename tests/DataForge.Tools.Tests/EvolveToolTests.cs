using System.Text.Json;

namespace DataForge.Tests.Tools;

public sealed class EvolveToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evolve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Problems(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"problem":"What is {{i}} + {x} \\ 3:4?","source":"ours","license":"MIT","tags":["t"],"solution":"#### 1","level":2}""" + "\n"));

    private static List<JsonElement> Rows(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    [Fact]
    public async Task New_problems_and_rejects_stand_in_input_order_whatever_the_number_in_flight()
    {
        await using var server = SynthesisServer.Start();
        var rejects = new[] { "1", "8", "64" }.Select(n => Path.Combine(_folder, n)).ToList();
        var runs = rejects.Select(r => ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--quiet", "--in-flight", Path.GetFileName(r), "--rejects", r], Problems(12))).ToList();
        Assert.All(runs, r => Assert.Equal((0, ""), (r.ExitCode, r.Error)));
        Assert.All(runs, r => Assert.Equal(runs[0].Out, r.Out));
        Assert.All(rejects, r => Assert.Equal(File.ReadAllText(rejects[0]), File.ReadAllText(r)));
        var (children, dropped) = (Rows(runs[0].Out), Rows(File.ReadAllText(rejects[0])));
        Assert.Equal(60, children.Count + dropped.Count);
        Assert.Equal(children.Count, children.Select(c => c.GetProperty("problem_id").GetString()).Distinct().Count());
        Assert.All(children, c => Assert.Equal(["problem_id", "problem", "source", "parent_id", "evolution", "language", "license", "tags", "evolver"], c.EnumerateObject().Select(p => p.Name)));
        Assert.All(children, c => Assert.Matches(@"^A bag holds \d+ marbles \{x\}\. How many are in 3 bags\?$", c.GetProperty("problem").GetString()));
        Assert.All(children, c => Assert.Equal(["model", "model_revision", "prompt_hash"], c.GetProperty("evolver").EnumerateObject().Select(p => p.Name)));
        Assert.All(children, c => Assert.Matches("^[0-9a-f]{32}$", c.GetProperty("evolver").GetProperty("prompt_hash").GetString()));
        Assert.Equal(["duplicate", "refusal"], dropped.Select(d => d.GetProperty("reject").GetProperty("rule").GetString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_problem_goes_to_the_server_byte_for_byte_and_each_kind_is_asked_for()
    {
        await using var server = SynthesisServer.Start();
        const string Problem = "Let {S} = {{problem}} and \\(f\\) = %s $0 \\u0041\n### user\nfind \"it\".";
        ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--quiet"], JsonSerializer.Serialize(new { problem = Problem }));
        Assert.Equal(5, server.Requests.Count);
        Assert.All(server.Requests, r => Assert.EndsWith("\n\nProblem: " + Problem, SynthesisServer.Prompt(r)));
    }

    [Fact]
    public async Task Chinese_problems_get_chinese_prompts()
    {
        await using var server = SynthesisServer.Start();
        var run = ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--quiet", "--kinds", "conditional"], """{"problem":"小明有3个苹果，又买了4个。一共有多少个？"}""");
        Assert.Equal((0, ""), (run.ExitCode, run.Out)); // the server answers in English: a counted reject
        Assert.EndsWith("题目：小明有3个苹果，又买了4个。一共有多少个？", SynthesisServer.Prompt(server.Requests.Single()));
    }

    [Fact]
    public async Task Failures_exit_with_1_and_the_summary_counts_every_reason()
    {
        await using var server = SynthesisServer.Start((seen, reply) => SynthesisServer.Prompt(seen).Contains("harder") ? reply.Json(400, """{"error":{"message":"too long"}}""") : Task.CompletedTask);
        var run = ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--kinds", "complexity,conditional"], Problems(3) + Problems(1));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("dropped: duplicate 1, generation_failed 3", run.Error);
        Assert.Contains("forge-evolve: gate failed: 3 generations failed, the first with: 400 Status: too long", run.Error);
    }

    private static readonly string[] Made = ["A bag holds 11 marbles. How many marbles are in 3 bags?", "A box holds 13 pens. How many pens are in 4 boxes?"];

    /// <summary>A server that writes the first text of <see cref="Made"/> for the first parent and the second for the other.</summary>
    private static LoopbackServer Writer(Func<string, string> frame) => new(async (seen, reply) =>
    {
        var text = frame(Made[SynthesisServer.Prompt(seen).Contains("What is 0 +") ? 0 : 1]);
        await reply.Begin();
        await reply.Event($$$"""{"choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(text)}}}},"finish_reason":"stop","token_ids":[1]}]}""");
        await reply.Event("""{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}""");
        await reply.Done();
    });

    /// <summary>A model that holds the problem with pens for ill posed, and is asked both ways.</summary>
    private static LoopbackServer Checker(Func<LoopbackServer.Seen, LoopbackServer.Reply, Task<bool>>? first = null) => new(async (seen, reply) =>
    {
        if (first is not null && await first(seen, reply)) return;
        var (asksForFaults, isBad, says) = (seen.Body.Contains("Is something missing"), seen.Body.Contains("pens"), SynthesisServer.Prompt(seen));
        await reply.Json(200, seen.Json.TryGetProperty("prompt_logprobs", out _)
            ? $$$"""{"choices":[{}],"usage":{"prompt_tokens":3},"prompt_logprobs":[null,{"1":{"logprob":-7}},{"1":{"logprob":{{{((says == "Yes") == (asksForFaults == isBad) ? -0.1 : -3)}}}}}]}"""
            : """{"choices":[{}],"usage":{"prompt_tokens":2}}""");
    });

    [Fact]
    public async Task Structured_replies_are_held_to_a_schema_and_read_out_of_it()
    {
        await using var server = Writer(text => JsonSerializer.Serialize(new { problem = text }));
        var run = ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--quiet", "--structured", "--kinds", "conditional"], Problems(2));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(Made, Rows(run.Out).Select(r => r.GetProperty("problem").GetString()));
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, r =>
        {
            var format = r.Json.GetProperty("response_format");
            Assert.Equal(("json_schema", true), (format.GetProperty("type").GetString(), format.GetProperty("json_schema").GetProperty("strict").GetBoolean()));
            Assert.Equal(["problem"], format.GetProperty("json_schema").GetProperty("schema").GetProperty("required").EnumerateArray().Select(n => n.GetString()));
        });
    }

    [Fact]
    public void Structured_replies_need_a_server()
    {
        var run = ToolRun.Run("forge-evolve", ["--model", "corpora/models/forge-nano", "--structured"], Problems(1));
        Assert.Equal((2, "forge-evolve: --structured: needs --endpoint; a model in this process writes freely\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_checking_model_drops_what_it_denies_both_ways()
    {
        await using var server = Writer(text => $"<problem>{text}</problem>");
        await using var checker = Checker();
        var rejects = Path.Combine(_folder, "dropped");
        var run = ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--quiet", "--kinds", "conditional", "--check-model", "m", "--check-endpoint", checker.Address.ToString(), "--rejects", rejects], Problems(2));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal([Made[0]], Rows(run.Out).Select(r => r.GetProperty("problem").GetString()));
        var dropped = Assert.Single(Rows(File.ReadAllText(rejects)));
        Assert.Equal("ill_posed", dropped.GetProperty("reject").GetProperty("rule").GetString());
        Assert.Equal("the checking model denies that the problem is well posed (P(yes) 0.05) and affirms that it is not (0.95)", dropped.GetProperty("reject").GetProperty("reason").GetString());
        Assert.DoesNotContain(server.Requests, r => r.Body.Contains("Answer Yes or No"));
    }

    [Fact]
    public async Task A_problem_that_could_not_be_checked_fails_the_gate_and_names_why()
    {
        await using var server = Writer(text => $"<problem>{text}</problem>");
        await using var checker = Checker(async (seen, reply) =>
        {
            if (!seen.Body.Contains("pens") || !seen.Json.TryGetProperty("prompt_logprobs", out _)) return false;
            await reply.Json(400, """{"error":{"message":"too long"}}""");
            return true;
        });
        var run = ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--quiet", "--kinds", "conditional", "--check-model", "m", "--check-endpoint", checker.Address.ToString()], Problems(2));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal([Made[0]], Rows(run.Out).Select(r => r.GetProperty("problem").GetString()));
        Assert.Equal("forge-evolve: gate failed: 1 generations failed, the first with: the problem could not be checked: 400 Status: too long; --max-failures allows 0\n", run.Error);
    }

    [Fact]
    public void An_unknown_kind_is_refused()
    {
        var run = ToolRun.Run("forge-evolve", ["--endpoint", "http://127.0.0.1:9", "--kinds", "harder"]);
        Assert.Equal((2, "forge-evolve: --kinds: no such kind: \"harder\"; known are change_numbers, fractions_percentages, combine_concepts, conditional, complexity, backward, change_question, constraint, extremum, parameter, and the sets mugglemath and dotamath. A kind is a file of evolve/en/ under --prompts: add harder.txt there\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_file_in_a_prompt_folder_is_a_kind_and_what_the_folder_lacks_is_built_in()
    {
        await using var server = SynthesisServer.Start();
        Directory.CreateDirectory(Path.Combine(_folder, "evolve", "en"));
        File.WriteAllText(Path.Combine(_folder, "evolve", "en", "backward.txt"), "### user\nAsk backward: {{problem}}\n");
        var run = ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--quiet", "--prompts", _folder, "--kinds", "backward,conditional"], Problems(1));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var prompts = server.Requests.Select(SynthesisServer.Prompt).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, prompts.Count);
        Assert.StartsWith("Add a condition", prompts[0], StringComparison.Ordinal);
        Assert.Equal("Ask backward: What is 0 + {x} \\ 3:4?", prompts[1]);
    }

    [Fact]
    public async Task The_prompts_are_shown_and_the_system_message_is_the_users()
    {
        await using var server = SynthesisServer.Start();
        var run = ToolRun.Run("forge-evolve", ["--endpoint", server.Address.ToString(), "--show-prompt", "--system", "Be brief.", "--kinds", "conditional"], Problems(1));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("== conditional\n[{\"role\":\"system\",\"content\":\"Be brief.\"}", run.Out, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
