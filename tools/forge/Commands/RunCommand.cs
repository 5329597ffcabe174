using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Manifests;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tools.Forge.Commands;

/// <summary>forge run: its options, and the run they make.</summary>
internal static class RunCommand
{
    internal static readonly FileOpt WorkFolderOption = new("work", null, "Folder of the run: plan, parts, ledger, outputs; default NAME.run.", "DIR") { ChangesOutput = false };
    private static readonly ListOpt Set = new("set", [], "NAME=VALUE", "Value for a variable of the manifest.", commas: false);
    private static readonly IntOpt Jobs = new("jobs", 1, 1, 1024, "processes", "Worker processes on this machine.") { ChangesOutput = false };
    internal static readonly TextOpt LedgerOption = new("ledger", null, "FILE|URL", "Ledger: a file, or postgres://user@host/db; default ledger.db in the folder.") { ChangesOutput = false };
    internal static readonly SecondsOpt Lease = new("lease", WorkerSettings.DefaultLease.TotalSeconds, 1, 86400, "Silence after which another machine's part is taken over.") { ChangesOutput = false };

    public static readonly Tool Registration = new("forge run", "Runs a manifest: stages in order, parts by several workers; the same command again goes on.",
        "forge run manifests/demo.yaml --work demo.run --jobs 4",
        [WorkFolderOption, Set, Jobs, LedgerOption, RunOptions.AcceptChanges, Lease], Run, [new Positional("MANIFEST", 1, 1, "The run as YAML; docs/runs.md says what stands in it.")]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var manifest = ManifestReader.Read(p.Positionals["MANIFEST"][0], Variables(p.Get(Set)));
        var plan = new Planner(AppContext.BaseDirectory, context.Cancel).Make(manifest);
        var work = new WorkFolder(Path.GetFullPath(p.Get(WorkFolderOption) ?? manifest.Name + ".run"));
        var settings = new RunSettings(p.Get(Jobs), p.Get(LedgerOption))
        {
            AcceptChanges = p.Get(RunOptions.AcceptChanges),
            AcceptChangesName = "--" + RunOptions.AcceptChanges.Name,
            Lease = p.Get(Lease),
            WorkerCommand = [Path.Combine(AppContext.BaseDirectory, "forge"), "work", "--" + StandardOptions.Quiet.Name, "--" + Lease.Name, p.Get(Lease).TotalSeconds.ToString("R", System.Globalization.CultureInfo.InvariantCulture), "--plan"],
        };
        var code = await new RunCoordinator(plan, work, settings, context, context.Time, context.Cancel).Run();
        using var ledger = Ledger.Open(settings.Ledger ?? work.LedgerFile);
        using var output = StandardStreams.OpenOutput();
        output.Write(System.Text.Encoding.UTF8.GetBytes(RunTable.Of(ledger, Ledger.IdOf(work))));
        return code;
    }

    private static Dictionary<string, string> Variables(IReadOnlyList<string> given)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in given)
        {
            var at = setting.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new ForgeException($"--{Set.Name}: expected NAME=VALUE, found \"{setting}\"");
            variables[setting[..at]] = setting[(at + 1)..];
        }

        return variables;
    }
}
