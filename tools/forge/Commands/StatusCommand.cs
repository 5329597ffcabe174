using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge status: how far a run is.</summary>
internal static class StatusCommand
{
    internal static readonly FlagOpt Json = new("json", "The same as JSON.") { ChangesOutput = false };
    internal static readonly Positional Folder = new("WORK", 1, 1, "Folder of a run.");

    public static readonly Tool Registration = new("forge status", "Says how far a run is: parts done, under way and failed, rows and what was used.",
        "forge status demo.run --json", [Json], Run, [Folder]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var work = new WorkFolder(p.Positionals[Folder.Name][0]);
        var status = RunStatus.Of(new RunState(Plan.Read(work.PlanFile), work), context.Time);
        Page.Print(p.Get(Json) ? status.Json() : status.Text());
        return Task.FromResult(ExitCode.Ok);
    }
}
