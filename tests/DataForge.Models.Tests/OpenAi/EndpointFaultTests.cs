using System.Diagnostics;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>Every request ends as a sample or as a counted failure, whatever the server does.</summary>
public sealed class EndpointFaultTests
{
    private static readonly SamplingParameters Sampling = new(0.7, 0.8, 20, 64, [], 1);

    private static BackendSettings Settings(LoopbackServer server, int retries = 2, double firstByteMs = 2000, double idleMs = 400, int inFlight = 4) =>
        new("m", server.Address, InFlight: inFlight, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", FirstByteTimeout: TimeSpan.FromMilliseconds(firstByteMs), IdleTimeout: TimeSpan.FromMilliseconds(idleMs), Retries: retries);

    private static async Task<IReadOnlyList<Generation>> Ask(LoopbackServer server, int samples = 2, BackendSettings? settings = null, SamplingParameters? sampling = null)
    {
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(settings ?? Settings(server), TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None);
        return await generator.Generate(new GenerationRequest("p", new Prompt([new Message("user", "1+1?")]), sampling ?? Sampling, samples), CancellationToken.None);
    }

    private static LoopbackServer FailingFirst(Func<LoopbackServer.Seen, LoopbackServer.Reply, Task> fault) =>
        new((seen, reply) => seen.Number == 0 ? fault(seen, reply) : reply.Good(seen));

    private static void AssertGood(IReadOnlyList<Generation> got, int count = 2)
    {
        Assert.Equal(Enumerable.Range(0, count), got.Select(g => g.Rollout));
        Assert.All(got, g => Assert.Equal((FinishReason.Stop, null, 2, 7), (g.Finish, g.Error, g.GeneratedTokens, g.InputTokens)));
    }

    [Fact]
    public async Task A_good_reply_becomes_samples_in_rollout_order()
    {
        await using var server = new LoopbackServer((seen, reply) => reply.Good(seen));
        var got = await Ask(server, 3);
        AssertGood(got, 3);
        Assert.Equal(["answer 0", "answer 1", "answer 2"], got.Select(g => g.Text));
        Assert.Single(server.Requests);
    }

    public static TheoryData<string> Faults => ["500", "503", "429", "408", "reset before the reply", "reset within the stream", "stall before the first byte", "stall within the stream", "cut stream", "bad JSON", "error event", "empty body", "closed before the reply", "keep-alive comments only", "a trickle that never makes an event"];

    private static Task Do(string fault, LoopbackServer.Reply reply) => fault switch
    {
        "500" or "503" or "429" or "408" => reply.Json(int.Parse(fault), """{"error":{"message":"busy"}}"""),
        "reset before the reply" => Then(Task.CompletedTask, reply.Reset),
        "closed before the reply" => Task.CompletedTask,
        "reset within the stream" => Then(Both(reply.Begin, () => reply.Delta(0, "half")), reply.Reset),
        "stall before the first byte" => reply.Stall(),
        "stall within the stream" => Both(reply.Begin, () => reply.Delta(0, "half"), reply.Stall),
        "cut stream" => Both(reply.Begin, () => reply.Delta(0, "half")),
        "bad JSON" => Both(reply.Begin, () => reply.Event("{\"choices\":[{"), reply.Done),
        "error event" => Both(reply.Begin, () => reply.Event("""{"error":{"message":"engine died","code":500}}""")),
        "empty body" => reply.Begin(),
        "keep-alive comments only" => Both(reply.Begin, () => reply.Delta(0, "half"), () => Forever(reply, ": ping\n\n")),
        "a trickle that never makes an event" => Both(reply.Begin, () => reply.Delta(0, "half"), () => Forever(reply, "x")),
        _ => throw new ArgumentException(fault),
    };

    private static async Task Then(Task first, Action then)
    {
        await first;
        then();
    }

    private static async Task Both(params Func<Task>[] steps)
    {
        foreach (var step in steps) await step();
    }

    private static async Task Forever(LoopbackServer.Reply reply, string text)
    {
        while (true)
        {
            await reply.Raw(text);
            await Task.Delay(20);
        }
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task One_fault_is_got_over_by_a_retry(string fault)
    {
        await using var server = FailingFirst((_, reply) => Do(fault, reply));
        AssertGood(await Ask(server));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_lasting_fault_is_a_counted_failure_of_every_sample(string fault)
    {
        await using var server = new LoopbackServer((_, reply) => Do(fault, reply));
        var got = await Ask(server, settings: Settings(server, retries: 1, firstByteMs: 300, idleMs: 200));
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal([0, 1], got.Select(g => g.Rollout));
        Assert.All(got, g => Assert.Equal((FinishReason.Error, ""), (g.Finish, g.Text)));
        Assert.All(got, g => Assert.False(string.IsNullOrWhiteSpace(g.Error)));
    }

    [Theory]
    [InlineData(400, "prompt too long")]
    [InlineData(413, "too large")]
    [InlineData(422, "bad field")]
    public async Task A_refusal_is_never_sent_again(int status, string message)
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(status, $$$"""{"error":{"message":"{{{message}}}"}}"""));
        var got = await Ask(server);
        Assert.Single(server.Requests);
        Assert.All(got, g => Assert.Equal($"{status} Status: {message}", g.Error));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task What_would_fail_for_every_request_stops_the_run(int status)
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(status, """{"message":"no"}"""));
        var e = await Assert.ThrowsAsync<ForgeException>(() => Ask(server));
        Assert.Contains($"{status} Status: no", e.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_generation_that_ran_into_its_limit_is_kept_and_not_asked_for_again()
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Delta(0, "cut of", "length");
            await reply.Delta(1, "whole", "stop");
            await reply.Done();
        });
        var got = await Ask(server);
        Assert.Single(server.Requests);
        Assert.Equal([FinishReason.Length, FinishReason.Stop], got.Select(g => g.Finish));
        Assert.Equal("cut of", got[0].Text);
    }

    [Fact]
    public async Task Another_finish_reason_is_a_failure_that_names_it()
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            await reply.Delta(0, "x", "content_filter");
            await reply.Done();
        });
        var got = await Ask(server, 1);
        Assert.Equal((FinishReason.Error, "finish reason content_filter"), (got[0].Finish, got[0].Error));
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        await using var server = FailingFirst((_, reply) => reply.Json(429, "{}", "Retry-After: 1\r\n"));
        var clock = Stopwatch.StartNew();
        AssertGood(await Ask(server));
        Assert.InRange(clock.ElapsedMilliseconds, 950, 10_000); // the test's own first delay is 5 ms
    }

    [Theory]
    [InlineData("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("Retry-After: soon")]
    [InlineData("Retry-After: -5")]
    public async Task A_retry_after_that_is_over_or_makes_no_sense_costs_no_time(string header)
    {
        await using var server = FailingFirst((_, reply) => reply.Json(503, "{}", header + "\r\n"));
        var clock = Stopwatch.StartNew();
        AssertGood(await Ask(server));
        Assert.InRange(clock.ElapsedMilliseconds, 0, 5_000);
    }

    [Fact]
    public async Task Fewer_choices_than_asked_for_are_made_up_for()
    {
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            await reply.Begin();
            await reply.Delta(0, $"seed {seen.Json.GetProperty("seed").GetInt64()}", "stop"); // as a server that takes no n
            await reply.Done();
        });
        var got = await Ask(server, 3);
        Assert.Equal([3, 2, 1], server.Requests.Select(r => r.N));
        var seeds = server.Requests.Select(r => r.Json.GetProperty("seed").GetInt64()).ToList();
        Assert.Equal([seeds[0], seeds[0] + 1, seeds[0] + 2], seeds);
        Assert.Equal(seeds.Select(s => $"seed {s}"), got.Select(g => g.Text));
    }

    [Fact]
    public async Task What_a_cut_stream_had_finished_is_kept()
    {
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            await reply.Begin();
            if (seen.Number == 0)
            {
                await reply.Delta(0, "half");
                await reply.Delta(1, "whole", "stop");
                return;
            }

            await reply.Delta(0, "again", "stop");
            await reply.Done();
        });
        var got = await Ask(server, 3);
        Assert.Equal(["again", "whole", "again"], got.Select(g => g.Text));
        Assert.Equal([3, 1, 1], server.Requests.Select(r => r.N));
    }

    [Fact]
    public async Task A_slow_stream_is_no_silent_one()
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            for (var i = 0; i < 8; i++)
            {
                await Task.Delay(100);
                await reply.Delta(0, "x", i == 7 ? "stop" : null);
            }

            await reply.Done();
        });
        var got = await Ask(server, 1, Settings(server, idleMs: 400, firstByteMs: 600));
        Assert.Equal(("xxxxxxxx", FinishReason.Stop), (got[0].Text, got[0].Finish));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_stream_without_end_is_cut()
    {
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Begin();
            while (true) await reply.Raw("data: {\"choices\":[{\"index\":0,\"delta\":{}}]}\n\n");
        });
        var got = await Ask(server, 1, sampling: Sampling with { MaxTokens = 4 });
        Assert.StartsWith("the stream does not end", got[0].Error);
    }

    [Fact]
    public async Task No_more_requests_are_open_than_allowed()
    {
        await using var server = new LoopbackServer(async (seen, reply) =>
        {
            await Task.Delay(30);
            await reply.Good(seen);
        });
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(Settings(server, inFlight: 3), TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => generator.Generate(new GenerationRequest($"p{i}", new Prompt([new Message("user", "?")]), Sampling), CancellationToken.None)));
        Assert.Equal(24, server.Requests.Count);
        Assert.Equal(3, server.MostAtOnce);
    }

    [Fact]
    public async Task Cancelling_ends_a_stalled_request_at_once()
    {
        await using var server = new LoopbackServer((_, reply) => reply.Stall());
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(Settings(server, firstByteMs: 60_000)), "m", CancellationToken.None);
        using var cancel = new CancellationTokenSource(200);
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.Generate(new GenerationRequest("p", new Prompt([new Message("user", "?")]), Sampling), cancel.Token));
        Assert.InRange(clock.ElapsedMilliseconds, 0, 5000);
    }

    [Fact]
    public async Task A_mixed_storm_loses_no_sample()
    {
        string[] faults = [.. Faults.Select(f => (string)f.Data).Where(f => !f.Contains("stall") && !f.Contains("keep-alive") && !f.Contains("trickle"))];
        var tries = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await using var server = new LoopbackServer((seen, reply) =>
        {
            var id = seen.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;
            var number = int.Parse(id);
            var attempt = tries.AddOrUpdate(id, 0, (_, n) => n + 1);
            return attempt < number % 3 ? Do(faults[(number + attempt) % faults.Length], reply) : reply.Good(seen, id);
        });
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(Settings(server, inFlight: 8), TimeSpan.FromMilliseconds(2)), "m", CancellationToken.None);
        var all = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => generator.Generate(new GenerationRequest($"p{i}", new Prompt([new Message("user", $"{i}")]), Sampling, 3), CancellationToken.None)));
        for (var i = 0; i < 60; i++) Assert.Equal([$"{i} 0", $"{i} 1", $"{i} 2"], all[i].Select(g => g.Text));
        Assert.Equal(60, generator.RetriesMade);
        Assert.Equal(120, server.Requests.Count);
    }
}
