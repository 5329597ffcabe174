using System.Globalization;
using DataForge.Core;
using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>Where a run's files lie.</summary>
public sealed record WorkFolder(string Path)
{
    public string PlanFile => System.IO.Path.Combine(Path, "plan.json");

    /// <summary>One append-only file a worker.</summary>
    public string Events => System.IO.Path.Combine(Path, "events");

    public string Claims => System.IO.Path.Combine(Path, "claims");

    public string Stages => System.IO.Path.Combine(Path, "stages");

    public string LedgerFile => System.IO.Path.Combine(Path, "ledger.db");

    public string ReportFile => System.IO.Path.Combine(Path, "report.html");

    /// <summary>Held by the process that started the run.</summary>
    public string Lock => System.IO.Path.Combine(Path, "run.lock");

    public static WorkFolder OfPlan(string plan) => new(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(plan))!);

    public string Of(PlannedStage stage) => System.IO.Path.Combine(Stages, stage.Folder);

    /// <summary>The folder of a stage's rows; in it lie only whole files.</summary>
    public string OutputFolder(PlannedStage stage) => System.IO.Path.Combine(Of(stage), "out");

    public string Output(PlannedStage stage, int shard) => stage.Output switch
    {
        OutputKind.Rows => System.IO.Path.Combine(OutputFolder(stage), Name(shard) + ".jsonl"),
        OutputKind.Folder => OutputFolder(stage),
        _ => System.IO.Path.Combine(Of(stage), "files", "stdout.txt"),
    };

    public string Rejects(PlannedStage stage, int shard) => System.IO.Path.Combine(Of(stage), "rejects", Name(shard) + ".jsonl");

    public string Summary(PlannedStage stage, int shard) => System.IO.Path.Combine(Of(stage), "summary", Name(shard) + ".json");

    public string Log(PlannedStage stage, int shard) => System.IO.Path.Combine(Of(stage), "log", Name(shard) + ".txt");

    /// <summary>Which inputs of a part are complete.</summary>
    public string Stated(PlannedStage stage, int shard) => System.IO.Path.Combine(Of(stage), "log", Name(shard) + ".stated");

    /// <summary>A file of the stage's own; every part of several has one.</summary>
    public string File(PlannedStage stage, int shard, string name) =>
        System.IO.Path.Combine(Of(stage), "files", stage.Shards == 1 ? name : $"{Name(shard)}.{name}");

    /// <summary>Rows of a part that the stage reads, where they had to be divided.</summary>
    public string Divided(PlannedStage stage, int shard) => System.IO.Path.Combine(Of(stage), "in", Name(shard) + ".jsonl");

    /// <summary>There once the input is divided.</summary>
    public string DividedMark(PlannedStage stage) => System.IO.Path.Combine(Of(stage), "in", "divided");

    /// <summary>The first rows of the target's stage, which later stages read.</summary>
    public string Accepted(PlannedStage stage) => System.IO.Path.Combine(Of(stage), "accepted", "rows.jsonl");

    public string Surplus(PlannedStage stage) => System.IO.Path.Combine(Of(stage), "surplus", "rows.jsonl");

    /// <summary>Where a later stage finds the whole output: a file, or a folder of files.</summary>
    public string Whole(Plan plan, PlannedStage stage) =>
        plan.Target?.Stage == stage.Name ? Accepted(stage) : stage.Output switch
        {
            OutputKind.Rows when stage.Shards == 1 => Output(stage, 0),
            OutputKind.Files => System.IO.Path.Combine(Of(stage), "files"),
            _ => OutputFolder(stage),
        };

    /// <summary>Files of the whole output in plan order.</summary>
    public IReadOnlyList<string> WholeFiles(Plan plan, PlannedStage stage) =>
        plan.Target?.Stage == stage.Name ? [Accepted(stage)]
        : stage.Output == OutputKind.Rows ? [.. Enumerable.Range(0, stage.Shards).Select(i => Output(stage, i))]
        : InputFiles.Expand([Whole(plan, stage)]);

    /// <summary>What was left of outputs that had to be made again.</summary>
    public string Replaced(PlannedStage stage) => System.IO.Path.Combine(Of(stage), "replaced");

    private static string Name(int shard) => string.Create(CultureInfo.InvariantCulture, $"shard-{shard:00000}");
}
