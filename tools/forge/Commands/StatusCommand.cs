using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Clusters;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Serving;
using DataForge.Runs.Work;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge status: how far a run is.</summary>
internal static class StatusCommand
{
    internal static readonly FlagOpt Json = new("json", "The same as JSON.") { ChangesOutput = false };
    internal static readonly Positional Folder = new("WORK", 1, 1, "Folder of a run.");

    public static readonly Tool Registration = new("forge status", "Says how far a run is: parts done, under way and failed, rows and what was used.",
        "forge status demo.run --json", [Json, RunCommand.Serve], Run, [Folder]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var work = new WorkFolder(p.Positionals[Folder.Name][0]);
        if (p.Get(RunCommand.Serve) is { } address)
        {
            await using var server = StatusServer.Start(address, Plan.Read(work.PlanFile), work, context.Time);
            context.Say($"the run is shown at {server.Address} until this is interrupted");
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, context.Cancel);
        }

        var status = RunStatus.Of(new RunState(Plan.Read(work.PlanFile), work), context.Time) with { Queue = Queue(work, context) };
        Page.Print(p.Get(Json) ? status.Json() : status.Text());
        return ExitCode.Ok;
    }

    /// <summary>The cluster's lines of a run that was submitted; null where it was not, or the cluster cannot be asked.</summary>
    private static IReadOnlyList<SlurmQueue>? Queue(WorkFolder work, ToolContext context)
    {
        if (SlurmSubmission.Read(work) is not { } submission) return null;
        try
        {
            return SlurmCluster.Queue(submission);
        }
        catch (ForgeException e)
        {
            context.Warn(e.Message);
            return null;
        }
    }
}
