using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;

namespace DataForge.Tools.Seed;

/// <summary>forge-seed solve: its options, and the stage they make.</summary>
internal static class SolveTool
{
    public static readonly Tool Registration = new("forge-seed solve", "Adds the known answer to problems worded as a template, or says unrecognised.",
        "forge-seed solve < evolved.jsonl > answered.jsonl", [FieldOptions.Problem, .. RunOptions.Rows],
        Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var fields = FieldOptions.ReadMap(p);
        return RunOptions.Run(new SolveStage(fields.Names), RunOptions.Read(p, new RowsInput(p.Inputs, fields)), context);
    }
}
