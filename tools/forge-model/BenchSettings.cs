using System.Globalization;

using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Model;

/// <summary>forge-model bench's options, resolved.</summary>
internal sealed record BenchSettings(BackendSettings Backend, IReadOnlyList<int> Batches, int PromptTokens, int NewTokens, double Bandwidth)
{
    private static readonly ListOpt BatchOpt = new("batch", ["1", "4", "16", "32"], "N", "Batch sizes to measure.");
    private static readonly IntOpt PromptOpt = new("prompt-tokens", 128, 1, 1 << 20, "tokens", "Length of every prompt.");
    private static readonly IntOpt NewOpt = new("new-tokens", 32, 1, 1 << 20, "tokens", "Decode steps timed.");

    private static readonly NumberOpt BandwidthOpt = new("bandwidth", 0, 0, 1e6, "GB/s (0: measured)", "What the device's memory reads, for the bound.");

    public static IReadOnlyList<Opt> Options { get; } = [BatchOpt, PromptOpt, NewOpt, BandwidthOpt, BackendOptions.Device, BackendOptions.DeviceId, BackendOptions.Precision, BackendOptions.Threads];

    public static BenchSettings From(Parsed parsed) => new(
        new BackendSettings(parsed.Positionals["MODEL"][0], Device: parsed.Get(BackendOptions.Device)!, Precision: parsed.Get(BackendOptions.Precision), Threads: parsed.Get(BackendOptions.Threads)) { DeviceId = BackendOptions.ReadDeviceId(parsed) },
        [.. parsed.Get(BatchOpt).Select(Batch)],
        parsed.Get(PromptOpt),
        parsed.Get(NewOpt),
        parsed.Get(BandwidthOpt) * 1e9);

    private static int Batch(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var batch) && batch is >= 1 and <= 1024 ? batch
        : throw new ForgeException($"--batch: expected whole numbers from 1 to 1024, found \"{text}\"");
}
