using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Score;

/// <summary>forge-score's options, resolved.</summary>
internal sealed record Settings(
    IReadOnlyList<string> Inputs, string Out, string? Rejects, long? Limit, long? MaxBad, string Method, StepAggregation Steps, int MaxFailures,
    string? System, string? Prompts, FieldNames Fields, BackendSettings Backend)
{
    private static readonly ChoiceOpt MethodOpt = new("method", "head", ["head", "yes-no", "logprob"], "Reward model's head, P(yes) of a chat model, or mean log-probability.");
    private static readonly ChoiceOpt StepsOpt = new("steps", "product", ["product", "min", "last"], "How a process reward model's step scores become one score.");
    private static readonly TextOpt SystemOpt = new("system", null, "TEXT", "System message the solutions were written under; empty for none.");
    private static readonly FileOpt PromptsOpt = new("prompts", null, "Folder of prompts in place of the built-in ones.", "DIR");
    private static readonly IntOpt MaxFailuresOpt = new("max-failures", 0, 0, int.MaxValue, "samples", "Samples that could not be scored, above this exit with 1.");

    public static IReadOnlyList<Opt> Options { get; } =
    [
        MethodOpt, StepsOpt, SystemOpt, PromptsOpt, MaxFailuresOpt,
        InputOutputOptions.Out, InputOutputOptions.Rejects, InputOutputOptions.Limit, InputOutputOptions.MaxBad,
        FieldOptions.Problem, FieldOptions.Generation, .. BackendOptions.All,
    ];

    public static Settings From(Parsed parsed) => new(
        parsed.Inputs, parsed.Get(InputOutputOptions.Out)!, parsed.Get(InputOutputOptions.Rejects), parsed.Get(InputOutputOptions.Limit), parsed.Get(InputOutputOptions.MaxBad),
        parsed.Get(MethodOpt)!, Enum.Parse<StepAggregation>(parsed.Get(StepsOpt)!, ignoreCase: true), parsed.Get(MaxFailuresOpt), parsed.Get(SystemOpt), parsed.Get(PromptsOpt), FieldOptions.Read(parsed), BackendOptions.Read(parsed));
}
