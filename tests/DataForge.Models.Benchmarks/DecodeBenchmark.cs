using System.Globalization;

using DataForge.Models.Engine;
using DataForge.Models.Import;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Benchmarks;

/// <summary>Decode speed at float32 beside llama.cpp's, on the same model in the same run: rounds alternate, the median counts.</summary>
internal static class DecodeBenchmark
{
    private const int PromptTokens = 128;
    private const int NewTokens = 24;
    private const float CheckTolerance = 0.05f; // the peer keeps keys and values in half precision

    private static readonly int[] Batches = [1, 4, 16, 32];

    public static int Run(string model, string llama, string[] rest)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var threads = Value(rest, "--threads", Environment.ProcessorCount);
        var imported = ModelCache.Open(model, "fp32", "cpu");
        var floats = Path.Combine(Path.GetTempPath(), $"forge-bench-{imported.Revision[..8]}.gguf");
        if (!File.Exists(floats)) FloatGguf.Write(model, floats);
        LlamaNative.Load(llama);
        using var peer = new LlamaPeer(floats, imported.Config.Vocabulary);
        if (rest.Contains("--check") && !Check(imported, peer)) return 1;
        var bandwidth = MemoryBandwidth.Measure(threads);
        Console.WriteLine($"memory reads {bandwidth / 1e9:N1} GB/s; {threads} threads; {PromptTokens} prompt and {NewTokens} new tokens; median of {Value(rest, "--rounds", 3)} alternating rounds");
        Console.WriteLine("| B | tokens/s | llama.cpp | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var batch in Batches)
        {
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = 0; round < Value(rest, "--rounds", 3); round++)
            {
                using (var session = new DecoderSession(imported, new EngineSettings(Threads: threads, Slots: batch)))
                    ours.Add(SpeedProbe.Measure(session, batch, PromptTokens, NewTokens).DecodeTokensPerSecond);
                theirs.Add(peer.Measure(batch, PromptTokens, NewTokens, threads));
            }

            Console.WriteLine($"| {batch} | {Median(ours):N1} | {Median(theirs):N1} | {Median(ours) / Median(theirs):N2} |");
        }

        return 0;
    }

    /// <summary>The peer and we give the same logits, but for its half-precision cache.</summary>
    private static bool Check(ImportedModel model, LlamaPeer peer)
    {
        var prompt = Tokenizer.Load(model.Directory).Encode("A baker fills 48 trays in the morning and half as many in the afternoon. How many trays does she fill that day?");
        using var session = new DecoderSession(model, new EngineSettings(Slots: 1));
        session.Grow(prompt.Length, 0, 0);
        var (ours, theirs) = (new Prefill(session).Read(0, [prompt])[0], peer.Logits(prompt));
        var difference = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
        Console.WriteLine($"check: largest difference of a logit {difference:G3}, best token {LogitRow.Best(ours)} and {LogitRow.Best(theirs)}");
        return difference < CheckTolerance && LogitRow.Best(ours) == LogitRow.Best(theirs);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static int Value(string[] rest, string name, int @default) =>
        Array.IndexOf(rest, name) is >= 0 and var at && at + 1 < rest.Length ? int.Parse(rest[at + 1], CultureInfo.InvariantCulture) : @default;
}
