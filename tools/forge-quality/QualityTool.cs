using DataForge.Cli;
using DataForge.Core;
using DataForge.Corpus;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Synthesis;

namespace DataForge.Tools.Quality;

/// <summary>forge-quality: its options, and the stage they make.</summary>
internal static class QualityTool
{
    private static readonly ListOpt Text = new("text-field", DocumentFields.Default.Text, "NAME", "Field with the text; the first that is there.");
    private static readonly FlagOpt RulesOnly = new("rules-only", "Only the named rules; no model is asked.");
    private static readonly ListOpt Without = new("without", [], "RULE", "Rules to leave out; see docs/corpus.md.");
    private static readonly NumberOpt MinScore = new("min-score", 0, 0, 5, "of 5", "Documents that score less become rejects.");
    private static readonly IntOpt MaxChars = new("max-chars", 8000, 100, 1 << 20, "characters", "Of a document that the model sees.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");
    private static readonly IntOpt MaxTokens = new("max-tokens", 256, 1, 1 << 20, "tokens", "Most tokens of one reply.");
    private static readonly NumberOpt Temperature = new("temperature", 0, 0, 100, "0 is greedy", "Logits are divided by it before drawing.");

    public static readonly Tool Registration = new("forge-quality", Tool.Description, "forge-quality --model M --min-score 3 --rejects dropped.jsonl < docs.jsonl > good.jsonl",
        [Text, RulesOnly, Without, MinScore, MaxChars, Prompts, MaxTokens, Temperature, SamplingOptions.Seed, .. RunOptions.Model, .. BackendOptions.All, .. BatchOptions.All], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        if (p.Get(Without).FirstOrDefault(r => !QualityRules.Names.Contains(r)) is { } unknown)
            throw new ForgeException($"--without: expected some of {string.Join(", ", QualityRules.Names)}, found \"{unknown}\"");
        var sampling = new SamplingParameters(p.Get(Temperature), 1, 0, p.Get(MaxTokens), [], p.Get(SamplingOptions.Seed));
        var settings = new QualitySettings(new DocumentFields(p.Get(Text), []), PromptLibrary.Open(p.Get(Prompts)), sampling, p.Get(MaxChars), p.Get(MinScore), p.Get(Without));
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)) with { KeepsReplies = !p.Get(RulesOnly) }, context, context.Cancel);
        if (p.Get(RulesOnly)) return await runner.Run(new QualityStage(settings, null));
        await using var generator = runner.Keep(await Backend.OpenGenerator(BackendOptions.Read(p), context.Cancel));
        return await runner.Run(new QualityStage(settings, generator));
    }
}
