using System.Text.Json;

using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Tokenizers;
using DataForge.Tests;

namespace DataForge.Models.Tests.Import;

/// <summary>SmolLM2-135M-Instruct from its Q4_1 GGUF against float32 outputs of the dequantized weights.</summary>
public sealed class SmolLm(ImportedModels models) : IClassFixture<ImportedModels>
{
    private const double Tolerance = 2e-3;
    private const double DecidedMargin = 4e-3;
    private const int Steps = 24; // of 64 recorded

    private static readonly int[] EndIds = [0, 2];

    [Fact]
    public async Task Logits_greedy_tokens_and_log_probabilities_are_the_recorded_ones()
    {
        var model = models.Get(SharedData.Require("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"));
        var session = new DecoderSession(model, new EngineSettings(Slots: 20, Spin: false));
        var golden = SharedData.Lines("models", "smollm2-135m-instruct", "greedy.jsonl").Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        foreach (var entry in golden) LastPositionHolds(session, entry);
        var tokenizer = Tokenizer.Load(model.Directory);
        foreach (var line in SharedData.Lines("models", "smollm2-135m-instruct", "logprobs.jsonl")) LogProbabilitiesHold(session, tokenizer, JsonDocument.Parse(line).RootElement);
        using var engine = new BatchEngine(session, EndIds, _ => default, 20);
        var samples = await Task.WhenAll(golden.Select((g, i) => engine.Generate(new SampleRequest($"{i}", Ids(g, "prompt_ids"), SamplingParameters.Greedy(Steps), 1, 0), default)));
        for (var i = 0; i < golden.Length; i++) GreedyHolds(golden[i], samples[i][0]);
    }

    private static void LastPositionHolds(DecoderSession session, JsonElement golden)
    {
        var ids = Ids(golden, "prompt_ids");
        session.Grow(ids.Length, 0, 0);
        var logits = new Prefill(session).Read(0, [ids])[0];
        var last = golden.GetProperty("last_prompt_position");
        var expected = last.GetProperty("logits").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var tokens = Ids(last, "ids");
        for (var i = 0; i < tokens.Length; i++) Assert.InRange(logits[tokens[i]] - expected[i], -Tolerance, Tolerance);
        Assert.InRange(LogitRow.LogSumExp(logits) - last.GetProperty("logsumexp").GetDouble(), -Tolerance, Tolerance);
    }

    private static void LogProbabilitiesHold(DecoderSession session, Tokenizer tokenizer, JsonElement golden)
    {
        var completion = Ids(golden, "completion_ids");
        Assert.Equal(completion, tokenizer.Encode(golden.GetProperty("completion").GetString()!));
        var expected = golden.GetProperty("logprobs").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var actual = new LogProbabilities(session).Of(tokenizer.Encode(golden.GetProperty("prompt").GetString()!), [completion])[0];
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(actual[i] - expected[i], -2 * Tolerance, 2 * Tolerance);
    }

    /// <summary>Equal up to the first step whose recorded margin is too small to be decided.</summary>
    private static void GreedyHolds(JsonElement golden, Sample sample)
    {
        var expected = Ids(golden, "greedy_ids");
        var margins = golden.GetProperty("top2_margins").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var undecided = Array.FindIndex(margins, m => m <= DecidedMargin);
        if (undecided >= Steps) undecided = -1;
        var ended = golden.GetProperty("stopped_at_eos").GetBoolean() && expected.Length <= Steps;
        var whole = ended ? expected[..^1] : expected[..Steps];
        var compared = undecided < 0 ? whole.Length : Math.Min(undecided, whole.Length);
        Assert.Equal(whole[..compared], sample.Ids.Take(compared));
        if (undecided < 0) Assert.Equal((whole.Length, ended ? FinishReason.Stop : FinishReason.Length), (sample.Ids.Length, sample.Finish));
    }

    private static int[] Ids(JsonElement golden, string field) => [.. golden.GetProperty(field).EnumerateArray().Select(i => i.GetInt32())];
}
