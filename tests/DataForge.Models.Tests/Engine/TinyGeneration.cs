using System.Text.Json;

using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Tests.Import;
using DataForge.Tests;

namespace DataForge.Models.Tests.Engine;

/// <summary>The batching engine on random-weight models: recorded continuations, and the same bytes whatever runs beside.</summary>
public sealed class TinyGeneration(ImportedModels models) : IClassFixture<ImportedModels>
{
    [Theory]
    [InlineData("llama-mha-untied-f32")]
    [InlineData("llama3-gqa-tied-bf16-sharded")]
    [InlineData("llama-mqa-biased-linear-rope-f16")]
    [InlineData("qwen2-gqa-tied-bf16")]
    [InlineData("qwen2-mqa-untied-yarn-f32")]
    [InlineData("qwen3-gqa-tied-bf16")]
    [InlineData("mistral-sliding-window-f32")]
    public async Task Greedy_continuations_are_the_recorded_ones(string name)
    {
        using var engine = Open(name, "fp32", threads: 1, slots: 4);
        var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("models", "tiny", name, "golden.json"))).RootElement.EnumerateArray().Where(g => g.TryGetProperty("greedy_ids", out _)).ToArray();
        var samples = await Task.WhenAll(golden.Select((g, i) => engine.Generate(new SampleRequest($"{i}", Ids(g, "ids"), SamplingParameters.Greedy(24), 1, 0), default)));
        Assert.NotEmpty(samples);
        for (var i = 0; i < golden.Length; i++) Assert.Equal(Ids(golden[i], "greedy_ids"), samples[i][0].Ids);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    [InlineData("int4")]
    public async Task Two_hundred_mixed_requests_give_the_same_samples_at_any_batch_size_and_thread_count(string precision)
    {
        var requests = Mixed(200);
        var expected = await Run(precision, threads: 1, slots: 1, requests);
        foreach (var (threads, slots) in new[] { (8, 7), (1, 32), (8, 64) })
            Assert.Equal(expected, await Run(precision, threads, slots, requests));
    }

    [Fact]
    public async Task Draws_from_the_graphs_own_top_are_those_from_the_whole_row()
    {
        var requests = Mixed(60);
        Assert.Equal(await Run("fp32", 1, 8, requests), await Run("fp32", 1, 8, requests, tail: true));
    }

    [Fact]
    public async Task A_prompt_longer_than_the_context_comes_back_as_an_error_that_says_so()
    {
        var model = models.Get(Source("llama-mha-untied-f32"));
        using var engine = new BatchEngine(new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 2, ContextTokens: 16, Spin: false)), [], _ => default, 2);
        var tooLong = await engine.Generate(new SampleRequest("a", new int[20], SamplingParameters.Greedy(4), 2, 0), default);
        Assert.All(tooLong, s => Assert.Equal((FinishReason.Error, "the prompt has 20 tokens; the context holds 16"), (s.Finish, s.Error)));
        var full = await engine.Generate(new SampleRequest("b", [5, 6, 7, 8, 9, 10], SamplingParameters.Greedy(100), 1, 0), default);
        Assert.Equal((FinishReason.Length, 11), (full[0].Finish, full[0].Ids.Length));
    }

    [Fact]
    public async Task A_cancelled_request_frees_its_slots_for_the_others()
    {
        using var engine = Open("llama-mha-untied-f32", "fp32", 1, 2);
        using var cancel = new CancellationTokenSource();
        var endless = engine.Generate(new SampleRequest("a", [5, 6], SamplingParameters.Greedy(1 << 20), 2, 0), cancel.Token);
        var other = engine.Generate(new SampleRequest("b", [7, 8], SamplingParameters.Greedy(5), 1, 0), default);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
        Assert.Equal(5, (await other)[0].Ids.Length);
    }

    private async Task<string[]> Run(string precision, int threads, int slots, SampleRequest[] requests, bool? tail = null)
    {
        using var engine = Open("llama3-gqa-tied-bf16-sharded", precision, threads, slots, tail);
        var samples = await Task.WhenAll(requests.Select(r => engine.Generate(r, default)));
        return [.. samples.SelectMany(s => s).Select(s => $"{s.Rollout} {s.Finish} {string.Join(' ', s.Ids)}")];
    }

    /// <summary>Prompts of 1 to 120 tokens, 1 to 5 samples, greedy and drawn with and without bounds.</summary>
    private static SampleRequest[] Mixed(int count)
    {
        var random = CounterRandom.For(3, "mixed", "requests");
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var draw = random.Fork((ulong)i);
            var prompt = Enumerable.Range(0, draw.Below(0, 3) == 0 ? 1 + draw.Below(1, 3) : 1 + draw.Below(1, 120)).Select(t => 3 + draw.Below((ulong)t + 10, 496)).ToArray();
            var sampling = draw.Below(2, 4) switch
            {
                0 => SamplingParameters.Greedy(1 + draw.Below(3, 12)),
                1 => new SamplingParameters(0.7, 0.9, 0, 1 + draw.Below(3, 12), [], 5),
                2 => new SamplingParameters(1.0, 1.0, 0, 1 + draw.Below(3, 12), [], 5),
                _ => new SamplingParameters(1.3, 0.95, 20, 1 + draw.Below(3, 12), [], 5),
            };
            return new SampleRequest($"r{i}", prompt, sampling, 1 + draw.Below(4, 5), draw.Below(5, 3));
        })];
    }

    /// <summary>The random-weight model of that name, or the bundled one where it is absent: what is true of any model is tested anywhere.</summary>
    private static string Source(string name) => SharedData.Has("models", "tiny", name)
        ? SharedData.Require("models", "tiny", name)
        : Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano");

    private BatchEngine Open(string name, string precision, int threads, int slots, bool? tail = null)
    {
        var model = models.Get(SharedData.Require("models", "tiny", name), precision);
        var session = new DecoderSession(model, new EngineSettings(Threads: threads, Slots: slots, Spin: false), tail);
        return new BatchEngine(session, [], _ => default, slots);
    }

    private static int[] Ids(JsonElement golden, string field) => [.. golden.GetProperty(field).EnumerateArray().Select(i => i.GetInt32())];
}
