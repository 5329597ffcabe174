using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Sandbox;
using DataForge.Stages;
using DataForge.Synthesis;
using DataForge.Tools.Sampling;
using DataForge.Voting;

namespace DataForge.Tools.Solve;

/// <summary>forge-solve: its options, and the stage they make.</summary>
internal static class SolveTool
{
    private static readonly IntOpt Samples = new("samples", 8, 1, 4096, "samples", "Solutions drawn per problem.");
    private static readonly ChoiceOpt By = new("by", null, ["rm", "weighted", "majority"], "Best by --rm, its weighted vote, or the majority; rm with --rm.");
    private static readonly TextOpt RewardModel = new("rm", null, "MODEL", "Reward model in this process that scores the samples.");
    private static readonly NumberOpt RewardScale = new("rm-scale", 1, 1e-6, 1e6, "factor", "Factor on a score within its sigmoid, with --by weighted.");
    private static readonly FileOpt SamplesOut = new("samples-out", null, "All samples, scored, for forge-eval.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge-solve", Tool.Description,
        "forge-solve --model MODEL --rm REWARD_MODEL --samples 8 < problems.jsonl > answers.jsonl",
        [
            Samples, By, RewardModel, RewardScale, SolutionOptions.Mode, SolutionOptions.Protocol, .. SandboxOptions.All, SamplesOut, SolutionOptions.System, SolutionOptions.PromptName, SolutionOptions.Prompts,
            .. FieldOptions.Problems, .. SamplingOptions.All, .. RunOptions.Model, .. BackendOptions.All,
        ], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        SolutionOptions.Check(p);
        var vote = VoteOf(p);
        var fields = FieldOptions.ReadMap(p);
        var settings = RunOptions.Read(p, new RowsInput(p.Inputs, fields));
        if (p.Get(SamplesOut) is { } samplesOut) settings = settings with { Side = [KeyValuePair.Create(AnswerStage.Samples, samplesOut)] };
        using var runner = new StageRunner(settings, context, context.Cancel);
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        await using var sandbox = p.Get(SolutionOptions.Mode) == SolutionOptions.WithCode ? runner.Keep(await PythonSandbox.Open(p.Get(SandboxOptions.Jobs), context.Cancel)) : null;
        await using var reward = await OpenReward(p, runner, context.Cancel);
        var stage = new SampleStage(
            new SampleStageSettings(p.Get(Samples), SamplingOptions.Read(p), PromptLibrary.Open(p.Get(SolutionOptions.Prompts)), p.Get(SolutionOptions.System), null, fields.Names, Tools(p, sandbox, runner), null, p.Get(SolutionOptions.PromptName)!),
            generator, reward is null ? null : new SampleScorer(reward, "head"));
        return await runner.Run(new AnswerStage(stage, vote));
    }

    /// <exception cref="ForgeException">A choice by scores without a reward model.</exception>
    private static VoteSettings VoteOf(Parsed p)
    {
        var by = p.Get(By) ?? (p.Get(RewardModel) is null ? "majority" : "rm");
        if (by != "majority" && p.Get(RewardModel) is null) throw new ForgeException($"--by {by}: needs the scores of a reward model: name one with --rm, or take --by majority");
        if (by != "weighted" && p.SourceOf(RewardScale) != SettingSource.Default) throw new ForgeException("--rm-scale: goes with --by weighted");
        return by switch { "rm" => new VoteSettings(VoteWeight.Max), "weighted" => new VoteSettings(VoteWeight.Sigmoid, p.Get(RewardScale)), _ => new VoteSettings(VoteWeight.Count) };
    }

    private static ToolSettings? Tools(Parsed p, ICodeRunner? sandbox, StageRunner runner)
    {
        if (sandbox is null)
            return p.SourceOf(SolutionOptions.Protocol) == SettingSource.Flag ? throw new ForgeException("--protocol: goes with --mode tir") : null;
        return SolutionOptions.Tools(p, sandbox, runner.Journal);
    }

    private static async Task<ScoreMethod?> OpenReward(Parsed p, StageRunner runner, CancellationToken cancel)
    {
        if (p.Get(RewardModel) is not { } model) return null;
        return await SolutionOptions.OpenReward(p, model, runner, cancel);
    }
}
