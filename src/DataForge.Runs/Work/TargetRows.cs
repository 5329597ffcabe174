using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>The first rows of the target's stage in plan order, whatever was ended first; what goes beyond is kept apart and marked.</summary>
internal static class TargetRows
{
    /// <summary>The field that marks a row beyond the target.</summary>
    public const string Mark = "surplus";

    /// <summary>Writes the accepted rows; nothing is done where they are there.</summary>
    public static void Accept(Plan plan, RunState state, WorkFolder work, CancellationToken cancel)
    {
        var stage = plan.Stage(plan.Target!.Stage);
        if (!File.Exists(work.Accepted(stage))) Write(work.Accepted(stage), Rows(state, stage, work, cancel).Take((int)Math.Min(plan.Target.Rows, int.MaxValue)));
    }

    /// <summary>Writes what was made beyond the target, marked.</summary>
    public static void Keep(Plan plan, RunState state, WorkFolder work, CancellationToken cancel)
    {
        var stage = plan.Stage(plan.Target!.Stage);
        Write(work.Surplus(stage), Rows(state, stage, work, cancel).Skip((int)Math.Min(plan.Target.Rows, int.MaxValue)).Select(r => r.With(e => e.Set(Mark, (bool?)true))));
    }

    private static IEnumerable<Row> Rows(RunState state, PlannedStage stage, WorkFolder work, CancellationToken cancel) =>
        Enumerable.Range(0, stage.Shards).Where(state.Of(stage).IsDone).SelectMany(shard => RowReader.Open(work.Output(stage, shard), cancel: cancel));

    private static void Write(string path, IEnumerable<Row> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = RowWriter.Open(path);
        foreach (var row in rows) writer.Write(row);
        writer.Commit();
    }
}
