using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Model;

/// <summary>Options of the commands that open a model.</summary>
internal sealed record ModelSettings(BackendSettings Backend, string Out, long? Limit, int Top)
{
    private static readonly IntOpt TopOpt = new("top", 20, 1, 1 << 20, "tokens", "Largest logits written for each row.");

    public static IReadOnlyList<Opt> Options { get; } = [BackendOptions.Device, BackendOptions.Precision];

    public static IReadOnlyList<Opt> RowOptions { get; } =
        [InputOutputOptions.Out, InputOutputOptions.Limit, BackendOptions.Device, BackendOptions.DeviceId, BackendOptions.Precision, BackendOptions.Threads, BackendOptions.Context];

    public static IReadOnlyList<Opt> LogitOptions { get; } = [TopOpt, .. RowOptions];

    public static ModelSettings From(Parsed parsed) => new(
        new BackendSettings(
            parsed.Positionals["MODEL"][0],
            Device: parsed.Get(BackendOptions.Device)!,
            Precision: parsed.Get(BackendOptions.Precision),
            Threads: parsed.GetOrDefault(BackendOptions.Threads),
            ContextTokens: parsed.GetOrDefault(BackendOptions.Context))
        { DeviceId = BackendOptions.ReadDeviceId(parsed) },
        parsed.GetOrDefault(InputOutputOptions.Out)!,
        parsed.GetOrDefault(InputOutputOptions.Limit),
        parsed.GetOrDefault(TopOpt));
}
