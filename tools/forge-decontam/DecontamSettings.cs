using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Runner;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Decontam;

/// <summary>What one run of forge-decontam does.</summary>
internal sealed record DecontamSettings(
    IReadOnlyList<string> Inputs, string Out, string? Rejects, string? Report, string? Decisions, FieldPaths Fields, ScanSettings Scan, int Threads, long? MaxBad, OutputTree? Tree, Shard? Shard)
{
    public static readonly FileOpt ReportFile = new("report", null, "Counts by benchmark and rule, and what cannot be seen, as JSON.");

    public static readonly FileOpt DecisionsFile = new("decisions", null, "Keep and drop decisions that stand above the rules, as the audit page exports.");

    public static IReadOnlyList<Opt> Options { get; } =
        [.. ContaminationOptions.Sources, .. ContaminationOptions.Scanning, .. SemanticOptions.Options, ContaminationOptions.MaxUnreadShare, InputOutputOptions.Out, RunOptions.OutDir, InputOutputOptions.Rejects, ReportFile, DecisionsFile, ContaminationOptions.IdField, InputOutputOptions.MaxBad, RunOptions.ShardOf, RunOptions.Summary, .. SelfTestRun.Options];

    public static DecontamSettings From(Parsed options) => new(
        options.Inputs, options.Get(InputOutputOptions.Out)!, options.Get(InputOutputOptions.Rejects), options.Get(ReportFile), options.Get(DecisionsFile), ContaminationOptions.ReadFields(options),
        ContaminationOptions.ReadSettings(options), ContaminationOptions.ReadThreads(options), options.Get(InputOutputOptions.MaxBad), RunOptions.ReadTree(options, options.Inputs), RunOptions.ReadShard(options));

    /// <summary>The files that the run writes, by what they are.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Files =>
        [.. Tree is null ? [KeyValuePair.Create("out", (string?)Out)] : Tree.Files.Select(f => KeyValuePair.Create("out", (string?)f.Value)), new("rejects", Rejects), new("report", Report)];
}
