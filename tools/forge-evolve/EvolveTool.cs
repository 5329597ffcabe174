using DataForge.Cli;
using DataForge.Core;
using DataForge.Models;
using DataForge.Runner;
using DataForge.Stages;
using DataForge.Synthesis;

namespace DataForge.Tools.Evolve;

/// <summary>forge-evolve: its options, and the stage they make.</summary>
internal static class EvolveTool
{
    private static readonly ListOpt Kinds = new("kinds", EvolutionKind.All, "KIND", "Ways to change a problem, or a set: mugglemath, dotamath (ten).");
    private static readonly IntOpt PerKind = new("per-kind", 1, 1, 1024, "problems", "New problems asked for per problem and kind.");
    private static readonly FileOpt Prompts = new("prompts", null, "Folder of prompts in place of built-in ones; each file is a kind.", "DIR");
    private static readonly TextOpt System = new("system", null, "TEXT", "System message in place of the prompt's own; empty leaves it out.");
    private static readonly FlagOpt ShowPrompt = new("show-prompt", "Print the first problem's prompts as the model sees them, and stop.") { ChangesOutput = false };
    private static readonly TextOpt CheckModel = new("check-model", null, "MODEL", "Model asked whether each new problem is well posed.");
    private static readonly AddressOpt CheckEndpoint = new("check-endpoint", "vLLM server of the checking model.");
    private static readonly FlagOpt Structured = new("structured", "Hold a server's replies to a JSON schema (response_format).");
    private static readonly TextOpt Source = new("source", null, "NAME", "Source of problems that name none.");
    private static readonly IntOpt MaxTokens = new("max-tokens", 512, 1, 1 << 20, "tokens", "Most tokens of one generation.");

    public static readonly Tool Registration = new("forge-evolve", Tool.Description, "forge-evolve --model MODEL --rejects dropped.jsonl < problems.jsonl > new-problems.jsonl",
        [
            Kinds, PerKind, Prompts, System, ShowPrompt, CheckModel, CheckEndpoint, Structured, Source, .. FieldOptions.Problems,
            .. SamplingOptions.All.Select(o => o == SamplingOptions.MaxTokens ? MaxTokens : o), .. RunOptions.Model.Where(o => o != RunOptions.ShardOf), .. BackendOptions.All, .. BatchOptions.All,
        ], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var fields = FieldOptions.ReadMap(p);
        var s = Read(p, fields.Names);
        var backend = BackendOptions.Read(p);
        if (s.Structured && backend.Endpoint is null) throw new ForgeException("--structured: needs --endpoint; a model in this process writes freely");
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs, fields)) with { KeepsReplies = !p.Get(ShowPrompt) }, context, context.Cancel);
        await using var generator = runner.Keep(await Backend.OpenGenerator(backend, context.Cancel));
        await using var check = Checking(p, backend) is { } checking && !p.Get(ShowPrompt) ? runner.Keep(await Backend.OpenLogProbScorer(checking, context.Cancel)) : null;
        var stage = new EvolveStage(s, generator, check);
        return p.Get(ShowPrompt) ? FirstRow.Show(p, context, row => string.Concat(stage.Show(fields.Apply(row)).Select(k => $"== {k.Kind}\n{k.Prompt}\n"))) : await runner.Run(stage);
    }

    /// <exception cref="ForgeException">An unknown kind.</exception>
    private static EvolveStageSettings Read(Parsed p, FieldNames names)
    {
        var prompts = PromptLibrary.Open(p.Get(Prompts));
        var known = Evolution.Kinds(prompts);
        var kinds = EvolutionKind.Spread(p.Get(Kinds));
        if (kinds.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
            throw new ForgeException($"--kinds: no such kind: \"{unknown}\"; known are {string.Join(", ", known)}, and the sets {string.Join(" and ", EvolutionKind.Sets.Keys)}. A kind is a file of evolve/en/ under --prompts: add {unknown}.txt there");
        var sampling = new SamplingParameters(
            p.Get(SamplingOptions.Temperature), p.Get(SamplingOptions.TopP), p.Get(SamplingOptions.TopK), p.Get(MaxTokens), p.Get(SamplingOptions.Stop), p.Get(SamplingOptions.Seed));
        return new EvolveStageSettings([.. known.Where(kinds.Contains)], p.Get(PerKind), sampling, prompts, p.Get(Structured), p.Get(System), p.Get(Source), names);
    }

    /// <summary>The checking model, opened as the writing one is; null for none.</summary>
    private static BackendSettings? Checking(Parsed p, BackendSettings writing)
    {
        var (model, endpoint) = (p.Get(CheckModel), p.Get(CheckEndpoint));
        if (model is null && endpoint is null) return null;
        if (endpoint is not null && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
            throw new ForgeException("--check-endpoint: expected an http:// or https:// address, as http://127.0.0.1:8000/v1 (what was given is not shown: it may hold a key)");
        return writing with { Model = model, Endpoint = endpoint is null ? null : new Uri(endpoint), ChatTemplate = null, TemplateArguments = null };
    }
}
