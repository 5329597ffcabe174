using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Sandbox;
using DataForge.Stages;
using DataForge.Synthesis;
using DataForge.Voting;

namespace DataForge.Tools.Solve;

/// <summary>forge-solve: its options, and the stage they make.</summary>
internal static class SolveTool
{
    private static readonly IntOpt Samples = new("samples", 8, 1, 4096, "samples", "Solutions drawn per problem.");
    private static readonly ChoiceOpt By = new("by", null, ["rm", "weighted", "majority"], "Best by --rm, its weighted vote, or the majority; rm with --rm.");
    private static readonly TextOpt RewardModel = new("rm", null, "MODEL", "Reward model in this process that scores the samples.");
    private static readonly NumberOpt RewardScale = new("rm-scale", 1, 1e-6, 1e6, "factor", "Factor on a score within its sigmoid, with --by weighted.");
    private static readonly ChoiceOpt Mode = new("mode", "cot", ["cot", "tir"], "Solutions in one turn, or with calls of Python in a sandbox.");
    private static readonly TextOpt Protocol = new("protocol", "qwen", "PROTOCOL", "How code is called: " + string.Join(", ", ToolProtocol.BuiltIn) + ", or a JSON file.");
    private static readonly FileOpt SamplesOut = new("samples-out", null, "All samples, scored, for forge-eval.") { ChangesOutput = false };
    private static readonly TextOpt System = new("system", null, "TEXT", "System message in place of the prompt's own; empty leaves it out.");
    private static readonly TextOpt PromptName = new("prompt", SolutionPrompt.ChainOfThought, "NAME", "Prompt of --mode cot: cot, few-shot, choice, or one of --prompts.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");

    public static readonly Tool Registration = new("forge-solve", Tool.Description,
        "forge-solve --model MODEL --rm REWARD_MODEL --samples 8 < problems.jsonl > answers.jsonl",
        [
            Samples, By, RewardModel, RewardScale, Mode, Protocol, .. SandboxOptions.All, SamplesOut, System, PromptName, Prompts,
            .. FieldOptions.Problems, .. SamplingOptions.All, .. RunOptions.Model, .. BackendOptions.All,
        ], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        if (p.Get(Mode) == "tir" && p.Get(PromptName) != SolutionPrompt.ChainOfThought) throw new ForgeException("--prompt: goes with --mode cot; with tir the prompt is the protocol's");
        var vote = VoteOf(p);
        var fields = FieldOptions.ReadMap(p);
        var settings = RunOptions.Read(p, new RowsInput(p.Inputs, fields));
        if (p.Get(SamplesOut) is { } samplesOut) settings = settings with { Side = [KeyValuePair.Create(AnswerStage.Samples, samplesOut)] };
        using var runner = new StageRunner(settings, context, context.Cancel);
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        await using var sandbox = p.Get(Mode) == "tir" ? runner.Keep(await PythonSandbox.Open(p.Get(SandboxOptions.Jobs), context.Cancel)) : null;
        await using var reward = await OpenReward(p, runner, context.Cancel);
        var stage = new SampleStage(
            new SampleStageSettings(p.Get(Samples), SamplingOptions.Read(p), PromptLibrary.Open(p.Get(Prompts)), p.Get(System), null, fields.Names, Tools(p, sandbox, runner), null, p.Get(PromptName)!),
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
            return p.SourceOf(Protocol) == SettingSource.Flag ? throw new ForgeException("--protocol: goes with --mode tir") : null;
        var protocol = ToolProtocol.Load(p.Get(Protocol)!);
        var limits = SandboxOptions.Read(p);
        if (p.SourceOf(SandboxOptions.Timeout) == SettingSource.Default) limits = limits with { Wall = TimeSpan.FromSeconds(protocol.Seconds) };
        return new ToolSettings(protocol, limits, sandbox, runner.Journal);
    }

    private static async Task<ScoreMethod?> OpenReward(Parsed p, StageRunner runner, CancellationToken cancel)
    {
        if (p.Get(RewardModel) is not { } model) return null;
        var backend = new BackendSettings(model, Device: p.Get(BackendOptions.Device)!, Threads: p.Get(BackendOptions.Threads), MaxBatch: p.Get(BackendOptions.MaxBatch));
        return ScoreMethod.OfHead(runner.Keep(await Backend.OpenScorer(backend, StepAggregation.Product, cancel)), PromptLibrary.Open(p.Get(Prompts)), p.Get(System));
    }
}
