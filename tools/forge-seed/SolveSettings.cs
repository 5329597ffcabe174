using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tools.Seed;

/// <summary>Options of recognising problems, resolved.</summary>
internal sealed record SolveSettings(IReadOnlyList<string> Inputs, string Out, long? Limit, FieldNames Names)
{
    public static IReadOnlyList<Opt> Options { get; } = [InputOutputOptions.Out, InputOutputOptions.Limit, FieldOptions.Problem];

    public static SolveSettings From(Parsed parsed) =>
        new(parsed.Inputs, parsed.Get(InputOutputOptions.Out)!, parsed.Get(InputOutputOptions.Limit), FieldOptions.Read(parsed));
}
