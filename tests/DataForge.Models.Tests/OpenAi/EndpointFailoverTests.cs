using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>Several servers of one model.</summary>
public sealed class EndpointFailoverTests
{
    private static readonly SamplingParameters Sampling = new(0.7, 0.8, 20, 8, [], 1);

    private static async Task<List<FinishReason>> Ask(int rows, params Uri[] servers)
    {
        var settings = new BackendSettings("m", servers[0], InFlight: 2, ApiKeyVariable: "DATAFORGE_TEST_NO_KEY", Retries: 4, Patience: TimeSpan.FromSeconds(20)) { Fallbacks = servers[1..] };
        await using var generator = await OpenAiGenerator.Open(new EndpointClient(settings, TimeSpan.FromMilliseconds(5)), "m", CancellationToken.None);
        var finished = new List<FinishReason>();
        for (var i = 0; i < rows; i++)
            finished.AddRange((await generator.Generate(new GenerationRequest($"p{i}", new Prompt([new Message("user", "?")]), Sampling), CancellationToken.None)).Select(g => g.Finish));
        return finished;
    }

    [Fact]
    public async Task When_a_server_fails_three_times_in_a_row_the_next_one_is_asked_and_no_row_is_lost()
    {
        await using var first = new LoopbackServer((seen, reply) => seen.Number < 2 ? reply.Good(seen) : reply.Json(503, """{"error":{"message":"gone"}}"""));
        await using var second = new LoopbackServer((seen, reply) => reply.Good(seen));
        Assert.All(await Ask(6, first.Address, second.Address), f => Assert.Equal(FinishReason.Stop, f));
        Assert.Equal((5, 4), (first.Requests.Count, second.Requests.Count));
        Assert.All(second.Requests, r => Assert.Equal("/v1/chat/completions", r.Path));
    }

    [Fact]
    public async Task After_the_last_server_the_first_is_asked_again()
    {
        var down = true;
        await using var first = new LoopbackServer((seen, reply) => down ? reply.Json(503, "{}") : reply.Good(seen));
        await using var second = new LoopbackServer((seen, reply) =>
        {
            if (seen.Number < 1) return reply.Good(seen);
            down = false;
            return reply.Json(500, "{}");
        });
        Assert.All(await Ask(4, first.Address, second.Address), f => Assert.Equal(FinishReason.Stop, f));
        Assert.Equal((3 + 3, 1 + 3), (first.Requests.Count, second.Requests.Count));
    }

    [Theory]
    [InlineData("http://a:1/v1", "http://b:2/x/v1", "http://a:1/v1/chat/completions", "http://b:2/x/v1/chat/completions")]
    [InlineData("http://a:1/v1", "http://b:2/x/v1", "http://a:1/pooling", "http://b:2/x/pooling")]
    [InlineData("http://a:1/v1?api-version=1", "http://b:2", "http://a:1/v1/models?api-version=1", "http://b:2/v1/models")]
    [InlineData("http://a:1", "https://b/v1?api-version=2", "http://a:1/v1/models", "https://b/v1/models?api-version=2")]
    public void A_route_is_the_same_one_at_another_server(string first, string second, string address, string expected)
    {
        var other = EndpointAddress.From(new Uri(second));
        Assert.Equal(expected, new Failover([EndpointAddress.From(new Uri(first)), other]).At(other, new Uri(address)).AbsoluteUri);
    }
}
