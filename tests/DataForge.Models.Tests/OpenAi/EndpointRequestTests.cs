using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>What goes over the wire, and what is read from it.</summary>
public sealed class EndpointRequestTests
{
    private static readonly SamplingParameters Sampling = new(0.7, 0.8, 20, 64, ["\n\n"], 1);

    private static BackendSettings Settings(LoopbackServer server, string keyVariable = "DATAFORGE_TEST_NO_KEY") =>
        new("m", server.Address, ApiKeyVariable: keyVariable, Retries: 0, FirstByteTimeout: TimeSpan.FromSeconds(5), IdleTimeout: TimeSpan.FromSeconds(5));

    private static async Task<(IReadOnlyList<Generation> Got, LoopbackServer.Seen Seen)> Ask(LoopbackServer server, Prompt prompt, SamplingParameters? sampling = null, int samples = 1, string keyVariable = "DATAFORGE_TEST_NO_KEY")
    {
        await using var generator = await OpenAiGenerator.Open(Settings(server, keyVariable), CancellationToken.None);
        var got = await generator.Generate(new GenerationRequest("p", prompt, sampling ?? Sampling, samples), CancellationToken.None);
        return (got, server.Requests.Last());
    }

    [Fact]
    public async Task Every_sampling_parameter_is_sent_so_that_no_server_default_applies()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Good(seen));
        var (_, seen) = await Ask(server, new Prompt([new Message("system", "s"), new Message("user", "1 < 2 \\ {x} \"q\" é 中")]));
        Assert.Equal("/v1/chat/completions", seen.Path);
        Assert.Equal(
            """{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"1 < 2 \\ {x} \"q\" é 中"}],"n":1,"max_tokens":64,"temperature":0.7,"top_p":0.8,"frequency_penalty":0,"presence_penalty":0,"seed":SEED,"stop":["\n\n"],"top_k":20,"min_p":0,"repetition_penalty":1,"return_token_ids":true,"stream":true,"stream_options":{"include_usage":true}}""",
            seen.Body.Replace(seen.Json.GetProperty("seed").GetRawText(), "SEED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reply_schema_is_sent_as_the_response_format()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Good(seen));
        await using var generator = await OpenAiGenerator.Open(Settings(server), CancellationToken.None);
        await generator.Generate(new GenerationRequest("p", new Prompt([new Message("user", "x")]), Sampling, ReplySchema: """{"type":"object"}"""), CancellationToken.None);
        Assert.Equal("""{"type":"json_schema","json_schema":{"name":"reply","strict":true,"schema":{"type":"object"}}}""", server.Requests.Last().Json.GetProperty("response_format").GetRawText());
    }

    [Fact]
    public async Task A_top_k_that_is_off_is_said_to_be_off()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Good(seen));
        var (_, seen) = await Ask(server, new Prompt(Raw: "x"), Sampling with { TopK = 0 });
        Assert.Equal(-1, seen.Json.GetProperty("top_k").GetInt32());
    }

    [Fact]
    public async Task Raw_text_and_ids_go_to_completions()
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Event("""{"choices":[{"index":0,"text":" four","finish_reason":null,"token_ids":[11,12]}]}""");
            await reply.Event("""{"choices":[{"index":0,"text":".","finish_reason":"stop","token_ids":[13]}]}""");
            await reply.Done();
        });
        var (got, seen) = await Ask(server, new Prompt(Raw: "2 + 2 ="));
        Assert.Equal(("/v1/completions", "2 + 2 ="), (seen.Path, seen.Json.GetProperty("prompt").GetString()));
        Assert.Equal(" four.", got[0].Text);
        Assert.Equal([11, 12, 13], got[0].Ids);
        Assert.Equal(3, got[0].GeneratedTokens);
        (_, seen) = await Ask(server, new Prompt(Ids: [1, 2, 3]));
        Assert.Equal("[1,2,3]", seen.Json.GetProperty("prompt").GetRawText());
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Reasoning_is_kept_apart(string field)
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Event($$$"""{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"{{{field}}}":"hm"}}]}""");
            await reply.Event($$$"""{"choices":[{"index":0,"delta":{"{{{field}}}":" so"}}]}""");
            await reply.Delta(0, "4", "stop");
            await reply.Done();
        });
        var (got, _) = await Ask(server, new Prompt([new Message("user", "2+2")]));
        Assert.Equal(("hm so", "4"), (got[0].Reasoning, got[0].Text));
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_read_all_the_same()
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(200,
            """{"choices":[{"index":0,"message":{"content":"4","reasoning_content":"r"},"finish_reason":"stop"},{"index":1,"message":{"content":"5"},"finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"""));
        var (got, _) = await Ask(server, new Prompt([new Message("user", "2+2")]), samples: 2);
        Assert.Equal([("4", FinishReason.Stop, 2, 3), ("5", FinishReason.Length, 2, 3)], got.Select(g => (g.Text, g.Finish, g.GeneratedTokens, g.InputTokens)));
    }

    [Fact]
    public async Task A_greedy_request_asks_for_one_choice_at_a_time()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Good(seen));
        await Ask(server, new Prompt([new Message("user", "?")]), SamplingParameters.Greedy(8), samples: 3);
        Assert.Equal([1, 1, 1], server.Requests.Select(r => r.N));
    }

    [Fact]
    public async Task Seeds_follow_from_the_run_seed_and_the_problem_alone()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Good(seen));
        await using var generator = await OpenAiGenerator.Open(Settings(server), CancellationToken.None);
        foreach (var (key, seed, first) in ((string, long, int)[])[("a", 1, 0), ("a", 1, 4), ("b", 1, 0), ("a", 2, 0), ("a", 1, 0)])
            await generator.Generate(new GenerationRequest(key, new Prompt(Raw: "x"), Sampling with { Seed = seed }, 1, first), CancellationToken.None);
        var seeds = server.Requests.Select(r => r.Json.GetProperty("seed").GetInt64()).ToList();
        Assert.Equal(seeds[0], seeds[4]);
        Assert.Equal(seeds[0] + 4, seeds[1]);
        Assert.Equal(3, new[] { seeds[0], seeds[2], seeds[3] }.Distinct().Count());
    }

    [Fact]
    public async Task OpenAi_itself_gets_only_the_names_it_knows()
    {
        var body = JsonDocument.Parse(RequestBody.Generate(new ServedModel("gpt", "gpt", Dialect.OpenAi), new Prompt([new Message("user", "x")]), Sampling with { TopK = 0 }, 2, 5)).RootElement;
        Assert.Equal(["model", "messages", "n", "max_completion_tokens", "temperature", "top_p", "frequency_penalty", "presence_penalty", "seed", "stop", "stream", "stream_options"], body.EnumerateObject().Select(p => p.Name));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_key_goes_into_its_header_and_nowhere_else()
    {
        const string Key = "sk-very-secret-0123456789";
        Environment.SetEnvironmentVariable("DATAFORGE_TEST_KEY", Key);
        await using var server = new LoopbackServer((_, reply) => reply.Json(400, $$$"""{"error":{"message":"bad key {{{Key}}} given"}}"""));
        var (got, seen) = await Ask(server, new Prompt(Raw: "x"), keyVariable: "DATAFORGE_TEST_KEY");
        Assert.Equal($"Bearer {Key}", seen.Headers["Authorization"]);
        Assert.DoesNotContain(Key, seen.Body);
        Assert.Equal("400 Status: bad key [key] given", got[0].Error);
    }

    [Fact]
    public async Task The_key_is_not_in_any_exception_either()
    {
        const string Key = "sk-very-secret-9876543210";
        Environment.SetEnvironmentVariable("DATAFORGE_TEST_KEY_2", Key);
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            if (seen.Number % 2 == 0)
            {
                await reply.Json(401, $$"""{"message":"no such key {{Key}}"}""");
                return;
            }

            await reply.Begin();
            await reply.Event($$$"""{"error":{"message":"dropped {{{Key}}}","code":400}}""");
        });
        var e = await Assert.ThrowsAsync<ForgeException>(() => Ask(server, new Prompt(Raw: "x"), keyVariable: "DATAFORGE_TEST_KEY_2"));
        Assert.DoesNotContain(Key, e.ToString());
        Assert.Contains("environment variable DATAFORGE_TEST_KEY_2, which is set", e.Message);
        var (got, _) = await Ask(server, new Prompt(Raw: "x"), keyVariable: "DATAFORGE_TEST_KEY_2");
        Assert.Equal("error in the reply: dropped [key]", got[0].Error);
    }

    [Fact]
    public void A_key_that_no_header_can_hold_is_refused_without_being_shown()
    {
        Environment.SetEnvironmentVariable("DATAFORGE_TEST_KEY_3", "sk-a\nb");
        var e = Assert.Throws<ForgeException>(() => new EndpointClient(new BackendSettings("m", new Uri("http://127.0.0.1:1"), ApiKeyVariable: "DATAFORGE_TEST_KEY_3")));
        Assert.Equal("environment variable DATAFORGE_TEST_KEY_3: expected a key of printable ASCII characters without blanks", e.Message);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_the_users_to_mend()
    {
        Uri address;
        await using (var server = new LoopbackServer((_, _) => Task.CompletedTask)) address = server.Address;
        var e = await Assert.ThrowsAsync<ForgeException>(() => OpenAiGenerator.Open(new BackendSettings("m", address, Retries: 0), CancellationToken.None));
        Assert.Equal($"endpoint {address}v1: Connection refused", e.Message);
    }

    [Fact]
    public async Task A_model_that_is_not_served_is_named_with_those_that_are()
    {
        await using var server = new LoopbackServer((_, _) => Task.CompletedTask);
        var e = await Assert.ThrowsAsync<ForgeException>(() => OpenAiGenerator.Open(Settings(server) with { Model = "other" }, CancellationToken.None));
        Assert.Equal($"endpoint {server.Address}v1: does not serve the model other; it serves m", e.Message);
        await using var only = await OpenAiGenerator.Open(Settings(server) with { Model = null }, CancellationToken.None);
        Assert.Equal(("m", "org/model", "remote", "openai-api/vllm"), (only.Model, only.Revision, only.Precision, only.Engine));
    }

    [Theory]
    [InlineData("http://h:8000", "http://h:8000/v1", "http://h:8000")]
    [InlineData("http://h:8000/", "http://h:8000/v1", "http://h:8000")]
    [InlineData("http://h:8000/v1/", "http://h:8000/v1", "http://h:8000")]
    [InlineData("http://h:8000/v1/chat/completions", "http://h:8000/v1", "http://h:8000")]
    [InlineData("https://h/api/v1", "https://h/api/v1", "https://h/api")]
    [InlineData("https://h/api/paas/v4", "https://h/api/paas/v4", "https://h/api/paas")]
    [InlineData("https://h/v1beta/openai/chat/completions", "https://h/v1beta/openai", "https://h/v1beta/openai")]
    public void An_address_may_be_the_host_or_any_route(string given, string api, string root)
    {
        var address = EndpointAddress.From(new Uri(given));
        Assert.Equal((api, root), (address.Api, address.Root));
    }

    [Fact]
    public void An_address_with_a_password_is_refused_without_showing_it()
    {
        var e = Assert.Throws<ForgeException>(() => EndpointAddress.From(new Uri("http://me:secret@h/v1")));
        Assert.DoesNotContain("secret", e.Message);
    }
}
