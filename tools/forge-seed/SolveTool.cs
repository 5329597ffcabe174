using DataForge.Cli;
using DataForge.Runner;
using DataForge.Stages;

namespace DataForge.Tools.Seed;

/// <summary>forge-seed solve: its options, and the stage they make.</summary>
internal static class SolveTool
{
    public static readonly Tool Registration = new("forge-seed solve", "Adds the known answer to problems worded as a template, or says unrecognised.",
        "forge-seed solve < evolved.jsonl > answered.jsonl", [FieldOptions.Problem, .. RunOptions.Rows],
        (p, context) => RunOptions.Run(new SolveStage(FieldOptions.ReadMap(p).Names), RunOptions.Read(p, new RowsInput(p.Inputs, FieldOptions.ReadMap(p))), context), [Positional.Inputs]);
}
