using System.Globalization;

using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Model;

/// <summary>forge-model bench's options, resolved.</summary>
internal sealed record BenchSettings(BackendSettings Backend, IReadOnlyList<int> Batches, int PromptTokens, int NewTokens)
{
    private static readonly ListOpt BatchOpt = new("batch", ["1", "4", "16", "32"], "N", "Batch sizes to measure.");
    private static readonly IntOpt PromptOpt = new("prompt-tokens", 128, 1, 1 << 20, "tokens", "Length of every prompt.");
    private static readonly IntOpt NewOpt = new("new-tokens", 32, 1, 1 << 20, "tokens", "Decode steps timed.");

    public static IReadOnlyList<Opt> Options { get; } = [BatchOpt, PromptOpt, NewOpt, BackendOptions.Device, BackendOptions.Precision, BackendOptions.Threads];

    public static BenchSettings From(Parsed parsed) => new(
        new BackendSettings(parsed.Positionals["MODEL"][0], Device: parsed.Get(BackendOptions.Device)!, Precision: parsed.Get(BackendOptions.Precision), Threads: parsed.Get(BackendOptions.Threads)),
        [.. parsed.Get(BatchOpt).Select(Batch)],
        parsed.Get(PromptOpt),
        parsed.Get(NewOpt));

    private static int Batch(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var batch) && batch is >= 1 and <= 1024 ? batch
        : throw new ForgeException($"--batch: expected whole numbers from 1 to 1024, found \"{text}\"");
}
