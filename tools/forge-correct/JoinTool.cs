using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;

namespace DataForge.Tools.Correct;

/// <summary>forge-correct: its options, and the stage they make.</summary>
internal static class JoinTool
{
    private static readonly IntOpt PerProblem = new("per-problem", 2, 1, 4096, "rows", "Most corrections of a problem.");
    private static readonly ChoiceOpt Mask = new("mask", "wrong", ["wrong", "outputs"], "What no loss is taken of: the wrong part and outputs, or outputs alone.");

    public static readonly Tool Registration = new("forge-correct", Tool.Description, "forge-correct --rejects dropped.jsonl < graded.jsonl > corrections.jsonl",
        [PerProblem, Mask, SampleOptions.Computed, .. SampleOptions.All, .. FieldOptions.All, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var settings = new CorrectStageSettings(p.Get(PerProblem), p.Get(Mask) == "wrong", FieldOptions.Read(p), p.Get(SampleOptions.ScoreField)!, p.Get(SampleOptions.Regrade), p.Get(SampleOptions.Computed));
        return RunOptions.Run(new CorrectStage(settings), RunOptions.Read(p, new SamplesInput(p.Inputs, settings.Names, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort))), context);
    }
}
