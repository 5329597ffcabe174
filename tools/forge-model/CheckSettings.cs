using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Model;

/// <summary>forge-model check's options, resolved.</summary>
internal sealed record CheckSettings(BackendSettings Backend, double Tolerance)
{
    private static readonly NumberOpt ToleranceOpt = new("tolerance", 0, 0, 1e3, "standard deviations (0: by precision)", "Largest difference of a logit, or of a score, that passes.");

    public static IReadOnlyList<Opt> Options { get; } = [ToleranceOpt, BackendOptions.Device, BackendOptions.DeviceId, BackendOptions.Precision, BackendOptions.Threads];

    public static CheckSettings From(Parsed parsed) => new(
        new BackendSettings(parsed.Positionals["MODEL"][0], Device: parsed.Get(BackendOptions.Device)!, Precision: parsed.Get(BackendOptions.Precision), Threads: parsed.Get(BackendOptions.Threads))
        {
            DeviceId = BackendOptions.ReadDeviceId(parsed),
        },
        parsed.Get(ToleranceOpt));

    /// <summary>Twice what SmolLM2-135M gave on the CPU; of bf16, which runs on no CPU, eight times fp16's, as its mantissa is three bits shorter.</summary>
    public double ToleranceOf(string precision) => Tolerance > 0 ? Tolerance : precision switch { "fp32" => 1e-3, "fp16" => 0.1, "bf16" => 0.8, "int8" => 1, _ => 4 };
}
