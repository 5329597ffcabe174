using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Evolve;

/// <summary>forge-evolve translate: its options, and the stage they make.</summary>
internal static class TranslateTool
{
    private static readonly ChoiceOpt To = new("to", "zh", Translation.Languages, "Language of the new problems.");
    private static readonly OptionalShareOpt MinWords = new("min-words", "share of the words", "0.5", "Drop what comes back with fewer of its words.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of built-in ones: translate/FROM/TO.txt.", "DIR");
    private static readonly TextOpt System = new("system", null, "TEXT", "System message in place of the prompt's own; empty leaves it out.");
    private static readonly TextOpt Source = new("source", null, "NAME", "Source of problems that name none.");
    private static readonly IntOpt MaxTokens = new("max-tokens", 512, 1, 1 << 20, "tokens", "Most tokens of one generation.");

    public static readonly Tool Registration = new("forge-evolve translate", "Translates problems and back; keeps what comes back as the same problem.",
        "forge-evolve translate --to zh --model MODEL --rejects dropped.jsonl < problems.jsonl > translated.jsonl",
        [
            To, MinWords, Prompts, System, Source, .. FieldOptions.Problems,
            .. SamplingOptions.All.Select(o => o == SamplingOptions.MaxTokens ? MaxTokens : o), .. RunOptions.Model.Where(o => o != RunOptions.ShardOf), .. BackendOptions.All,
        ], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var fields = FieldOptions.ReadMap(p);
        var sampling = new SamplingParameters(
            p.Get(SamplingOptions.Temperature), p.Get(SamplingOptions.TopP), p.Get(SamplingOptions.TopK), p.Get(MaxTokens), p.Get(SamplingOptions.Stop), p.Get(SamplingOptions.Seed));
        var settings = new TranslateStageSettings(p.Get(To)!, p.Get(MinWords) ?? 0.5, sampling, PromptLibrary.Open(p.Get(Prompts)), p.Get(System), p.Get(Source), fields.Names);
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs, fields)), context, context.Cancel);
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        return await runner.Run(new TranslateStage(settings, generator));
    }
}
