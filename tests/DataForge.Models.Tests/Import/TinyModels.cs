using System.Text.Json;

using DataForge.Models.Engine;
using DataForge.Models.Import;
using DataForge.Tests;

namespace DataForge.Models.Tests.Import;

/// <summary>Random-weight checkpoints against outputs recorded from transformers 5.23.</summary>
public sealed class TinyModels(ImportedModels models) : IClassFixture<ImportedModels>
{
    private const float Tolerance = 1e-4f;

    [Theory]
    [InlineData("llama-mha-untied-f32")]
    [InlineData("llama3-gqa-tied-bf16-sharded")]
    [InlineData("llama-mqa-biased-linear-rope-f16")]
    [InlineData("qwen2-gqa-tied-bf16")]
    [InlineData("qwen2-mqa-untied-yarn-f32")]
    [InlineData("qwen3-gqa-tied-bf16")]
    [InlineData("mistral-sliding-window-f32")]
    public void Give_the_recorded_logits(string name)
    {
        using var session = new DecoderSession(Open(name), new EngineSettings(Threads: 1, Slots: 1));
        foreach (var golden in Golden(name))
        {
            var ids = Ids(golden, "ids");
            session.Grow(ids.Length, 0, 0);
            session.Run(0, 1, ids.Length, ids, [ids.Length - 1], [ids.Length - 1]);
            var logits = Outputs(session, 1);
            var expected = golden.GetProperty("last_logits").EnumerateArray().Select(v => v.GetSingle()).ToArray();
            Assert.Equal(expected.Length, logits.Length);
            for (var i = 0; i < expected.Length; i++) Assert.InRange(logits[i] - expected[i], -Tolerance, Tolerance);
        }
    }

    [Theory]
    [InlineData("qwen2-reward-model-bf16")]
    [InlineData("qwen2-process-reward-model-f32")]
    [InlineData("llama-sequence-classifier-f32")]
    public void Give_the_recorded_scores(string name)
    {
        var model = Open(name);
        using var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 1));
        foreach (var golden in Golden(name))
        {
            var ids = Ids(golden, "ids");
            session.Grow(ids.Length, 0, 0);
            var rows = model.Config.Task == ModelTask.ProcessReward ? Enumerable.Range(0, ids.Length).Select(i => (long)i).ToArray() : [ids.Length - 1];
            session.Run(0, 1, ids.Length, ids, [ids.Length - 1], rows);
            var scores = Outputs(session, rows.Length);
            var expected = Flat(golden.GetProperty("scores")).ToArray();
            Assert.Equal(expected.Length, scores.Length);
            for (var i = 0; i < expected.Length; i++) Assert.InRange(scores[i] - expected[i], -Tolerance, Tolerance);
        }
    }

    private ImportedModel Open(string name) => models.Get(SharedData.Require("models", "tiny", name));

    private static JsonElement[] Golden(string name) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("models", "tiny", name, "golden.json"))).RootElement.EnumerateArray()];

    private static long[] Ids(JsonElement golden, string field) => [.. golden.GetProperty(field).EnumerateArray().Select(i => i.GetInt64())];

    private static IEnumerable<float> Flat(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flat) : [value.GetSingle()];

    private static float[] Outputs(DecoderSession session, int rows) => [.. Enumerable.Range(0, rows).SelectMany(r => session.Row(r).ToArray())];
}
