using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Instructions;

/// <summary>forge-if instruct.</summary>
internal static class InstructTool
{
    private static readonly IntOpt PerSeed = new("per-seed", 1, 0, 1024, "requests", "Requests a seed, ten instructions each; 0 asks no model.");
    private static readonly IntOpt Shots = new("shots", 5, 1, 64, "instructions", "Instructions shown as examples, the seed among them.");
    private static readonly FlagOpt Math = new("math", "Instructions on the form of solutions to math problems.");

    public static readonly Tool Registration = new("forge-if instruct", "Asks a model for new instructions like the given ones; these go on, too.",
        "forge-if instruct --model MODEL < corpora/instructions/seeds.jsonl > instructions.jsonl",
        [PerSeed, Shots, Math, InstructionOptions.Prompts, .. InstructionOptions.Sampling, .. RunOptions.Model.Where(o => o != RunOptions.ShardOf), .. BackendOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var settings = new InstructSettings(p.Get(PerSeed), p.Get(Shots), p.Get(Math) ? "instruct-math" : "instruct", SamplingOptions.Read(p), PromptLibrary.Open(p.Get(InstructionOptions.Prompts)));
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)) with { KeepsReplies = settings.PerSeed > 0 }, context, context.Cancel);
        if (settings.PerSeed == 0) return await runner.Run(new InstructStage(settings, null));
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        return await runner.Run(new InstructStage(settings, generator));
    }
}

/// <summary>forge-if make.</summary>
internal static class MakeTool
{
    private static readonly IntOpt Functions = new("functions", 8, 1, 256, "replies", "Replies asked for, each with a function and cases.");

    public static readonly Tool Registration = new("forge-if make", "Has a model write functions that check each instruction, with test cases.",
        "forge-if make --model MODEL --functions 8 < instructions.jsonl > candidates.jsonl",
        [Functions, InstructionOptions.Preset, InstructionOptions.Replies, InstructionOptions.Prompts, .. InstructionOptions.Sampling, .. RunOptions.Model, .. BackendOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var settings = new MakeVerifiersSettings(
            p.Get(Functions), p.Get(InstructionOptions.Replies), InstructionOptions.ReadPreset(p).AsRepository, SamplingOptions.Read(p), PromptLibrary.Open(p.Get(InstructionOptions.Prompts)));
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)) with { KeepsReplies = !InstructionOptions.ReadsReplies(p) }, context, context.Cancel);
        if (InstructionOptions.ReadsReplies(p)) return await runner.Run(new MakeVerifiersStage(settings, null));
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        return await runner.Run(new MakeVerifiersStage(settings, generator));
    }
}

/// <summary>forge-if score.</summary>
internal static class FitTool
{
    private static readonly IntOpt Samples = new("samples", 1, 1, 1024, "replies", "Replies asked for a response; their scores are averaged.");
    private static readonly NumberOpt MinScore = new("min-score", 8, 0, 10, "of 10", "Responses below become rejects; above 8 with --preset repo.");

    public static readonly Tool Registration = new("forge-if score", "Asks a model how well responses fit their queries, from 0 to 10, and drops what fits ill.",
        "forge-if score --model MODEL --as sft < verified.jsonl > sft.jsonl",
        [InstructionOptions.As, MinScore, Samples, InstructionOptions.Preset, InstructionOptions.Replies, InstructionOptions.Prompts, .. InstructionOptions.Sampling, .. RunOptions.Model, .. BackendOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var preset = InstructionOptions.ReadPreset(p);
        var settings = new FitSettings(
            p.SourceOf(MinScore) == SettingSource.Default ? preset.ScoreAtLeast : p.Get(MinScore), p.Get(Samples), p.Get(InstructionOptions.Replies), preset.AsRepository, p.Get(InstructionOptions.As)!,
            SamplingOptions.Read(p), PromptLibrary.Open(p.Get(InstructionOptions.Prompts)));
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)) with { KeepsReplies = !InstructionOptions.ReadsReplies(p) }, context, context.Cancel);
        if (InstructionOptions.ReadsReplies(p)) return await runner.Run(new FitStage(settings, null));
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        return await runner.Run(new FitStage(settings, generator));
    }
}
