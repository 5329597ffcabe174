using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Sandbox;
using DataForge.Stages;
using DataForge.Synthesis;
using DataForge.Tools.Sampling;
using DataForge.Voting;

namespace DataForge.Tools.Sample;

/// <summary>forge-sample: its options, and the stage they make.</summary>
internal static class SampleTool
{
    private static readonly IntOpt Samples = new("samples", 1, 1, 4096, "samples", "Solutions drawn per problem.");
    private static readonly TextOpt SamplesField = new("samples-field", null, "NAME", "A problem's field that says how many it gets, at most --samples.");
    private static readonly TextOpt Source = new("source", null, "NAME", "Source of problems that name none.");
    private static readonly FlagOpt ShowPrompt = new("show-prompt", "Print the first problem's prompt as the model sees it, and stop.") { ChangesOutput = false };
    private static readonly FlagOpt Raw = new("raw", "Continue each row's {\"prompt\"} as it stands, or {\"ids\"}.");
    private static readonly FlagOpt Ids = new("ids", "With --raw: write generated_ids as well.");

    private static readonly TextOpt Until = new("until", null, "RULE", "Stop a problem early: fixed, safe, beta:P, learned:P, esc:K, right:K.");
    private static readonly IntOpt MinSamples = new("min-samples", 4, 1, 4096, "samples", "With --until: samples drawn in any case, the first wave.");
    private static readonly IntOpt Wave = new("wave", 2, 1, 4096, "samples", "With --until: samples of each further wave.");
    private static readonly IntOpt Learn = new("learn", 200, 1, 1 << 20, "problems", "With --until learned:P: first problems, drawn in full.");
    private static readonly TextOpt RewardModel = new("rm", null, "MODEL", "Reward model in this process: scores samples, and --until weighs them.");
    private static readonly NumberOpt RewardScale = new("rm-scale", 1, 1e-6, 1e6, "factor", "With --rm: factor on a score within its sigmoid.");

    public static readonly Tool Registration = new("forge-sample", Tool.Description,
        "forge-sample --model MODEL --samples 8 --seed 1 --rejects failed.jsonl < problems.jsonl > samples.jsonl",
        [
            Samples, SamplesField, SolutionOptions.Mode, SolutionOptions.Protocol, .. SandboxOptions.All, Until, MinSamples, Wave, Learn, RewardModel, RewardScale, SolutionOptions.System, SolutionOptions.PromptName, SolutionOptions.Prompts, Source, ShowPrompt, Raw, Ids,
            .. FieldOptions.Problems, .. SamplingOptions.All, .. RunOptions.Model, .. BackendOptions.All, .. BatchOptions.All,
        ], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        if (p.Get(Ids) && !p.Get(Raw)) throw new ForgeException("--ids: goes with --raw");
        SolutionOptions.Check(p);
        var fields = FieldOptions.ReadMap(p);
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs, fields)) with { KeepsReplies = !p.Get(ShowPrompt) }, context, context.Cancel);
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        var sampling = SamplingOptions.Read(p);
        if (p.Get(Raw))
        {
            var raw = new RawStage(p.Get(Samples), sampling, p.Get(Ids), generator);
            return p.Get(ShowPrompt) ? FirstRow.Show(p, context, row => raw.Show(row) + "\n") : await runner.Run(raw);
        }

        await using var sandbox = p.Get(SolutionOptions.Mode) == SolutionOptions.WithCode && !p.Get(ShowPrompt) ? runner.Keep(await PythonSandbox.Open(p.Get(SandboxOptions.Jobs), context.Cancel)) : null;
        await using var reward = await OpenReward(p, runner, context.Cancel);
        var settings = new SampleStageSettings(
            p.Get(Samples), sampling, PromptLibrary.Open(p.Get(SolutionOptions.Prompts)), p.Get(SolutionOptions.System), p.Get(Source), fields.Names, Tools(p, sandbox, runner), Stopping(p, reward is not null), p.Get(SolutionOptions.PromptName)!, p.Get(SamplesField));
        var stage = new SampleStage(settings, generator, reward is null ? null : new SampleScorer(reward, "head"));
        return p.Get(ShowPrompt) ? FirstRow.Show(p, context, row => stage.Show(fields.Apply(row)) + "\n") : await runner.Run(stage);
    }

    private static ToolSettings? Tools(Parsed p, ICodeRunner? sandbox, StageRunner runner)
    {
        if (p.Get(SolutionOptions.Mode) != SolutionOptions.WithCode) return Without(p, "--mode tir", SolutionOptions.Protocol, SandboxOptions.Timeout);
        return SolutionOptions.Tools(p, sandbox ?? new NoRunner(), runner.Journal);
    }

    private static StoppingSettings? Stopping(Parsed p, bool weighted)
    {
        if (p.Get(Until) is not { } text)
        {
            Without(p, "--until", MinSamples, Wave, Learn);
            return null;
        }

        var rule = StopRule.Parse(text)
            ?? throw new ForgeException($"--until: expected fixed, safe, beta:P, learned:P (P above 0.5, below 1), esc:K (2 or more) or right:K, found \"{text}\"");
        return new StoppingSettings(rule, p.Get(MinSamples), p.Get(Wave), weighted ? new VoteSettings(VoteWeight.Sigmoid, p.Get(RewardScale)) : new VoteSettings(VoteWeight.Count), p.Get(Learn));
    }

    /// <exception cref="ForgeException">An option is given that goes with another one.</exception>
    private static ToolSettings? Without(Parsed p, string other, params Opt[] options) =>
        options.FirstOrDefault(o => p.SourceOf(o) == SettingSource.Flag) is { } given ? throw new ForgeException($"--{given.Name}: goes with {other}") : null;

    private static async Task<ScoreMethod?> OpenReward(Parsed p, StageRunner runner, CancellationToken cancel)
    {
        if (p.Get(RewardModel) is not { } model || p.Get(ShowPrompt)) return null;
        return await SolutionOptions.OpenReward(p, model, runner, cancel);
    }
}
