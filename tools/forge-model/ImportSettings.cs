using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Model;

/// <summary>forge-model import's options, resolved.</summary>
internal sealed record ImportSettings(string Source, string Out, string? Precision, string Device)
{
    private static readonly FileOpt OutOpt = new("out", null, "Directory to make; it must not exist, or hold this very import.", "DIR");
    private static readonly ChoiceOpt PrecisionOpt = new("precision", null, ["fp32", "int8", "int4", "fp16", "bf16"], "Weights' precision: fp32 if not given; with --device cuda bf16, or fp16.");

    public static IReadOnlyList<Opt> Options { get; } = [OutOpt, PrecisionOpt, BackendOptions.Device];

    public static ImportSettings From(Parsed parsed) => new(
        parsed.Positionals["SRC"][0],
        parsed.Get(OutOpt) ?? throw new ForgeException("--out: expected the directory to make"),
        parsed.Get(PrecisionOpt),
        parsed.Get(BackendOptions.Device)!);
}
