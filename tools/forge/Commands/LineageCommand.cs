using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge lineage: where a row comes from.</summary>
internal static class LineageCommand
{
    private static readonly Positional Row = new("ROW_ID", 1, 1, "A problem_id or a sample_id.");

    public static readonly Tool Registration = new("forge lineage", "Follows a row of a run back to its seed and forward to what was made of it, through every stage, kept or dropped.",
        "forge lineage demo.run dc666a144029f9f8a011903fb1d94157", [StatusCommand.Json], Run, [StatusCommand.Folder, Row]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var work = new WorkFolder(p.Positionals[StatusCommand.Folder.Name][0]);
        var lineage = Lineage.Of(new RunState(Plan.Read(work.PlanFile), work), p.Positionals[Row.Name][0], context.Cancel);
        Page.Print(p.Get(StatusCommand.Json) ? lineage.Json() : lineage.Text());
        return Task.FromResult(ExitCode.Ok);
    }
}
