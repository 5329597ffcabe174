using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Models;
using DataForge.Semantic;

namespace DataForge.Tools.Shared;

/// <summary>Options of the tier that compares meanings, and how it joins a scan.</summary>
internal static class SemanticOptions
{
    public static readonly TextOpt EmbedderModel = new("embedder", null, "MODEL", "BERT embedding model, a folder; else the one of make embedder.");
    public static readonly ChoiceOpt Device = new("device", "cpu", ["cpu", "cuda"], "Where the embedding model runs; cuda needs make gpu.");
    public static readonly TextOpt Precision = new("embedder-precision", null, "NAME", "int8 or fp32; by default int8 on the CPU, fp32 on CUDA.");
    public static readonly NumberOpt MinSemantic = new("min-semantic", 0.5, 0, 1, "chance of a rephrasing", "A semantic hit counts from this score on.");

    public static IReadOnlyList<Opt> Options { get; } = [EmbedderModel, Device, BackendOptions.DeviceId, Precision, MinSemantic];

    /// <summary>The model that the options name.</summary>
    /// <exception cref="ForgeException">It cannot be opened, or there is none beside the programs.</exception>
    public static Embedder OpenEmbedder(Parsed options, ToolContext context) => SemanticTier.OpenEmbedder(
        options.Get(EmbedderModel), options.Get(Device)!, BackendOptions.ReadDeviceId(options, Device), options.Get(Precision), context.Cancel);

    /// <summary>The semantic tier where the settings ask for it; else null.</summary>
    public static SemanticTier? Open(Parsed options, ScanSettings scan, BenchmarkIndex index, ToolContext context)
    {
        if ((scan.Active & Rules.Semantic) == 0) return null;
        var embedder = OpenEmbedder(options, context);
        try
        {
            return SemanticTier.Open(index.Data, embedder, Texts(options.Get(ContaminationOptions.Benchmark)), ContaminationOptions.ReadThreads(options), context.Say, context.Cancel);
        }
        catch
        {
            embedder.Dispose();
            throw;
        }
    }

    /// <summary>The scan with the tier behind it; without one, as it was.</summary>
    public static IBatchScanner Join(Parsed options, ScanSettings scan, SemanticTier? tier, IBatchScanner lexical, FieldPaths fields, ToolContext context) => tier is null
        ? lexical
        : new SemanticScanner(lexical, tier, fields, new SemanticSettings(options.Get(MinSemantic), (scan.Drop & Rules.Semantic) != 0 ? HitAction.Drop : HitAction.Flag, ContaminationOptions.ReadThreads(options)), context.Cancel);

    /// <summary>Texts of benchmark files that are given by name.</summary>
    public static IEnumerable<string> Texts(IReadOnlyList<string> specs)
    {
        foreach (var spec in specs)
        {
            var (name, path, fields) = BenchmarkFile.ParseSpec("benchmark", spec);
            foreach (var text in SemanticTier.Questions(BenchmarkFile.Read(name, path, ContaminationOptions.ReadAll(path), fields).Items)) yield return text;
        }
    }
}
