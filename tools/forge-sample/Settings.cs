using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Sample;

/// <summary>forge-sample's options, resolved.</summary>
internal sealed record Settings(
    IReadOnlyList<string> Inputs, string Out, string? Rejects, bool Resume, long? Limit, long? MaxBad, int Samples, int MaxFailures,
    string? System, string? Prompts, string? Source, bool ShowPrompt, bool Raw, bool Ids, FieldNames Fields, BackendSettings Backend, SamplingParameters Sampling)
{
    private static readonly IntOpt SamplesOpt = new("samples", 1, 1, 4096, "samples", "Solutions drawn per problem.");
    private static readonly TextOpt SystemOpt = new("system", null, "TEXT", "System message in place of the prompt's own; empty leaves it out.");
    private static readonly FileOpt PromptsOpt = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");
    private static readonly TextOpt SourceOpt = new("source", null, "NAME", "Source of problems that name none.");
    private static readonly FlagOpt ShowPromptOpt = new("show-prompt", "Print the first problem's prompt as the model sees it, and stop.");
    private static readonly FlagOpt RawOpt = new("raw", "Continue each row's {\"prompt\"} as it stands, or {\"ids\"}.");
    private static readonly FlagOpt IdsOpt = new("ids", "With --raw: write generated_ids as well.");
    private static readonly FlagOpt ResumeOpt = new("resume", "Keep what an earlier run left in --out FILE; draw only what is missing.");
    private static readonly IntOpt MaxFailuresOpt = new("max-failures", 0, 0, int.MaxValue, "generations", "Failed generations above this exit with 1.");

    public static IReadOnlyList<Opt> Options { get; } =
    [
        SamplesOpt, SystemOpt, PromptsOpt, SourceOpt, ShowPromptOpt, RawOpt, IdsOpt, ResumeOpt, MaxFailuresOpt,
        InputOutputOptions.Out, InputOutputOptions.Rejects, InputOutputOptions.Limit, InputOutputOptions.MaxBad,
        .. FieldOptions.Problems, .. SamplingOptions.All, .. BackendOptions.All,
    ];

    /// <exception cref="ForgeException">Options that do not go together.</exception>
    public static Settings From(Parsed parsed)
    {
        var s = new Settings(
            parsed.Inputs, parsed.Get(InputOutputOptions.Out)!, parsed.Get(InputOutputOptions.Rejects), parsed.Get(ResumeOpt), parsed.Get(InputOutputOptions.Limit),
            parsed.Get(InputOutputOptions.MaxBad), parsed.Get(SamplesOpt), parsed.Get(MaxFailuresOpt), parsed.Get(SystemOpt), parsed.Get(PromptsOpt), parsed.Get(SourceOpt),
            parsed.Get(ShowPromptOpt), parsed.Get(RawOpt), parsed.Get(IdsOpt), FieldOptions.Read(parsed), BackendOptions.Read(parsed), SamplingOptions.Read(parsed));
        if (s.Resume && !PriorSamples.IsResumable(s.Out))
            throw new ForgeException($"--resume: expected --out with a .jsonl, .jsonl.gz or .jsonl.zst file, found \"{s.Out}\"");
        if (s.Resume && s.Raw) throw new ForgeException("--resume: raw prompts have no sample ids to resume by");
        if (s.Ids && !s.Raw) throw new ForgeException("--ids: goes with --raw");
        return s;
    }
}
