using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs.Ledgers;

/// <summary>A run's stages as its ledger sums them, from the folder's plan, events and journals: what a run has used is known although its starter was killed.</summary>
public static class StageSums
{
    /// <returns>One line a stage, in plan order.</returns>
    /// <exception cref="Core.ForgeException">The folder holds no run that can be read.</exception>
    public static IReadOnlyList<StageLine> OfFolder(WorkFolder work, CancellationToken cancel)
    {
        var state = new RunState(Plan.Read(work.PlanFile), work);
        return [.. state.Stages.Select(s => Of(state, s, cancel))];
    }

    private static StageLine Of(RunState state, StageState stage, CancellationToken cancel)
    {
        var line = new StageLine
        {
            Stage = stage.Stage.Name,
            Line = stage.Stage.TableLine,
            Tool = stage.Stage.Tool,
            Role = stage.Stage.Role,
            Folder = FolderOf(stage.Stage),
            RowsIn = stage.Figures.Sum(f => f.RowsIn),
            RowsOut = stage.Figures.Sum(f => f.RowsOut),
            Files = stage.Figures.Sum(f => f.Files),
            Seconds = stage.Seconds,
        };
        if (stage.Stage.Role is null) return line; // only stages with a role have used what is paid for
        var spent = stage.Spent.Select(e => e.Figures!).Concat(OpenUsage.Of(state, stage, cancel)).ToList();
        return line with
        {
            TokensIn = spent.Sum(f => f.TokensIn),
            TokensOut = spent.Sum(f => f.TokensOut),
            Requests = spent.Sum(f => f.Calls),
            Money = spent.Sum(f => RunUsage.Cost(stage.Stage.PriceIn, stage.Stage.PriceOut, f)),
        };
    }

    /// <summary>What the ledger's column <c>folder</c> says of a stage.</summary>
    internal static int FolderOf(PlannedStage stage) => stage.Output switch { OutputKind.Rows => 0, OutputKind.Folder => 1, _ => Ledger.WritesFiles };
}
