using DataForge.Cli;

namespace DataForge.Tools.Forge.Commands;

/// <summary>What the front does with runs. Their libraries are loaded only when one of these is started.</summary>
internal static class RunCommands
{
    /// <summary>Kept apart from the tables, so that starting another tool does not build them.</summary>
    public static IReadOnlyList<string> Names => ["run", "work", "status", "cost", "lineage", "runs", "gc"];

    public static bool Has(string name) => Names.Contains(name);

    public static IReadOnlyList<Tool> All => [RunCommand.Registration, WorkCommand.Registration, StatusCommand.Registration, CostCommand.Registration, LineageCommand.Registration, RunsCommand.Registration, GcCommand.Registration];
}
