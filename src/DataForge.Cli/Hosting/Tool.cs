using System.Reflection;

namespace DataForge.Cli;

/// <summary>What a tool, or one command of a tool, is: the table from which parsing, help and the reference page come.</summary>
/// <param name="Name">As typed: <c>forge-vote</c>, or <c>forge-model import</c>.</param>
/// <param name="Purpose">One sentence. A whole tool leaves it to its assembly's description, which <c>forge</c> lists too.</param>
/// <param name="Example">A command line that works.</param>
/// <param name="Options">The tool's own options, in help's order; those of every tool are added.</param>
public sealed record Tool(
    string Name,
    string Purpose,
    string Example,
    IReadOnlyList<Opt> Options,
    Func<Parsed, ToolContext, Task<Core.ExitCode>> Run,
    IReadOnlyList<Positional>? Arguments = null)
{
    public IReadOnlyList<Positional> Positionals { get; } = Arguments ?? [];

    /// <summary>As its stage's: changes only when the output does for the same input and options, so that runs know what to make anew.</summary>
    public int OutputVersion { get; init; } = 1;

    internal IReadOnlyList<Opt> AllOptions { get; } = [.. Options, .. Arguments?.Contains(Positional.Inputs) == true ? [InputOutputOptions.MaxRecordBytes] : Array.Empty<Opt>(), .. StandardOptions.All];

    /// <summary>The running tool's description, from its project file.</summary>
    public static string Description =>
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyDescriptionAttribute>()?.Description ?? "";

    /// <summary>The suite's version.</summary>
    public static string Version =>
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
