using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Import;
using DataForge.Models.Scoring;
using DataForge.Models.Tests.Import;
using DataForge.Tests;

namespace DataForge.Models.Tests.Engine;

/// <summary>Prefixes that are kept, copied and continued change no bit of what comes out. Every test prints its seed in its name.</summary>
public sealed class KeptPrefixes(ImportedModels models) : IClassFixture<ImportedModels>
{
    private const long Plenty = 64L << 20;

    public static TheoryData<int, string> Seeds { get; } = new() { { 11, "fp32" }, { 12, "fp32" }, { 13, "int8" } };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_text_read_in_parts_has_the_bits_of_one_read_at_once(int seed, string precision)
    {
        var model = Nano(precision);
        using var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 4, Spin: false));
        session.Grow(700, 0, 0);
        var prefill = new Prefill(session);
        var random = CounterRandom.For(seed, "parts", precision);
        foreach (var length in (int[])[3, 33, 65, 129, 257, 540])
        {
            var ids = Tokens(random.Fork((ulong)length), length, model);
            var whole = prefill.Read(0, [ids])[0];
            foreach (var cut in (int[])[1, length / 3, length / 2, length - 1, Math.Min(64, length - 1), 1 + random.Below((ulong)length, length - 1)])
            {
                float[] parts = [];
                prefill.Visit(1, ids.AsSpan(0, cut), [], (_, _) => { });
                prefill.Visit(1, ids.AsSpan(cut), [length - 1], (_, row) => parts = row.ToArray(), cut);
                Assert.Equal(whole, parts);
            }

            Assert.Equal(whole, prefill.Read(1, [ids[..(1 + (length / 2))], ids, ids[..2]])[1]);
        }
    }

    [Fact]
    public void A_text_that_fills_its_slot_to_the_last_token_has_the_same_bits()
    {
        var model = Nano("fp32");
        var ids = Tokens(CounterRandom.For(5, "parts", "full"), 65, model);
        Assert.Equal(Last(0), Last(65));

        float[] Last(int context)
        {
            using var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 1, ContextTokens: context, Spin: false));
            session.Grow(65, 0, 0);
            return new Prefill(session).Read(0, [ids])[0];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Samples_are_the_same_with_and_without_kept_prefixes_at_any_batch_size(int seed, string precision)
    {
        var model = Nano(precision);
        var requests = Requests(seed, model);
        var expected = (await Run(model, requests, slots: 1, keptBytes: 0)).Samples; // one slot and nothing kept: every prompt is read whole
        foreach (var (slots, bytes) in new[] { (1, Plenty), (3, 400_000L), (8, 0L), (32, Plenty) })
        {
            var (samples, cached, peak) = await Run(model, requests, slots, bytes);
            Assert.Equal(expected, samples);
            Assert.InRange(peak, 0, bytes);
            if (bytes == Plenty) Assert.InRange(cached, 400, int.MaxValue);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_sample_goes_on_alike_whether_its_cache_was_kept_or_is_computed_again(int seed, string precision)
    {
        var expected = await Turns(seed, precision, maxBatch: 1, keptBytes: 0);
        Assert.Equal(expected, await Turns(seed, precision, maxBatch: 8, Plenty));
        Assert.Equal(expected, await Turns(seed, precision, maxBatch: 3, keptBytes: 300_000));
    }

    [Fact]
    public async Task A_sample_goes_on_after_its_text_and_not_after_its_stop_string()
    {
        await using var generator = await Open("fp32", 4, Plenty);
        var sampling = new SamplingParameters(0, 1, 0, 60, ["="], 1);
        await using var session = generator.Begin("k", Problem, sampling, continues: true);
        var first = Assert.Single(await All(session.Draw(0, 1, default)));
        Assert.DoesNotContain("=", first.Text);
        Assert.Equal(FinishReason.Stop, first.Finish);
        var second = await session.Continue(0, "= 5", maxTokens: 8, default);
        Assert.InRange(second.GeneratedTokens, 1, 8);
        Assert.InRange(second.CachedTokens, first.InputTokens, second.InputTokens - 1);
        await Assert.ThrowsAsync<ArgumentException>(() => session.Continue(7, "x", null, default));
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    public async Task A_sample_that_another_session_takes_over_goes_on_as_in_its_own(string precision)
    {
        await using var generator = await Open(precision, 4, Plenty);
        var sampling = new SamplingParameters(0.8, 1, 0, 24, ["=", "."], 5);
        await using var session = generator.Begin("k", Problem, sampling, continues: true);
        var turns = new List<KnownTurn> { new(null, false, Assert.Single(await All(session.Draw(3, 1, default)))) };
        foreach (var (added, trimmed) in new[] { (" = 5 and", false), ("\n```output\n7\n```\n", true) }) turns.Add(new(added, trimmed, await session.Continue(3, added, null, default, trimmed)));
        var expected = await session.Continue(3, " so", null, default, trimmed: true);
        for (var known = 1; known <= turns.Count; known++)
        {
            await using var other = generator.Begin("k", Problem, sampling, continues: true);
            other.Restore(3, turns[..known]);
            foreach (var turn in turns.Skip(known))
            {
                var again = await other.Continue(3, turn.Added!, null, default, turn.Trimmed);
                Assert.Equal((turn.Generation.Text, turn.Generation.Finish, turn.Generation.InputTokens), (again.Text, again.Finish, again.InputTokens));
                Assert.Equal(turn.Generation.Ids, again.Ids);
            }

            var last = await other.Continue(3, " so", null, default, trimmed: true);
            Assert.Equal((expected.Text, expected.Finish, expected.InputTokens), (last.Text, last.Finish, last.InputTokens));
            Assert.Equal(expected.Ids, last.Ids);
        }
    }

    [Fact]
    public async Task Leaving_the_draw_ends_the_samples_that_are_left_and_the_next_ones_are_unchanged()
    {
        await using var generator = await Open("fp32", 2, Plenty);
        var sampling = new SamplingParameters(1, 1, 0, 900, [], 3);
        await using var session = generator.Begin("k", Problem, sampling with { Stop = [" "] }, continues: false);
        await foreach (var one in session.Draw(0, 64, default))
        {
            Assert.InRange(one.Rollout, 0, 63);
            break;
        }

        var next = await All(session.Draw(64, 2, default));
        var alone = await generator.Generate(new GenerationRequest("k", Problem, sampling with { Stop = [" "] }, 2, 64), default);
        Assert.Equal(alone.Select(g => g.Text), next.OrderBy(g => g.Rollout).Select(g => g.Text));
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.Continue(64, "x", null, default));
    }

    [Fact]
    public void A_score_has_the_same_bits_whatever_was_scored_before_it()
    {
        var model = models.Get(Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano-rm"));
        var random = CounterRandom.For(21, "scores", "x");
        var problem = Tokens(random, 90, model);
        int[][] texts = [.. Enumerable.Range(0, 4).Select(i => (int[])[.. problem, .. Tokens(random.Fork((ulong)i + 1), 20 + (i * 13), model)]), problem, Tokens(random.Fork(99), 155, model)];
        using var shared = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 2, Spin: false));
        var reader = new ScoreReader(shared);
        foreach (var text in texts)
        {
            using var fresh = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 2, Spin: false));
            Assert.Equal(new ScoreReader(fresh).All(text), reader.All(text));
        }
    }

    [Fact]
    public void A_log_probability_has_the_same_bits_whatever_was_measured_before_it()
    {
        var model = Nano("fp32");
        var random = CounterRandom.For(22, "log", "x");
        var (prompt, other) = (Tokens(random, 65, model), Tokens(random.Fork(1), 40, model));
        int[][] completions = [[7], [8, 9], Tokens(random.Fork(2), 30, model), [10], Tokens(random.Fork(3), 63, model)];
        using var shared = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 2, Spin: false));
        var kept = new LogProbabilities(shared);
        var together = kept.Of(prompt, completions);
        kept.Of(other, completions);
        for (var c = 0; c < completions.Length; c++)
        {
            using var fresh = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 2, Spin: false));
            var alone = new LogProbabilities(fresh).Of(prompt, [completions[c]])[0];
            Assert.Equal(alone, together[c]);
            Assert.Equal(alone, kept.Of(prompt, [completions[c]])[0]);
        }
    }

    private static Prompt Problem { get; } = new([new Message("user", "Ann has 5 apples and buys 7 more. How many apples does she have?")]);

    private async Task<List<string>> Turns(int seed, string precision, int maxBatch, long keptBytes)
    {
        await using var generator = await Open(precision, maxBatch, keptBytes);
        await using var session = generator.Begin("k", Problem, new SamplingParameters(0.9, 1, 0, 12 + (seed % 3), ["+", "."], seed), continues: true);
        var texts = new SortedDictionary<int, string>();
        foreach (var sample in await All(session.Draw(3, 5, default))) texts[sample.Rollout] = sample.Text;
        foreach (var (rollout, added) in ((int, string)[])[(5, " 12."), (3, "\n"), (7, " so it is 4 + 4 = 8 and <|im_end|> stays text"), (5, " Then"), (4, "x")])
        {
            var generation = await session.Continue(rollout, added, null, default);
            texts[rollout] += added + generation.Text + $"[{generation.Finish} {generation.InputTokens}]";
        }

        return [.. texts.Values];
    }

    private async Task<IGenerator> Open(string precision, int maxBatch, long keptBytes) =>
        await Backend.OpenGenerator(new BackendSettings(Nano(precision).Directory, Threads: 1, MaxBatch: maxBatch, PrefixCacheBytes: keptBytes), default);

    private static async Task<List<Generation>> All(IAsyncEnumerable<Generation> drawn)
    {
        var all = new List<Generation>();
        await foreach (var one in drawn) all.Add(one);
        return all;
    }

    private ImportedModel Nano(string precision) => models.Get(Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano"), precision);

    private static int[] Tokens(CounterRandom random, int count, ImportedModel model) => [.. Enumerable.Range(0, count).Select(t => 3 + random.Below((ulong)t + 10, model.Config.Vocabulary - 10))];

    /// <summary>Prompts that begin with one of three texts, or with none, and go on differently.</summary>
    private static SampleRequest[] Requests(int seed, ImportedModel model)
    {
        var random = CounterRandom.For(seed, "prefixes", "requests");
        int[][] starts = [Tokens(random.Fork(1001), 64, model), Tokens(random.Fork(1002), 129, model), Tokens(random.Fork(1003), 40, model), []];
        return [.. Enumerable.Range(0, 20).Select(i =>
        {
            var draw = random.Fork((ulong)i);
            int[] prompt = [.. starts[draw.Below(0, 4)], .. Tokens(draw, 1 + draw.Below(1, 60), model)];
            return new SampleRequest($"r{i}", prompt, new SamplingParameters(i % 3, 0.95, 0, 1 + draw.Below(2, 8), [], seed), 1 + (i % 2), 0);
        })];
    }

    private static async Task<(List<string> Samples, int Cached, long Peak)> Run(ImportedModel model, SampleRequest[] requests, int slots, long keptBytes)
    {
        var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: slots, Spin: false, KeptBytes: keptBytes));
        using var engine = new BatchEngine(session, [], _ => default, slots);
        var samples = (await Task.WhenAll(requests.Select(r => engine.Generate(r, default)))).SelectMany(s => s).ToArray();
        return ([.. samples.Select(s => $"{s.Rollout} {s.Finish} {string.Join(' ', s.Ids)}")], samples.Sum(s => s.CachedTokens), session.Kept.PeakBytes);
    }
}
