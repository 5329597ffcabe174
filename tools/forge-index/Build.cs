using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Index;

/// <summary>Benchmark files to an index: named one by one, or the registered ones that lie in a folder.</summary>
internal static class Build
{
    private static readonly FileOpt RegistryFile = new("registry", null, "Registry of benchmarks; with --from, builds those found there.");
    private static readonly TextOpt Suite = new("suite", null, "NAME", "Only the registered benchmarks of this suite.");
    private static readonly FileOpt From = new("from", null, "Folder with benchmark files, recognized by SHA-256.", "FOLDER");
    private static readonly IntOpt N = new("n", GramSettings.Default.N, 9, 32, "tokens", "Length of a full n-gram; 13 is the usual.");

    private static readonly IntOpt MinDistinct = new("min-distinct", GramSettings.Default.MinDistinct, 0, 8, "tokens", "An n-gram counts only with this many distinct words.");

    public static Tool Command { get; } = new(
        "forge-index build", "Builds an index of benchmark files.", "forge-index build --benchmark gsm8k-test=test.jsonl --benchmark math-test=math.jsonl:problem,solution --out b.idx",
        [ContaminationOptions.Benchmark, RegistryFile, Suite, From, IndexOptions.Out, N, MinDistinct, IndexOptions.BoilerplateItems], Start);

    private static Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var path = IndexOptions.RequireOut(options);
        var grams = GramSettings.Default with { N = options.Get(N), MinDistinct = options.Get(MinDistinct), BoilerplateItems = options.Get(IndexOptions.BoilerplateItems) };
        IndexOptions.Write(context, path, options.Get(RegistryFile) is { } registry ? Registered(options, context, registry, grams) : Named(options, grams));
        return Task.FromResult(ExitCode.Ok);
    }

    private static IndexData Named(Parsed options, GramSettings grams) => options.Get(ContaminationOptions.Benchmark) is { Count: > 0 } benchmarks
        ? IndexSources.Build(benchmarks, grams, ContaminationOptions.ReadAll)
        : throw new ForgeException("--benchmark: expected NAME=FILE at least once, or --registry FILE with --from FOLDER");

    private static IndexData Registered(Parsed options, ToolContext context, string registry, GramSettings grams)
    {
        var folder = options.Get(From) ?? throw new ForgeException("--from: expected the folder with the registered benchmarks' files");
        if (!Directory.Exists(folder)) throw new ForgeException($"--from: no folder {folder}");
        var wanted = Registry.Read(RowReader.Open(registry)).Where(b => options.Get(Suite) is not { } suite || b.Suites.Contains(suite)).ToList();
        if (wanted.Count == 0) throw new ForgeException($"{registry}: no benchmark of suite {options.Get(Suite)}");
        var data = IndexSources.Build(wanted, IndexSources.Candidates(folder), grams, ContaminationOptions.ReadAll, out var missing);
        if (missing.Count > 0) context.Warn($"not found in {folder}: {string.Join(", ", missing)}");
        return data;
    }
}
