using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Instructions;

/// <summary>forge-if ask.</summary>
internal static class AskTool
{
    private static readonly FileOpt Queries = new("queries", null, "Queries that the instructions are put to; needed.");
    private static readonly IntOpt PerInstruction = new("per-instruction", 16, 1, 1 << 20, "queries", "Queries an instruction.");
    private static readonly IntOpt MinChars = new("min-chars", 21, 1, 1 << 20, "characters", "Fewest characters of a query.");
    private static readonly IntOpt MaxChars = new("max-chars", 299, 1, 1 << 20, "characters", "Most characters of a query.");

    public static readonly Tool Registration = new("forge-if ask", "Puts instructions to queries: problems for forge-sample, with their functions.",
        "forge-if ask --queries problems.jsonl < verifiers.jsonl > asked.jsonl",
        [Queries, PerInstruction, MinChars, MaxChars, InstructionOptions.Preset, InstructionOptions.Prompts, SamplingOptions.Seed, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var path = p.Get(Queries) ?? throw new ForgeException("--queries: expected a file of queries, as --queries problems.jsonl");
        if (p.Get(MaxChars) < p.Get(MinChars)) throw new ForgeException($"--max-chars: expected {p.Get(MinChars)} (--min-chars) or more, found {p.Get(MaxChars)}");
        var settings = new AskSettings(
            QueryFile.Read(path, p.Get(MinChars), p.Get(MaxChars), context.Cancel), p.Get(PerInstruction), InstructionOptions.ReadPreset(p).Grades ? "ask-math" : "ask",
            PromptLibrary.Open(p.Get(InstructionOptions.Prompts)), p.Get(SamplingOptions.Seed));
        return RunOptions.Run(new AskStage(settings), RunOptions.Read(p, new RowsInput(p.Inputs)), context);
    }
}
