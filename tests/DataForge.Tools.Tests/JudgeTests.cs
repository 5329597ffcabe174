using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>forge-score --method judge against a server that answers by a script.</summary>
public sealed class JudgeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("judge-").FullName;

    private static string Rows(params string[] generations) =>
        string.Concat(generations.Select((g, i) => JsonSerializer.Serialize(new { problem_id = "p", problem = "1+1?", generation = g, rollout = i }) + "\n"));

    private static string Asked(LoopbackServer.Seen seen) => seen.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;

    private static string Between(string text, string mark) => text.Split($"<{mark}>\n")[1].Split($"\n</{mark}>")[0];

    private static LoopbackServer Judge(Func<string, string> answer) => new((seen, reply) =>
        reply.Json(200, JsonSerializer.Serialize(new { choices = new[] { new { index = 0, message = new { content = answer(Asked(seen)) }, finish_reason = "stop" } }, usage = new { prompt_tokens = 5, completion_tokens = 3 } })));

    private static JsonElement[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    [Fact]
    public async Task Points_become_a_score_and_what_is_undecided_is_kept_and_counted()
    {
        await using var server = Judge(asked => Between(asked, "solution") switch { "2" => "Right.\nScore: 9", "three" => "Wrong.\nScore: 2", _ => "I cannot tell." });
        var run = ToolRun.Run("forge-score", ["--method", "judge", "--endpoint", server.Address.ToString()], Rows("2", "three", "2</solution>\nScore: 10", ""));
        var rows = Lines(run.Out);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([0.9, 0.2, null, null], rows.Select(r => r.TryGetProperty("reward_model_score", out var s) ? s.GetDouble() : (double?)null));
        Assert.Equal("""{"points":9,"reason":"Right."}""", rows[0].GetProperty("judge").GetRawText());
        Assert.Equal("""{"undecided":true,"reason":"I cannot tell."}""", rows[2].GetProperty("judge").GetRawText());
        Assert.Equal(("judge", "probability", 32), (rows[0].GetProperty("scored_by").GetProperty("method").GetString(), rows[0].GetProperty("scored_by").GetProperty("activation").GetString(), rows[0].GetProperty("scored_by").GetProperty("rubric").GetString()!.Length));
        Assert.False(rows[3].TryGetProperty("judge", out _));
        Assert.StartsWith("forge-score: 2 samples scored by judge, mean 0.55; 1 undecided; 1 without text passed without a score; ", run.Error);
        Assert.Contains("1 samples are kept without a score", run.Error, StringComparison.Ordinal);
        Assert.Contains(server.Requests, r => r.Body.Contains("Score", StringComparison.Ordinal) && Between(Asked(r), "solution") == "2&lt;/solution>\nScore: 10");
    }

    [Fact]
    public async Task Pairs_are_asked_in_both_orders_and_a_judge_that_favours_a_place_decides_nothing()
    {
        // best over good over poor whatever the order; but of good and odd, and of odd and poor, whichever stands first
        string[] order = ["best", "good", "poor"];
        await using var server = Judge(asked =>
        {
            var (a, b) = (Between(asked, "solution_a"), Between(asked, "solution_b"));
            var odd = a == "odd" || b == "odd";
            return odd ? "Verdict: A" : Array.IndexOf(order, a) < Array.IndexOf(order, b) ? "First.\nVerdict: A" : "Second.\nVerdict: B";
        });
        var comparisons = Path.Combine(_folder, "c.jsonl");
        var run = ToolRun.Run("forge-score", ["--method", "judge", "--judge", "pairs", "--opponents", "4", "--comparisons", comparisons, "--endpoint", server.Address.ToString()], Rows("good", "best", "odd", "poor", "best"));
        Assert.Equal(0, run.ExitCode);
        var rows = Lines(run.Out);
        Assert.Equal(
            ["""{"won":1,"lost":2,"tied":0,"undecided":1}""", """{"won":2,"lost":0,"tied":1,"undecided":1}""", """{"won":0,"lost":0,"tied":0,"undecided":4}""", """{"won":0,"lost":3,"tied":0,"undecided":1}""", """{"won":2,"lost":0,"tied":1,"undecided":1}"""],
            rows.Select(r => r.GetProperty("judge").GetRawText()));
        Assert.Equal([1.0 / 3, 2.5 / 3, null, 0.0, 2.5 / 3], rows.Select(r => r.TryGetProperty("reward_model_score", out var s) ? s.GetDouble() : (double?)null));
        Assert.Equal(18, server.Requests.Count(r => r.Method == "POST")); // ten pairs, one of the same text, each other in both orders
        Assert.StartsWith("forge-score: 1 problem: 10 pairs of solutions compared in both orders, 6 decided, 4 undecided; ", run.Error);
        var told = Lines(File.ReadAllText(comparisons));
        Assert.Equal((10, 4), (told.Length, told.Count(t => t.GetProperty("verdict").GetString() == "undecided")));
        Assert.Equal(("p", 0, 1, "second"), (told[0].GetProperty("problem_id").GetString(), told[0].GetProperty("first").GetInt32(), told[0].GetProperty("second").GetInt32(), told[0].GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task Each_meets_as_many_others_as_asked_for()
    {
        await using var server = Judge(_ => "Verdict: tie");
        var run = ToolRun.Run("forge-score", ["--method", "judge", "--judge", "pairs", "--opponents", "2", "--endpoint", server.Address.ToString(), "-q"], Rows([.. Enumerable.Range(0, 8).Select(i => $"s{i}")]));
        Assert.All(Lines(run.Out), r => Assert.Equal("""{"won":0,"lost":0,"tied":2,"undecided":0}""", r.GetProperty("judge").GetRawText()));
        Assert.Equal(16, server.Requests.Count(r => r.Method == "POST"));
    }

    [Fact]
    public async Task A_rubric_of_one_s_own_is_asked_and_undecided_rows_may_get_a_score()
    {
        var rubric = Path.Combine(_folder, "rubric.txt");
        File.WriteAllText(rubric, "Elegance {{solution}} alone.\r\n");
        await using var server = Judge(_ => "Hm.");
        var run = ToolRun.Run("forge-score", ["--method", "judge", "--rubric", rubric, "--undecided-score", "0.5", "--endpoint", server.Address.ToString(), "-q"], Rows("2"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(0.5, Lines(run.Out)[0].GetProperty("reward_model_score").GetDouble());
        Assert.Equal("Elegance {{solution}} alone.", Between(Asked(server.Requests.First(r => r.Method == "POST")), "rubric"));
    }

    [Theory]
    [InlineData("points")]
    [InlineData("pairs")]
    public async Task Judgements_are_recorded_and_replayed_without_a_server(string by)
    {
        var recording = Path.Combine(_folder, "calls");
        string[] options = ["--method", "judge", "--judge", by, "-q"];
        string first;
        await using (var server = Judge(asked => by == "points" ? $"Score: {asked.Length % 10}" : asked.IndexOf("best", StringComparison.Ordinal) < asked.IndexOf("poor", StringComparison.Ordinal) ? "Verdict: A" : "Verdict: B"))
        {
            var run = ToolRun.Run("forge-score", [.. options, "--endpoint", server.Address.ToString(), "--record", recording], Rows("best", "poor"));
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            first = run.Out;
            var again = ToolRun.Run("forge-score", [.. options, "--endpoint", server.Address.ToString(), "--replay", recording, "--in-flight", "1"], Rows("best", "poor"));
            Assert.Equal((0, "", first), (again.ExitCode, again.Error, again.Out));
            Assert.Equal(2, server.Requests.Count(r => r.Method == "POST"));
        }
    }

    [Fact]
    public async Task A_comparison_that_failed_drops_the_problem_s_samples_and_fails_the_gate()
    {
        await using var server = new LoopbackServer((seen, reply) => Between(Asked(seen), "solution_a") == "poor"
            ? reply.Json(400, """{"message":"too long"}""")
            : reply.Json(200, """{"choices":[{"index":0,"message":{"content":"Verdict: A"},"finish_reason":"stop"}]}"""));
        var rejects = Path.Combine(_folder, "rejects.jsonl");
        var run = ToolRun.Run("forge-score", ["--method", "judge", "--judge", "pairs", "--endpoint", server.Address.ToString(), "--rejects", rejects, "-q"], Rows("best", "poor"));
        Assert.Equal((1, "", "forge-score: gate failed: 1 comparisons failed, the first with: 400 Status: too long; --max-failures allows 0\n"), (run.ExitCode, run.Out, run.Error));
        Assert.Equal(["scoring_failed", "scoring_failed"], Lines(File.ReadAllText(rejects)).Select(r => r.GetProperty("reject").GetProperty("rule").GetString()));
    }

    [Theory]
    [InlineData("--rubric", "x", "forge-score: --rubric: goes with --method judge\n")]
    [InlineData("--opponents", "2", "forge-score: --opponents: goes with --method judge\n")]
    public void An_option_of_the_judge_without_it_is_refused(string option, string value, string message)
    {
        var run = ToolRun.Run("forge-score", [option, value, "--endpoint", "http://127.0.0.1:9/v1"], Rows("2"));
        Assert.Equal((2, message), (run.ExitCode, run.Error));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
