using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Sandbox;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Instructions;

/// <summary>forge-if check.</summary>
internal static class CheckTool
{
    private static readonly ChoiceOpt Meaning = new("meaning", null, ["judge", "behavior", "none"], "Compare with the instruction by a judge or behavior; by a judge with a model.");
    private static readonly FileOpt Queries = new("queries", null, "With --meaning behavior: queries to answer with and without.");
    private static readonly IntOpt Probes = new("probes", 12, 4, 1024, "queries", "With --meaning behavior: queries an instruction.");
    private static readonly NumberOpt Level = new("level", 0.05, 1e-6, 1, "chance", "With --meaning behavior: highest p of Fisher's exact test.");

    public static readonly Tool Registration = new("forge-if check", "Lets functions and cases judge each other in a sandbox, and compares what is left with the instruction.",
        "forge-if check --meaning none --rejects dropped.jsonl < candidates.jsonl > verifiers.jsonl",
        [InstructionOptions.Preset, Meaning, Queries, Probes, Level, InstructionOptions.Prompts, .. InstructionOptions.Sandbox, .. InstructionOptions.Sampling, .. RunOptions.Model, .. BackendOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var asks = p.Get(BackendOptions.Model) is not null || p.Get(BackendOptions.Endpoint) is not null;
        var how = p.Get(Meaning) ?? (asks ? "judge" : throw new ForgeException("--meaning: expected --model or --endpoint for the judge, or --meaning none to compare no meanings"));
        if (how == "none" && asks) throw new ForgeException("--meaning none: no model is asked; leave --model and --endpoint out");
        if (how != "behavior" && new Opt[] { Queries, Probes, Level }.FirstOrDefault(o => p.SourceOf(o) == SettingSource.Flag) is { } given) throw new ForgeException($"--{given.Name}: goes with --meaning behavior");
        if (how == "behavior" && p.Get(Queries) is null) throw new ForgeException("--queries: expected a file of queries for --meaning behavior");
        var preset = InstructionOptions.ReadPreset(p);
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)), context, context.Cancel);
        await using var sandbox = runner.Keep(await PythonSandbox.Open(p.Get(SandboxOptions.Jobs), context.Cancel));
        var settings = new CheckSettings(preset, InstructionOptions.ReadLimits(p));
        if (how == "none") return await runner.Run(new CheckStage(settings, sandbox));
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        var prompts = PromptLibrary.Open(p.Get(InstructionOptions.Prompts));
        var sampling = SamplingOptions.Read(p);
        IMeaningCheck meaning = how == "judge"
            ? new BackTranslation(generator, prompts, sampling, preset.IsStrict)
            : new BehaviorCheck(generator, prompts, sampling, [.. QueryFile.Read(p.Get(Queries)!, 1, int.MaxValue, context.Cancel).Select(q => q.Problem.Text)], p.Get(Probes), p.Get(Level));
        return await runner.Run(new CheckStage(settings, sandbox, meaning));
    }
}
