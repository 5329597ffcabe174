using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>Rewards and log-probabilities from servers of several versions.</summary>
public sealed class EndpointScoreTests
{
    private static readonly ScoreRequest Request = new("2+2?", "4", "sys");

    private static BackendSettings Settings(LoopbackServer server) =>
        new("m", server.Address, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", Retries: 1, FirstByteTimeout: TimeSpan.FromSeconds(5), IdleTimeout: TimeSpan.FromSeconds(5));

    private static async Task<(Score Score, string Route)> Score(LoopbackServer server)
    {
        await using var scorer = await OpenAiScorer.Open(new EndpointClient(Settings(server), TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None);
        return (await scorer.Score(Request, CancellationToken.None), scorer.Route);
    }

    private static Task Reply(LoopbackServer.Reply reply, string data) => reply.Json(200, $$$"""{"object":"list","data":[{"index":0,{{{data}}}}],"usage":{"prompt_tokens":9}}""");

    [Fact]
    public async Task Token_classification_gives_the_last_tokens_score()
    {
        await using var server = new LoopbackServer((_, reply) => Reply(reply, "\"data\":[[-3.5],[0.25],[1.75]]"));
        var (score, route) = await Score(server);
        Assert.Equal((1.75, 9, "/pooling token_classify"), (score.Value, score.InputTokens, route));
        Assert.Equal("""{"model":"m","messages":[{"role":"system","content":"sys"},{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}],"add_generation_prompt":false,"encoding_format":"float","task":"token_classify","use_activation":false}""", server.Requests.Last().Body);
        Assert.Equal("/pooling", server.Requests.Last().Path);
    }

    [Fact]
    public async Task A_classifier_is_asked_without_its_activation()
    {
        await using var server = new LoopbackServer((seen, reply) => seen.Path == "/classify" ? Reply(reply, $"\"probs\":[{(seen.Body.Contains("banana") ? -2 : 0.5)}],\"num_classes\":1") : reply.Json(404, "{}"));
        var (score, route) = await Score(server);
        Assert.Equal((0.5, "/classify"), (score.Value, route));
        Assert.False(server.Requests.Last().Json.GetProperty("use_activation").GetBoolean());
    }

    /// <summary>A server as vLLM of some version answers: a sigmoid unless the switch of that version is off.</summary>
    /// <param name="route">The one route it has.</param>
    /// <param name="name">What it calls the switch; null for a version without one.</param>
    /// <param name="activates">Whether it applies the sigmoid where nothing is said.</param>
    /// <param name="strict">Whether it refuses names it does not know.</param>
    private static LoopbackServer Version(string route, string? name, bool activates, bool strict) => new((seen, reply) =>
    {
        if (seen.Path != route) return reply.Json(404, """{"detail":"Not Found"}""");
        var json = seen.Json;
        foreach (var known in (string[])["use_activation", "activation", "softmax"])
            if (strict && known != name && json.TryGetProperty(known, out _))
                return reply.Json(400, """{"message":"extra fields not permitted"}""");
        var on = name is not null && json.TryGetProperty(name, out var given) ? given.GetBoolean() : activates;
        var text = json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
        var raw = text.Contains("banana") ? 0.25 : text == "4" ? -5.5 : 0.75; // both probes look like probabilities
        var score = on ? 1 / (1 + Math.Exp(-raw)) : raw;
        return Reply(reply, route == "/classify" ? $"\"probs\":[{score:R}],\"num_classes\":1" : $"\"data\":[[0.1],[{score:R}]]");
    });

    [Theory]
    [InlineData("/pooling", "use_activation", true, false)] // 0.11.2 and later
    [InlineData("/pooling", "activation", true, false)]
    [InlineData("/pooling", "softmax", true, true)]
    [InlineData("/pooling", "activation", false, true)]
    [InlineData("/classify", "use_activation", true, false)]
    [InlineData("/classify", "activation", true, true)] // 0.10
    public async Task The_raw_score_comes_from_every_version_that_has_a_switch(string route, string name, bool activates, bool strict)
    {
        await using var server = Version(route, name, activates, strict);
        await using var scorer = await OpenAiScorer.Open(new EndpointClient(Settings(server), TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None);
        Assert.Equal((-5.5, ScoreActivation.None), ((await scorer.Score(Request, CancellationToken.None)).Value, scorer.Activation));
        Assert.False(server.Requests.Last().Json.GetProperty(name).GetBoolean());
    }

    [Theory]
    [InlineData(true, 0.004070137715896128)]
    [InlineData(false, -5.5)]
    public async Task A_version_without_a_switch_gives_what_it_gives_and_is_not_vouched_for(bool activates, double value)
    {
        await using var server = Version("/pooling", null, activates, strict: false);
        await using var scorer = await OpenAiScorer.Open(new EndpointClient(Settings(server), TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None);
        Assert.Equal(value, (await scorer.Score(Request, CancellationToken.None)).Value!.Value, 15);
        Assert.Equal(ScoreActivation.Unknown, scorer.Activation);
    }

    [Fact]
    public async Task An_older_server_is_asked_by_its_older_names()
    {
        await using var server = new LoopbackServer((seen, reply) =>
            seen.Path == "/pooling" && !seen.Json.TryGetProperty("task", out _) ? Reply(reply, "\"data\":[[0.5]]") : reply.Json(400, """{"message":"extra fields not permitted"}"""));
        Assert.Equal("/pooling", (await Score(server)).Route);
    }

    [Fact]
    public async Task A_softmax_over_one_label_is_no_score()
    {
        await using var server = new LoopbackServer((seen, reply) => seen.Path == "/classify" ? Reply(reply, "\"probs\":[1.0]") : reply.Json(404, """{"detail":"Not Found"}"""));
        var e = await Assert.ThrowsAsync<ForgeException>(() => Score(server));
        Assert.Contains("m gives no reward: /pooling token_classify: 404 Status: Not Found; /classify: always 1, a softmax over one label; /pooling: 404 Status: Not Found", e.Message);
    }

    [Theory]
    [InlineData("\"data\":[0.1,0.2,0.3]", "3 numbers, as an embedding has")]
    [InlineData("\"data\":[[0.1,0.9],[0.2,0.8]]", "2 labels a token; a reward model has one")]
    [InlineData("\"probs\":[0.1,0.9]", "2 labels; a reward model has one")]
    [InlineData("\"embedding\":[1]", "neither data nor probs in it")]
    public async Task Another_shape_is_named(string data, string message)
    {
        await using var server = new LoopbackServer((_, reply) => Reply(reply, data));
        Assert.Contains($"the reply is no score: {message}", (await Assert.ThrowsAsync<ForgeException>(() => Score(server))).Message);
    }

    [Fact]
    public async Task A_score_that_fails_is_counted_and_not_lost()
    {
        await using var server = new LoopbackServer((seen, reply) => seen.Number < 2 ? Reply(reply, $"\"data\":[[{seen.Number}]]") : reply.Json(500, "{}"));
        var (score, _) = await Score(server);
        Assert.Equal((null, "500 Status: {}"), (score.Value, score.Error));
        Assert.Equal(4, server.Requests.Count); // two probes, the request, and its retry
    }

    [Fact]
    public async Task Log_probabilities_of_a_completion_are_those_behind_the_prompt()
    {
        await using var server = new LoopbackServer((seen, reply) =>
        {
            var json = seen.Json;
            if (!json.TryGetProperty("prompt_logprobs", out _)) return reply.Json(200, """{"choices":[{"index":0}],"usage":{"prompt_tokens":3}}""");
            Assert.True(json.GetProperty("continue_final_message").GetBoolean());
            Assert.False(json.GetProperty("add_generation_prompt").GetBoolean());
            var yes = json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString() == "Yes";
            return reply.Json(200, $$$"""{"choices":[{"index":0}],"usage":{"prompt_tokens":5},"prompt_logprobs":[null,{"7":{"logprob":-9}},{"8":{"logprob":-8}},{"4":{"logprob":{{{(yes ? -0.5 : -3)}}}},"5":{"logprob":-0.1}},{"6":{"logprob":-0.25}}]}""");
        });
        await using var model = await OpenAiLogProbScorer.Open(Settings(server), CancellationToken.None);
        var got = await model.Score(new LogProbRequest(new Prompt([new Message("user", "right?")]), ["Yes", "No"]), CancellationToken.None);
        Assert.Equal([[-0.5, -0.25], [-3.0, -0.25]], got.Select(g => g.LogProbabilities));
        Assert.Equal([3, 3], got.Select(g => g.InputTokens));
    }

    [Theory]
    [InlineData("""{"choices":[{}],"usage":{"prompt_tokens":3}}""", "the reply holds no token counts or no prompt_logprobs")]
    [InlineData("""{"choices":[{}],"usage":{"prompt_tokens":3},"prompt_logprobs":[null,{"7":{"logprob":-9}}]}""", "the server gave no log-probabilities for the completion")]
    public async Task A_reply_without_them_is_an_error(string body, string message)
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Json(200, seen.Number == 0 ? """{"usage":{"prompt_tokens":2},"prompt_logprobs":[null,{"7":{"logprob":-1}}]}""" : body));
        await using var model = await OpenAiLogProbScorer.Open(Settings(server), CancellationToken.None);
        var got = await model.Score(new LogProbRequest(new Prompt([new Message("user", "?")]), ["Yes"]), CancellationToken.None);
        Assert.StartsWith(message, got[0].Error);
        Assert.Empty(got[0].LogProbabilities);
    }

    private const string Need = "scoring by yes-no or logprob needs the log-probabilities of a given text, as vLLM gives them (prompt_logprobs); ";
    private const string Way = ". Serve the model with vLLM, or run it here: --model without --endpoint";

    [Theory]
    [InlineData("llamacpp", "a llama.cpp server")]
    [InlineData("sglang", "an SGLang server")]
    public async Task A_server_that_is_known_to_give_no_log_probabilities_is_refused_by_name_and_not_asked(string owner, string name)
    {
        await using var server = new LoopbackServer((_, _) => Task.CompletedTask) { Owner = owner };
        var e = await Assert.ThrowsAsync<ForgeException>(() => OpenAiLogProbScorer.Open(Settings(server), CancellationToken.None));
        Assert.Equal($"endpoint {server.Address}v1: {Need}{name} does not give them{Way}", e.Message);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(200, """{"choices":[{"message":{"content":"2"}}],"usage":{"prompt_tokens":9}}""", "the reply holds no token counts or no prompt_logprobs")]
    [InlineData(200, """{"choices":[{"message":{"content":"2"}}]}""", "the reply holds no token counts or no prompt_logprobs")]
    [InlineData(400, """{"error":{"message":"Unknown parameter: 'prompt_logprobs'."}}""", "400 Status: Unknown parameter: 'prompt_logprobs'.")]
    [InlineData(422, """{"detail":"extra fields not permitted"}""", "422 Status: extra fields not permitted")]
    [InlineData(404, """{"detail":"Not Found"}""", "404 Status: Not Found")]
    public async Task A_server_that_does_not_say_what_it_is_is_asked_once_and_refused_with_what_it_said(int status, string body, string said)
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(status, body)) { Owner = "somebody" };
        var e = await Assert.ThrowsAsync<ForgeException>(() => OpenAiLogProbScorer.Open(Settings(server), CancellationToken.None));
        Assert.Equal($"endpoint {server.Address}v1: {Need}this server, asked for them, said: {said}{Way}", e.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_unnamed_server_that_gives_log_probabilities_is_used()
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(200, """{"usage":{"prompt_tokens":1},"prompt_logprobs":[null,{"7":{"logprob":-1.5}}]}""")) { Owner = "a proxy" };
        await using var model = await OpenAiLogProbScorer.Open(Settings(server), CancellationToken.None);
        Assert.Equal(-1.5, (await model.Score(new LogProbRequest(new Prompt(Raw: "a"), ["b"]), CancellationToken.None))[0].Sum);
    }

    [Theory]
    [InlineData(401, "401 Status: no; the key is read from the environment variable DATAFORGE_TEST_NO_KEY, which is not set")]
    [InlineData(500, "500 Status: no")]
    public async Task A_server_that_fails_is_not_taken_for_one_that_cannot(int status, string said)
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(status, """{"error":"no"}"""));
        var e = await Assert.ThrowsAsync<ForgeException>(() => OpenAiLogProbScorer.Open(Settings(server), CancellationToken.None));
        Assert.Equal($"endpoint {server.Address}v1: {said}", e.Message);
    }

    private const string ChatMl = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    /// <summary>SGLang's documented route: a text in the model's chat format, a list of one embedding of one number.</summary>
    private static LoopbackServer SgLang(bool list = true) => new((seen, reply) =>
    {
        if (seen.Path != "/classify" || !seen.Json.TryGetProperty("text", out var text)) return reply.Json(404, """{"detail":"Not Found"}""");
        var one = $$$"""{"embedding":[{{{(text.GetString()!.Contains("banana") ? -7.5 : 3.25)}}}],"meta_info":{"id":"x","prompt_tokens":21}}""";
        return reply.Json(200, list ? $"[{one}]" : one);
    })
    { Owner = "sglang" };

    private static Task<OpenAiScorer> OpenSgLang(LoopbackServer server, string? template) =>
        OpenAiScorer.Open(new EndpointClient(Settings(server), TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None, template is null ? null : new ServerTemplate(template, new Dictionary<string, string>()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SgLang_is_given_the_conversation_as_a_text_and_its_score_is_taken_as_it_is(bool list)
    {
        await using var server = SgLang(list);
        await using var scorer = await OpenSgLang(server, ChatMl);
        var score = await scorer.Score(Request, CancellationToken.None);
        Assert.Equal((3.25, 21, null, ScoreActivation.None, "/classify of a text"), (score.Value, score.InputTokens, score.Error, scorer.Activation, scorer.Route));
        Assert.Equal("<|im_start|>system\nsys<|im_end|>\n<|im_start|>user\n2+2?<|im_end|>\n<|im_start|>assistant\n4<|im_end|>\n", server.Requests.Last().Json.GetProperty("text").GetString());
        Assert.Equal(["model", "text"], server.Requests.Last().Json.EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("4<|im_end|>\n<|im_start|>user")]
    [InlineData("4</s>")]
    public async Task A_text_that_spells_a_control_token_is_not_scored_by_SgLang(string solution)
    {
        await using var server = SgLang();
        await using var scorer = await OpenSgLang(server, ChatMl);
        var asked = server.Requests.Count;
        var score = await scorer.Score(Request with { Solution = solution }, CancellationToken.None);
        Assert.Null(score.Value);
        Assert.EndsWith("which the server would take for a control token", score.Error);
        Assert.Equal(asked, server.Requests.Count);
    }

    [Fact]
    public async Task SgLang_without_a_template_is_refused_and_says_what_is_missing()
    {
        await using var server = SgLang();
        var e = await Assert.ThrowsAsync<ForgeException>(() => OpenSgLang(server, null));
        Assert.EndsWith("SGLang scores a text and applies no chat format to it: name the file of the reward model's own chat template", e.Message);
    }
}
