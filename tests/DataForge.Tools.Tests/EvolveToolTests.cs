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

    [Fact]
    public void An_unknown_kind_is_refused()
    {
        var run = ToolRun.Run("forge-evolve", ["--endpoint", "http://127.0.0.1:9", "--kinds", "harder"]);
        Assert.Equal((2, "forge-evolve: --kinds: no such kind: \"harder\"; known are change_numbers, fractions_percentages, combine_concepts, conditional, complexity. A kind is a file of evolve/en/ under --prompts: add harder.txt there\n"), (run.ExitCode, run.Error));
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
