using DataForge.Cli;
using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Tools.Evolve;

/// <summary>forge-evolve's options, resolved.</summary>
internal sealed record Settings(
    IReadOnlyList<string> Inputs, string Out, string? Rejects, long? Limit, long? MaxBad, IReadOnlyList<string> Kinds, int PerKind, int MaxFailures,
    PromptLibrary Prompts, string? System, string? Source, bool ShowPrompt, FieldNames Fields, BackendSettings Backend, BackendSettings? Check, bool Structured, SamplingParameters Sampling)
{
    private static readonly ListOpt KindsOpt = new("kinds", EvolutionKind.All, "KIND", "Ways to change a problem, each asked for on its own.");
    private static readonly IntOpt PerKindOpt = new("per-kind", 1, 1, 1024, "problems", "New problems asked for per problem and kind.");
    private static readonly FileOpt PromptsOpt = new("prompts", null, "Folder of prompts in place of built-in ones; each file is a kind.", "DIR");
    private static readonly TextOpt SystemOpt = new("system", null, "TEXT", "System message in place of the prompt's own; empty leaves it out.");
    private static readonly FlagOpt ShowPromptOpt = new("show-prompt", "Print the first problem's prompts as the model sees them, and stop.");
    private static readonly TextOpt CheckModelOpt = new("check-model", null, "MODEL", "Model asked whether each new problem is well posed.");
    private static readonly TextOpt CheckEndpointOpt = new("check-endpoint", null, "URL", "vLLM server of the checking model.");
    private static readonly FlagOpt StructuredOpt = new("structured", "Hold a server's replies to a JSON schema (response_format).");
    private static readonly TextOpt SourceOpt = new("source", null, "NAME", "Source of problems that name none.");
    private static readonly IntOpt MaxFailuresOpt = new("max-failures", 0, 0, int.MaxValue, "generations", "Failed generations above this exit with 1.");
    private static readonly IntOpt MaxTokensOpt = new("max-tokens", 512, 1, 1 << 20, "tokens", "Most tokens of one generation.");

    public static IReadOnlyList<Opt> Options { get; } =
    [
        KindsOpt, PerKindOpt, PromptsOpt, SystemOpt, ShowPromptOpt, CheckModelOpt, CheckEndpointOpt, StructuredOpt, SourceOpt, MaxFailuresOpt,
        InputOutputOptions.Out, InputOutputOptions.Rejects, InputOutputOptions.Limit, InputOutputOptions.MaxBad,
        .. FieldOptions.Problems, .. SamplingOptions.All.Select(o => o == SamplingOptions.MaxTokens ? MaxTokensOpt : o), .. BackendOptions.All,
    ];

    /// <exception cref="ForgeException">An unknown kind.</exception>
    public static Settings From(Parsed parsed)
    {
        var prompts = PromptLibrary.Open(parsed.Get(PromptsOpt));
        var known = Evolution.Kinds(prompts);
        var kinds = parsed.Get(KindsOpt);
        if (kinds.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
            throw new ForgeException($"--kinds: no such kind: \"{unknown}\"; known are {string.Join(", ", known)}. A kind is a file of evolve/en/ under --prompts: add {unknown}.txt there");
        var sampling = new SamplingParameters(
            parsed.Get(SamplingOptions.Temperature), parsed.Get(SamplingOptions.TopP), parsed.Get(SamplingOptions.TopK), parsed.Get(MaxTokensOpt),
            parsed.Get(SamplingOptions.Stop), parsed.Get(SamplingOptions.Seed));
        var backend = BackendOptions.Read(parsed);
        if (parsed.Get(StructuredOpt) && backend.Endpoint is null) throw new ForgeException("--structured: needs --endpoint; a model in this process writes freely");
        return new Settings(
            parsed.Inputs, parsed.Get(InputOutputOptions.Out)!, parsed.Get(InputOutputOptions.Rejects), parsed.Get(InputOutputOptions.Limit), parsed.Get(InputOutputOptions.MaxBad),
            [.. known.Where(kinds.Contains)], parsed.Get(PerKindOpt), parsed.Get(MaxFailuresOpt), prompts, parsed.Get(SystemOpt), parsed.Get(SourceOpt), parsed.Get(ShowPromptOpt),
            FieldOptions.Read(parsed), backend, Checking(parsed, backend), parsed.Get(StructuredOpt), sampling);
    }

    /// <summary>The checking model, opened as the writing one is; null for none.</summary>
    private static BackendSettings? Checking(Parsed parsed, BackendSettings writing)
    {
        var (model, endpoint) = (parsed.Get(CheckModelOpt), parsed.Get(CheckEndpointOpt));
        if (model is null && endpoint is null) return null;
        if (endpoint is not null && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
            throw new ForgeException("--check-endpoint: expected an http:// or https:// address, as http://127.0.0.1:8000/v1 (what was given is not shown: it may hold a key)");
        return writing with { Model = model, Endpoint = endpoint is null ? null : new Uri(endpoint), ChatTemplate = null, TemplateArguments = null };
    }
}
