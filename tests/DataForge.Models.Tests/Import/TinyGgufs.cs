using System.Text.Json;

using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Tests;

namespace DataForge.Models.Tests.Import;

/// <summary>GGUF files of every block format against outputs computed from exactly dequantized weights.</summary>
public sealed class TinyGgufs(ImportedModels models) : IClassFixture<ImportedModels>
{
    private const float Tolerance = 1e-3f;

    [Theory]
    [InlineData("llama-legacy-quants")]
    [InlineData("llama-k-quants")]
    [InlineData("qwen2-floats-tied")]
    public async Task Give_the_recorded_logits_and_continuations(string name)
    {
        var model = models.Get(SharedData.Require("models", "tiny-gguf", name + ".gguf"));
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("models", "tiny-gguf", name + ".golden.json")));
        var session = new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 2, Spin: false));
        foreach (var entry in golden.RootElement.EnumerateArray())
        {
            var ids = Ids(entry, "ids").Select(i => (long)i).ToArray();
            session.Grow(ids.Length, 0, 0);
            session.Run(0, 1, ids.Length, ids, [ids.Length - 1], [ids.Length - 1]);
            var logits = Outputs(session, 1);
            var expected = entry.GetProperty("last_logits").EnumerateArray().Select(v => v.GetSingle()).ToArray();
            for (var i = 0; i < expected.Length; i++) Assert.InRange(logits[i] - expected[i], -Tolerance, Tolerance);
        }

        using var engine = new BatchEngine(session, [], _ => default, 2);
        foreach (var entry in golden.RootElement.EnumerateArray().Where(e => e.TryGetProperty("greedy_ids", out _)))
        {
            var expected = Ids(entry, "greedy_ids");
            var samples = await engine.Generate(new SampleRequest("g", Ids(entry, "ids"), SamplingParameters.Greedy(expected.Length), 1, 0), default);
            Assert.Equal(expected, samples[0].Ids);
        }
    }

    private static int[] Ids(JsonElement entry, string field) => [.. entry.GetProperty(field).EnumerateArray().Select(i => i.GetInt32())];

    private static float[] Outputs(DecoderSession session, int rows) => [.. Enumerable.Range(0, rows).SelectMany(r => session.Row(r).ToArray())];
}
