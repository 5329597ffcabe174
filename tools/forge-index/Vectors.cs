using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Semantic;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Index;

/// <summary>Embeds the questions of an index, so that the semantic tier can look for them without their text.</summary>
internal static class Vectors
{
    private static readonly FileOpt From = new("from", null, "Folder with the benchmark files, recognized by SHA-256.", "FOLDER");
    private static readonly FileOpt Out = new("out", null, "File of vectors to write; else they go to the cache.");

    public static Tool Command { get; } = new(
        "forge-index vectors", "Embeds benchmark questions for the semantic tier.", "forge-index vectors --suite qwen2.5-math --from benchmarks/",
        [.. ContaminationOptions.Sources, From, Out, SemanticOptions.EmbedderModel, SemanticOptions.Device, BackendOptions.DeviceId, SemanticOptions.Precision, ContaminationOptions.Threads], Start);

    private static Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var specs = options.Get(ContaminationOptions.Benchmark);
        var texts = SemanticOptions.Texts(specs).ToList();
        if (options.Get(ContaminationOptions.Index).Count + options.Get(ContaminationOptions.Suite).Count > 0)
        {
            var folder = options.Get(From) ?? throw new ForgeException("--from: expected the folder with the benchmark files: an index holds no text to embed");
            if (!Directory.Exists(folder)) throw new ForgeException($"--from: no folder {folder}");
            var index = IndexSources.Load(options.Get(ContaminationOptions.Index), options.Get(ContaminationOptions.Suite), [], GramSettings.Default, ContaminationOptions.ReadAll);
            var found = IndexSources.FindItems(index, IndexSources.Candidates(folder), ContaminationOptions.ReadAll);
            var missing = index.Benchmarks.Select(b => b.Name).Except(found.Select(f => f.Info.Name)).ToList();
            if (missing.Count > 0) context.Warn($"not found in {folder}: {string.Join(", ", missing)}");
            texts.AddRange(found.SelectMany(f => SemanticTier.Questions(f.Items)));
        }

        if (texts.Count == 0) throw new ForgeException("expected --suite NAME or --index FILE with --from FOLDER, or --benchmark NAME=FILE: there is no question to embed");
        using var embedder = SemanticOptions.OpenEmbedder(options, context);
        var (path, vectors, notCovered) = SemanticTier.MakeVectors(embedder, texts, options.Get(Out), ContaminationOptions.ReadThreads(options), context.Cancel);
        context.Say($"{path}: {Quantity.Of(vectors, "vector")} by {embedder.Name} ({embedder.Precision}), {notCovered:N0} of them of questions in a language that it does not cover");
        return Task.FromResult(ExitCode.Ok);
    }
}
