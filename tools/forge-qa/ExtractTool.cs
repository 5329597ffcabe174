using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Models;
using DataForge.Runner;

namespace DataForge.Tools.Qa;

/// <summary>forge-qa extract: its options, and the stage they make.</summary>
internal static class ExtractTool
{
    private static readonly FlagOpt RulesOnly = new("rules-only", "Only rules; no model is asked.");
    private static readonly FlagOpt CompleteOnly = new("complete-only", "Questions that do not stand on their own become rejects.");
    private static readonly FlagOpt Unanswered = new("unanswered", "Keep questions without an answer.");
    private static readonly IntOpt Votes = new("votes", 0, 0, 4096, "solutions", "Drawn of each question; their majority must give its answer.");
    private static readonly NumberOpt Temperature = new("temperature", 0, 0, 100, "0 is greedy", "Logits are divided by it before drawing.");

    public static readonly Tool Registration = new("forge-qa extract", "Finds questions and their answers in documents: by rules, else by a model.",
        "forge-qa extract --rules-only --rejects dropped.jsonl < docs.jsonl > problems.jsonl",
        [RulesOnly, CompleteOnly, Unanswered, Votes, Temperature, QaOptions.Text, QaOptions.MaxChars, .. QaOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        if (p.Get(RulesOnly) && p.Get(Votes) > 0) throw new ForgeException("--votes: needs a model; leave --rules-only out");
        var settings = QaOptions.Read(p, p.Get(Votes), p.Get(Temperature), p.Get(CompleteOnly), p.Get(Unanswered));
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)) with { KeepsReplies = !p.Get(RulesOnly) }, context, context.Cancel);
        if (p.Get(RulesOnly)) return await runner.Run(new QaExtractStage(settings, null));
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        return await runner.Run(new QaExtractStage(settings, generator));
    }
}
