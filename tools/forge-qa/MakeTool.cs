using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Models;
using DataForge.Runner;

namespace DataForge.Tools.Qa;

/// <summary>forge-qa make: its options, and the stage they make.</summary>
internal static class MakeTool
{
    private static readonly ListOpt Styles = new("styles", ["exercise", "word_problem", "multi_step"], "STYLE", "Kinds of questions, each asked for on its own.");
    private static readonly IntOpt PerStyle = new("per-style", 1, 1, 1024, "questions", "Asked for per document and style.");
    private static readonly IntOpt Votes = new("votes", 4, 0, 4096, "solutions (0 for none)", "Drawn of each question; their majority must give its answer.");
    private static readonly NumberOpt Temperature = new("temperature", 0.7, 0, 100, "0 is greedy", "Logits are divided by it before drawing.");

    public static readonly Tool Registration = new("forge-qa make", "Asks a model for new questions from documents, each with a reference answer.",
        "forge-qa make --model MODEL --rejects dropped.jsonl < docs.jsonl > problems.jsonl",
        [Styles, PerStyle, Votes, Temperature, QaOptions.Text, QaOptions.MaxChars, .. QaOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var settings = QaOptions.Read(p, p.Get(Votes), p.Get(Temperature), completeOnly: true, unanswered: false);
        var known = QaMakeStage.Styles(settings.Prompts);
        if (p.Get(Styles).FirstOrDefault(s => !known.Contains(s)) is { } unknown)
            throw new ForgeException($"--styles: no such style: \"{unknown}\"; known are {string.Join(", ", known)}. A style is a file of qa/en/make/ under --prompts: add {unknown}.txt there");
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)), context, context.Cancel);
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        return await runner.Run(new QaMakeStage(settings, generator, p.Get(Styles), p.Get(PerStyle)));
    }
}
