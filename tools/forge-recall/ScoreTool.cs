using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Runner;

namespace DataForge.Tools.Recall;

/// <summary>forge-recall score.</summary>
internal static class ScoreTool
{
    private static readonly FileOpt Model = new("model", null, "Model of forge-recall train.");
    private static readonly OptionalShareOpt Threshold = new("threshold", "score", "the model's own", "Documents from here on are of the kind.");
    private static readonly FlagOpt Drop = new("drop", "Documents below the threshold become rejects.");

    public static readonly Tool Registration = new("forge-recall score", "Adds math_score (0 to 1) and is_math to documents.",
        "forge-recall score --model recall.bin < docs.jsonl > scored.jsonl",
        [Model, Threshold, Drop, DocumentOptions.Text, DocumentOptions.Url, DocumentOptions.Threads, .. RunOptions.Rows], Run, [Positional.Inputs]);

    private static Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var path = p.Get(Model) ?? throw new ForgeException("--model: expected a model of forge-recall train");
        var model = RecallFile.Read(InputFiles.Bytes(path), path);
        return RunOptions.Run(new RecallScoreStage(model, DocumentOptions.Fields(p), p.Get(Threshold), p.Get(Drop), DocumentOptions.ThreadsOf(p)), RunOptions.Read(p, new RowsInput(p.Inputs)), context);
    }
}
