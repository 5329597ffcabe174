using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Index;

/// <summary>Several indexes to one, with boilerplate learned over all of them.</summary>
internal static class Merge
{
    public static Tool Command { get; } = new(
        "forge-index merge", "Merges indexes and learns boilerplate anew over all of them.", "forge-index merge a.idx b.idx --out all.idx",
        [IndexOptions.Out, IndexOptions.BoilerplateItems], Start, [new Positional("INDEX", 1, int.MaxValue, "Indexes to merge.")]);

    private static Task<ExitCode> Start(Parsed options, ToolContext context)
    {
        var path = IndexOptions.RequireOut(options);
        var all = IndexSources.Load(options.Positionals["INDEX"], [], [], GramSettings.Default, ContaminationOptions.ReadAll);
        var builder = new IndexBuilder(all.Grams with { BoilerplateItems = options.Get(IndexOptions.BoilerplateItems) });
        builder.Add(all);
        IndexOptions.Write(context, path, builder.Build());
        return Task.FromResult(ExitCode.Ok);
    }
}
