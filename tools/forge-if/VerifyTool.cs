using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Sandbox;
using DataForge.Stages;

namespace DataForge.Tools.Instructions;

/// <summary>forge-if verify.</summary>
internal static class VerifyTool
{
    private static readonly ChoiceOpt As = new("as", "rows", ["rows", "sft", "dpo"], "Rows with their fields, conversations, or preference pairs.");
    private static readonly IntOpt Each = new("each", 2, 1, 1024, "responses", "With --as dpo: preferred and refused responses that are combined.");

    public static readonly Tool Registration = new("forge-if verify", "Keeps the responses that the functions of their instruction pass, run in a sandbox.",
        "forge-if verify --as sft --rejects failed.jsonl < samples.jsonl > sft.jsonl",
        [InstructionOptions.Preset, As, Each, SamplingOptions.Seed, .. InstructionOptions.Sandbox, .. RunOptions.Code], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)), context, context.Cancel);
        var settings = new VerifySettings(InstructionOptions.ReadPreset(p), InstructionOptions.ReadLimits(p), p.Get(As)!, p.Get(Each), p.Get(SamplingOptions.Seed));
        await using var sandbox = runner.Keep(await PythonSandbox.Open(p.Get(SandboxOptions.Jobs), context.Cancel));
        return await runner.Run(new VerifyStage(settings, sandbox));
    }
}
