using System.Text.Json;

namespace DataForge.Tests.Tools;

public sealed class ScoreToolTests
{
    private const string Samples = """
        {"problem":"1+1?","generation":"2","rollout":0,"x":1.0}
        {"problem":"1+1?","generation":"three","rollout":1,"reward_model_score":9}
        {"problem":"1+1?","generation":"","rollout":2,"finish_reason":"error"}

        """;

    private static string Last(LoopbackServer.Seen seen) => seen.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;

    [Theory]
    [InlineData("1")]
    [InlineData("16")]
    public async Task A_reward_model_adds_its_score_and_keeps_the_rest(string inFlight)
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Json(200, $$$"""{"data":[{"data":[[9],[{{{Last(seen).Length}}}.5]]}]}"""));
        var run = ToolRun.Run("forge-score", ["--endpoint", server.Address.ToString(), "--in-flight", inFlight], Samples);
        Assert.Equal(0, run.ExitCode);
        var by = JsonDocument.Parse(run.Out.Split('\n')[0]).RootElement.GetProperty("scored_by");
        Assert.Equal(("head", "none", true, true), (by.GetProperty("method").GetString(), by.GetProperty("activation").GetString(), by.GetProperty("model").GetString()!.Length > 0, by.TryGetProperty("model_revision", out _)));
        Assert.Equal($$$"""
            {"problem":"1+1?","generation":"2","rollout":0,"x":1.0,"scored_by":{{{by.GetRawText()}}},"reward_model_score":1.5}
            {"problem":"1+1?","generation":"three","rollout":1,"reward_model_score":5.5,"scored_by":{{{by.GetRawText()}}}}
            {"problem":"1+1?","generation":"","rollout":2,"finish_reason":"error"}

            """, run.Out);
        Assert.StartsWith("forge-score: 2 samples scored by head, mean 3.5; 1 without text passed without a score; ", run.Error);
    }

    /// <summary>vLLM 0.11.2 and later: a sigmoid is applied unless use_activation is false.</summary>
    private static LoopbackServer Served(params double[] logits) => new((seen, reply) =>
    {
        var logit = logits[Last(seen).Length % logits.Length];
        var score = seen.Json.TryGetProperty("use_activation", out var on) && !on.GetBoolean() ? logit : 1 / (1 + Math.Exp(-logit));
        return reply.Json(200, $$$"""{"data":[{"data":[[0],[{{{score.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}}}]]}]}""");
    });

    [Theory]
    [InlineData("Ann has 3 pens and buys 4. How many has she?")]
    [InlineData("小明有3支笔，又买了4支。一共有多少支？")]
    public async Task The_conversation_of_the_model_card_gets_its_raw_score(string problem)
    {
        await using var server = Served(-5.5, -5.375, -0.375);
        var row = JsonSerializer.Serialize(new { problem, generation = "3 + 4 = 7, so the answer is \\boxed{7}" });
        var run = ToolRun.Run("forge-score", ["--endpoint", server.Address.ToString(), "--quiet"], row);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var asked = server.Requests.Last(r => r.Body.Contains("boxed{7}"));
        Assert.Equal(
            [("system", "Please reason step by step, and put your final answer within \\boxed{}."), ("user", problem), ("assistant", "3 + 4 = 7, so the answer is \\boxed{7}")],
            asked.Json.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString(), m.GetProperty("content").GetString())));
        var scored = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((new[] { -5.5, -5.375, -0.375 }["3 + 4 = 7, so the answer is \\boxed{7}".Length % 3], "none"), (scored.GetProperty("reward_model_score").GetDouble(), scored.GetProperty("scored_by").GetProperty("activation").GetString()));
    }

    [Fact]
    public void A_vote_takes_no_second_sigmoid_of_a_probability()
    {
        static string Row(int rollout, string answer, double score, string activation) =>
            $$$"""{"problem":"p","rollout":{{{rollout}}},"predicted_answer":"{{{answer}}}","reward_model_score":{{{score.ToString(System.Globalization.CultureInfo.InvariantCulture)}}},"scored_by":{"model":"m","method":"yes-no","activation":"{{{activation}}}"}}""" + "\n";
        var run = ToolRun.Run("forge-vote", ["--votes", "-"], Row(0, "1", 0.9, "probability") + Row(1, "2", 0.4, "probability") + Row(2, "2", 0.4, "probability"));
        var vote = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal("1", vote.GetProperty("answer").GetString()); // 0.9 against 0.8; sigmoids of these would be 0.71 against 1.20
        Assert.Contains("3 votes weigh their scores as they are", run.Error, StringComparison.Ordinal);
        var logits = ToolRun.Run("forge-vote", ["--votes", "-"], Row(0, "1", 0.9, "none") + Row(1, "2", 0.4, "none") + Row(2, "2", 0.4, "none"));
        Assert.Equal("2", JsonDocument.Parse(logits.Out).RootElement.GetProperty("answer").GetString());
        Assert.DoesNotContain("weigh their scores", logits.Error, StringComparison.Ordinal);
    }

    private static Task LogProbabilities(LoopbackServer.Seen seen, LoopbackServer.Reply reply) => reply.Json(200, seen.Json.TryGetProperty("prompt_logprobs", out _)
        ? $$$"""{"choices":[{}],"usage":{"prompt_tokens":4},"prompt_logprobs":[null,{"1":{"logprob":-7}},{"1":{"logprob":{{{(Last(seen) is "Yes" or "2" ? -0.25 : -1.5)}}}}},{"1":{"logprob":-0.75}}]}"""
        : """{"choices":[{}],"usage":{"prompt_tokens":2}}""");

    [Fact]
    public async Task A_yes_no_question_gives_the_share_of_yes()
    {
        await using var server = new LoopbackServer(LogProbabilities);
        var run = ToolRun.Run("forge-score", ["--endpoint", server.Address.ToString(), "--method", "yes-no", "--quiet", "--limit", "1"], Samples);
        Assert.Equal(1 / (1 + Math.Exp(-1.25)), JsonDocument.Parse(run.Out).RootElement.GetProperty("reward_model_score").GetDouble(), 12);
        Assert.Equal(["2", "Yes", "No"], server.Requests.Where(r => r.Body.Contains("prompt_logprobs")).Select(Last));
    }

    [Theory]
    [InlineData("yes-no")]
    [InlineData("logprob")]
    public async Task A_server_without_log_probabilities_is_said_before_anything_is_scored(string method)
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(200, """{"choices":[{"message":{"content":"2"}}],"usage":{"prompt_tokens":9}}""")) { Owner = "somebody" };
        var run = ToolRun.Run("forge-score", ["--endpoint", server.Address.ToString(), "--method", method], Samples);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith($"forge-score: endpoint {server.Address}v1: scoring by yes-no or logprob needs the log-probabilities of a given text, as vLLM gives them (prompt_logprobs); this server, asked for them, said: ", run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Log_probability_is_the_mean_over_the_solutions_tokens()
    {
        await using var server = new LoopbackServer(LogProbabilities);
        var run = ToolRun.Run("forge-score", ["--endpoint", server.Address.ToString(), "--method", "logprob", "--quiet", "--limit", "2"], Samples);
        Assert.Equal([-0.5, -1.125], run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("reward_model_score").GetDouble()));
    }

    [Fact]
    public async Task A_sample_that_cannot_be_scored_is_a_counted_reject()
    {
        await using var server = new LoopbackServer((seen, reply) => Last(seen) == "three"
            ? reply.Json(400, """{"message":"too long"}""")
            : reply.Json(200, $$$"""{"data":[{"data":[[{{{seen.Number}}}]]}]}"""));
        var run = ToolRun.Run("forge-score", ["--endpoint", server.Address.ToString(), "--quiet"], Samples);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("forge-score: gate failed: 1 samples could not be scored, the first with: 400 Status: too long; --max-failures allows 0\n", run.Error);
    }

    [Fact]
    public async Task A_row_without_a_solution_is_named()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Json(200, $$$"""{"data":[{"data":[[{{{seen.Number}}}]]}]}"""));
        var run = ToolRun.Run("forge-score", ["--endpoint", server.Address.ToString(), "--quiet"], """{"problem":"1+1?"}""");
        Assert.Equal((2, "forge-score: standard input:1: expected a solution in one of the fields generation, response, output, completion, generated_solution; name it with --generation-field\n"), (run.ExitCode, run.Error));
    }
}
