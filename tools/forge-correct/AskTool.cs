using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Correct;

/// <summary>forge-correct ask: its options, and the stage they make.</summary>
internal static class AskTool
{
    private static readonly IntOpt PerProblem = new("per-problem", 2, 0, 4096, "solutions", "Most wrong solutions of a problem.");
    private static readonly IntOpt Controls = new("controls", 1, 0, 4096, "solutions", "Most right ones: they measure what a model spoils.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");

    public static readonly Tool Registration = new("forge-correct ask", "Puts solutions to a model to be corrected: problems for forge-sample.",
        "forge-correct ask < graded.jsonl | forge-sample --model MODEL --mode tir | forge-grade | forge-correct > corrections.jsonl",
        [PerProblem, Controls, Prompts, .. SampleOptions.All, .. FieldOptions.All, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var settings = new AskCorrectionSettings(p.Get(PerProblem), p.Get(Controls), PromptLibrary.Open(p.Get(Prompts)), FieldOptions.Read(p), p.Get(SampleOptions.ScoreField)!, p.Get(SampleOptions.Regrade));
        return RunOptions.Run(new AskCorrectionStage(settings), RunOptions.Read(p, new SamplesInput(p.Inputs, settings.Names, p.Get(SampleOptions.Layout), p.Get(SampleOptions.Sort))), context);
    }
}
