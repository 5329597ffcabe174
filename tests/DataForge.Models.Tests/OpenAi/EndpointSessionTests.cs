using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>Samples that go on, and samples that are ended early, behind a server.</summary>
public sealed class EndpointSessionTests
{
    private static readonly SamplingParameters Sampling = new(0.7, 0.8, 20, 64, ["```output"], 1);
    private static readonly Prompt Chat = new([new Message("user", "2+2")]);

    private static Task<OpenAiGenerator> Open(LoopbackServer server) =>
        OpenAiGenerator.Open(new BackendSettings("m", server.Address, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", Retries: 0, FirstByteTimeout: TimeSpan.FromSeconds(5), IdleTimeout: TimeSpan.FromSeconds(5)), CancellationToken.None);

    [Fact]
    public async Task A_sample_goes_on_in_the_assistants_turn_after_all_its_text_so_far()
    {
        var turn = 0;
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Delta(0, turn++ switch { 0 => "print(4)\n", 1 => "so 4", _ => "!" }, "stop");
            await reply.Done();
        });
        await using var generator = await Open(server);
        await using var session = generator.Begin("p", Chat, Sampling, continues: true);
        await foreach (var sample in session.Draw(2, 1, CancellationToken.None)) Assert.Equal((2, "print(4)\n"), (sample.Rollout, sample.Text));
        Assert.Equal("so 4", (await session.Continue(2, "```output\n4\n```\n", 10, CancellationToken.None)).Text);
        Assert.Equal("!", (await session.Continue(2, " Then", null, CancellationToken.None)).Text);
        var (second, third) = (server.Requests.ToArray()[^2].Json, server.Requests.ToArray()[^1].Json);
        Assert.Equal("""[{"role":"user","content":"2+2"},{"role":"assistant","content":"print(4)\n```output\n4\n```\n"}]""", second.GetProperty("messages").GetRawText());
        Assert.Equal((false, true, 10), (second.GetProperty("add_generation_prompt").GetBoolean(), second.GetProperty("continue_final_message").GetBoolean(), second.GetProperty("max_tokens").GetInt32()));
        Assert.Equal("print(4)\n```output\n4\n```\nso 4 Then", third.GetProperty("messages")[1].GetProperty("content").GetString());
        Assert.NotEqual(second.GetProperty("seed").GetInt64(), third.GetProperty("seed").GetInt64());
    }

    [Fact]
    public async Task A_raw_prompt_grows_by_the_text()
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Event("""{"choices":[{"index":0,"text":" four","finish_reason":"stop"}]}""");
            await reply.Done();
        });
        await using var generator = await Open(server);
        await using var session = generator.Begin("p", new Prompt(Raw: "2 + 2 ="), Sampling, continues: true);
        await foreach (var sample in session.Draw(0, 1, CancellationToken.None)) Assert.Equal(" four", sample.Text);
        await session.Continue(0, ", and", null, CancellationToken.None);
        Assert.Equal("2 + 2 = four, and", server.Requests.ToArray()[^1].Json.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Reasoning_kept_apart_and_ids_are_told_to_be_lost()
    {
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            await reply.Begin();
            await reply.Event(seen.Path.EndsWith("chat/completions", StringComparison.Ordinal)
                ? """{"choices":[{"index":0,"delta":{"content":"4","reasoning_content":"hm"},"finish_reason":"stop"}]}"""
                : """{"choices":[{"index":0,"text":"4","finish_reason":"stop"}]}""");
            await reply.Done();
        });
        await using var generator = await Open(server);
        foreach (var (prompt, expected) in ((Prompt, string)[])[(Chat, "keeps apart cannot go on"), (new Prompt(Ids: [1, 2]), "behind token ids cannot go on")])
        {
            await using var session = generator.Begin("p", prompt, Sampling, continues: true);
            await foreach (var _ in session.Draw(0, 1, CancellationToken.None)) continue;
            Assert.Contains(expected, (await Assert.ThrowsAsync<ForgeException>(() => session.Continue(0, "x", null, CancellationToken.None))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Leaving_the_draw_ends_the_requests_that_are_left()
    {
        var hung = 0;
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            await reply.Begin();
            if (Interlocked.Increment(ref hung) > 1)
            {
                await Task.Delay(TimeSpan.FromSeconds(8)); // as a long sample
                return;
            }

            await reply.Delta(0, "4", "stop");
            await reply.Done();
        });
        await using var generator = await Open(server);
        await using var session = generator.Begin("p", Chat, Sampling, continues: false);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await foreach (var sample in session.Draw(0, 8, CancellationToken.None))
        {
            Assert.Equal("4", sample.Text);
            break;
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 4);
    }
}
