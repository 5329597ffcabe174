using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Import;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Benchmarks;

/// <summary>The same requests alone and together, with one thread and with eight: every sample must be the same, token by token.</summary>
/// <remarks>Not covered: CUDA, whose kernels choose by shape, and prompts beyond 512 tokens, which are read in pieces by themselves.</remarks>
internal static class InvarianceCheck
{
    private const int Requests = 200;

    /// <summary>The first is the reference.</summary>
    private static readonly (int Slots, int Threads)[] Ways = [(1, 1), (1, 8), (32, 1), (32, 8)];

    private static readonly string[] Openings =
    [
        "A shelf holds {0} jars and each jar holds {1} beans.", "Compute {0} times {1}.", "Ada walks {0} steps, rests, and walks {1} more.", "{0} + {1} =",
        "Solve for x: {0}x = {1}.", "一个盒子里有{0}个苹果和{1}个梨。", "Let $f(n) = n^{{{0}}} - {1}$.", "```python\nprint({0} // {1})\n```",
    ];

    public static int Run(string model, string[] precisions)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Console.WriteLine("| precision | batch | threads | samples | tokens | seconds | SHA-256 of all ids | samples that differ |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        return precisions.Select(p => Differences(model, p)).Sum() == 0 ? 0 : 1;
    }

    private static int Differences(string model, string precision)
    {
        var imported = ModelCache.Open(model, precision, "cpu");
        var requests = Mixed(Tokenizer.Load(imported.Directory));
        Console.Error.WriteLine($"{precision}: {requests.Length} requests, prompts of {requests.Min(r => r.Prompt.Length)} to {requests.Max(r => r.Prompt.Length)} tokens, {requests.Sum(r => r.Prompt.Length)} in all");
        var (differing, reference) = (0, Array.Empty<Sample>());
        foreach (var (slots, threads) in Ways)
        {
            var start = Stopwatch.GetTimestamp();
            var samples = Draw(imported, requests, slots, threads);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (reference.Length == 0) reference = samples;
            var other = samples.Zip(reference).Where(p => Show(p.First) != Show(p.Second)).ToArray();
            differing += other.Length;
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', samples.Select(Show)))))[..16];
            Console.WriteLine($"| {precision} | {slots} | {threads} | {samples.Length} | {samples.Sum(s => s.Ids.Length)} | {seconds:N1} | {hash} | {other.Length} |");
            foreach (var (ours, first) in other.Take(3)) Console.Error.WriteLine($"{precision}, batch {slots}, {threads} threads: {Show(ours)} where batch {Ways[0].Slots}, {Ways[0].Threads} thread gave {Show(first)}");
        }

        return differing;
    }

    private static Sample[] Draw(ImportedModel model, SampleRequest[] requests, int slots, int threads)
    {
        var session = new DecoderSession(model, new EngineSettings(Threads: threads, Slots: slots, Spin: false));
        using var engine = new BatchEngine(session, model.Config.EndIds, _ => default, slots);
        return [.. Task.WhenAll(requests.Select(r => engine.Generate(r, default))).GetAwaiter().GetResult().SelectMany(s => s)];
    }

    private static string Show(Sample sample) => $"{sample.Rollout} {sample.Finish} {string.Join(' ', sample.Ids)}";

    /// <summary>Prompts of 1 to 160 tokens, 1 to 4 samples of 1 to 4 tokens each; greedy, and drawn with and without bounds.</summary>
    private static SampleRequest[] Mixed(Tokenizer tokenizer)
    {
        var random = CounterRandom.For(7, "invariance", "requests");
        return [.. Enumerable.Range(0, Requests).Select(i =>
        {
            var draw = random.Fork((ulong)i);
            var sentences = Enumerable.Range(0, 1 + (draw.Below(0, 16) == 0 ? draw.Below(1, 10) : 0))
                .Select(s => string.Format(CultureInfo.InvariantCulture, Openings[draw.Below(10 + (ulong)s, Openings.Length)], draw.Below(30 + (ulong)s, 1000), 1 + draw.Below(50 + (ulong)s, 99)));
            var prompt = tokenizer.Encode(string.Join(' ', sentences));
            if (draw.Below(2, 8) == 0) prompt = prompt[..1];
            var tokens = 1 + draw.Below(3, 4);
            var sampling = draw.Below(4, 4) switch
            {
                0 => SamplingParameters.Greedy(tokens),
                1 => new SamplingParameters(0.7, 0.9, 0, tokens, [], 5),
                2 => new SamplingParameters(1.0, 1.0, 0, tokens, [], 5),
                _ => new SamplingParameters(1.3, 0.95, 20, tokens, [], 5),
            };
            return new SampleRequest($"r{i}", prompt, sampling, 1 + draw.Below(5, 4), draw.Below(6, 3));
        })];
    }
}
