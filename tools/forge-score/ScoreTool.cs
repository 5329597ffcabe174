using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Score;

/// <summary>forge-score: its options, and the stage they make.</summary>
internal static class ScoreTool
{
    private static readonly ChoiceOpt Method = new("method", "head", ["head", "yes-no", "logprob"], "Reward model's head, P(yes) of a chat model, or mean log-probability.");
    private static readonly ChoiceOpt Steps = new("steps", "product", ["product", "min", "last"], "How a process reward model's step scores become one score.");
    private static readonly TextOpt System = new("system", null, "TEXT", "System message the solutions were written under; empty for none.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");

    public static readonly Tool Registration = new("forge-score", Tool.Description, "forge-score --model REWARD_MODEL < samples.jsonl > scored.jsonl",
        [Method, Steps, System, Prompts, FieldOptions.Problem, FieldOptions.Generation, .. RunOptions.Model, .. BackendOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var fields = FieldOptions.ReadMap(p);
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs, fields)), context, context.Cancel);
        var name = p.Get(Method)!;
        await using var method = await Open(p, name, BackendOptions.Read(p), runner, context.Cancel);
        return await runner.Run(new ScoreStage(method, name, fields.Names));
    }

    private static async Task<ScoreMethod> Open(Parsed p, string name, BackendSettings backend, StageRunner runner, CancellationToken cancel)
    {
        var prompts = PromptLibrary.Open(p.Get(Prompts));
        return name switch
        {
            "head" => ScoreMethod.OfHead(runner.Keep(await Backend.OpenScorer(backend, Enum.Parse<StepAggregation>(p.Get(Steps)!, ignoreCase: true), cancel)), prompts, p.Get(System)),
            "yes-no" => ScoreMethod.OfYesNo(runner.Keep(await Backend.OpenLogProbScorer(backend, cancel)), prompts),
            _ => ScoreMethod.OfLogProbability(runner.Keep(await Backend.OpenLogProbScorer(backend, cancel)), prompts, p.Get(System)),
        };
    }
}
