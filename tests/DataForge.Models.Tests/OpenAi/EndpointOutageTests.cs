using System.Diagnostics;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>Servers that are away, for a while or for good, and accounts that are used up.</summary>
public sealed class EndpointOutageTests
{
    private static readonly SamplingParameters Sampling = new(0.7, 0.8, 20, 8, [], 1);

    private static async Task<IReadOnlyList<Generation>[]> Ask(LoopbackServer server, int rows, int retries, double patienceMs)
    {
        var settings = new BackendSettings("m", server.Address, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", FirstByteTimeout: TimeSpan.FromSeconds(20), Retries: retries, Patience: TimeSpan.FromMilliseconds(patienceMs));
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(settings, TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None);
        return await Task.WhenAll(Enumerable.Range(0, rows).Select(i => generator.Generate(new GenerationRequest($"p{i}", new Prompt([new Message("user", "?")]), Sampling), CancellationToken.None)));
    }

    [Fact]
    public async Task An_outage_shorter_than_the_patience_loses_no_row_though_every_rows_tries_are_used_up()
    {
        await using var server = new LoopbackServer((seen, reply) => seen.Number < 60 ? reply.Json(503, """{"error":{"message":"restarting"}}""") : reply.Good(seen));
        var got = await Ask(server, rows: 12, retries: 1, patienceMs: 60_000);
        Assert.All(got, g => Assert.Equal((FinishReason.Stop, null), (g[0].Finish, g[0].Error)));
        Assert.Equal(72, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_answers_nothing_for_longer_than_the_patience_stops_the_run()
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(503, """{"error":{"message":"gone"}}"""));
        var clock = Stopwatch.StartNew();
        var e = await Assert.ThrowsAsync<ForgeException>(() => Ask(server, rows: 12, retries: 1, patienceMs: 300));
        Assert.Matches($@"^endpoint {server.Address}v1: nothing was answered for \d+ s: \d+ tries failed in a row \(--patience\), the last with: 503 Status: gone$", e.Message);
        Assert.InRange(clock.ElapsedMilliseconds, 300, 60_000);
    }

    [Fact]
    public async Task One_row_that_always_fails_is_no_outage()
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(500, """{"error":{"message":"this row"}}"""));
        var got = await Ask(server, rows: 1, retries: 3, patienceMs: 1);
        Assert.Equal((FinishReason.Error, "500 Status: this row", 4), (got[0][0].Finish, got[0][0].Error, server.Requests.Count));
    }

    [Theory]
    [InlineData("""{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","code":"insufficient_quota"}}""")]
    [InlineData("""{"error":{"message":"You exceeded your current quota.","type":"requests","code":"billing_hard_limit_reached"}}""")]
    public async Task An_account_that_is_used_up_stops_the_run_at_once(string body)
    {
        await using var server = new LoopbackServer((_, reply) => reply.Json(429, body));
        var e = await Assert.ThrowsAsync<ForgeException>(() => Ask(server, rows: 1, retries: 5, patienceMs: 60_000));
        Assert.Equal($"endpoint {server.Address}v1: 429 Status: You exceeded your current quota.", e.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_retry_after_date_is_read_by_the_servers_own_clock()
    {
        var now = TimeProvider.System.GetUtcNow().AddHours(3); // the server's clock is ahead
        await using var server = new LoopbackServer((seen, reply) => seen.Number == 0 ? reply.Json(429, "{}", $"Date: {now:R}\r\nRetry-After: {now.AddSeconds(1):R}\r\n") : reply.Good(seen));
        var clock = Stopwatch.StartNew();
        var got = await Ask(server, rows: 1, retries: 1, patienceMs: 60_000);
        Assert.Equal(FinishReason.Stop, got[0][0].Finish);
        Assert.InRange(clock.ElapsedMilliseconds, 900, 60_000);
    }

    /// <summary>Waits are noted and over at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public System.Collections.Concurrent.ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero) Waits.Enqueue(dueTime);
            return System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);
        }
    }

    [Theory]
    [InlineData(299, 299)]
    [InlineData(300, 300)]
    [InlineData(301, 300)]
    [InlineData(86_400, 300)]
    public async Task No_server_makes_a_try_wait_longer_than_five_minutes(int asked, int waited)
    {
        await using var server = new LoopbackServer((seen, reply) => seen.Number == 0 ? reply.Json(429, "{}", $"Retry-After: {asked}\r\n") : reply.Good(seen));
        var time = new HastyTime();
        var settings = new BackendSettings("m", server.Address, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", Retries: 1);
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(settings, TimeSpan.FromMilliseconds(5), time), "m", CancellationToken.None);
        var got = await generator.Generate(new GenerationRequest("p", new Prompt([new Message("user", "?")]), Sampling), CancellationToken.None);
        Assert.Equal(FinishReason.Stop, got[0].Finish);
        Assert.Equal([TimeSpan.FromSeconds(waited)], time.Waits);
    }

    [Fact]
    public async Task A_kept_connection_that_the_server_resets_is_no_failed_try()
    {
        const string Body = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        await using var server = new LoopbackServer(async (_, reply) =>
        {
            await reply.Raw($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
            await reply.Stall(); // the next request's first byte
            reply.Reset();
        });
        var settings = new BackendSettings("m", server.Address, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", Retries: 0);
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(settings), "m", CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            var got = await generator.Generate(new GenerationRequest($"p{i}", new Prompt([new Message("user", "?")]), Sampling), CancellationToken.None);
            Assert.Equal((FinishReason.Stop, null, "yes"), (got[0].Finish, got[0].Error, got[0].Text));
        }
    }
}
