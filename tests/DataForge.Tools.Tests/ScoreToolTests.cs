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
