using System.Globalization;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs;
using DataForge.Runs.Clusters;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Manifests;
using DataForge.Runs.Pages;
using DataForge.Runs.Planning;
using DataForge.Runs.Serving;
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
    private static readonly OptionalIntOpt Preview = new("preview", 1, "rows", "no preview", "Only so many rows of each input through every stage, and one page of it.") { ChangesOutput = false };
    private static readonly FlagOpt DryRun = new("dry-run", "What the run will take, from a preview of 3 rows; nothing else is run.") { ChangesOutput = false };
    private static readonly FlagOpt Check = new("check", "Manifest, files, options, disk, a tiny call to each model; no stage is run.") { ChangesOutput = false };
    private static readonly FlagOpt PrintKubernetes = new("print-k8s", "Plan, and print a Kubernetes Indexed Job of --workers.") { ChangesOutput = false };
    internal static readonly TextOpt Serve = new("serve", null, "HOST:PORT", "Live page, status.json and Prometheus metrics, as 127.0.0.1:9185.") { ChangesOutput = false };
    private static readonly FlagOpt Slurm = new("slurm", "Plan, submit --workers as job arrays to Slurm, and return.") { ChangesOutput = false };
    private static readonly IntOpt Workers = new("workers", 6, 1, 100_000, "workers", "Workers of a cluster.") { ChangesOutput = false };
    private static readonly TextOpt Image = new("image", "dataforge:0.1.0", "NAME", "Container image of the suite.") { ChangesOutput = false };
    private const int RowsOfDryRun = 3;

    public static readonly Tool Registration = new("forge run", "Runs a manifest: stages in order, parts by several workers; the same command again goes on.",
        "forge run manifests/demo.yaml --work demo.run --jobs 4",
        [WorkFolderOption, Set, Jobs, LedgerOption, RunOptions.AcceptChanges, Lease, Preview, DryRun, Check, BackendOptions.Record, BackendOptions.Replay, BackendOptions.ReplayOrCall, Serve, Slurm, PrintKubernetes, Workers, Image],
        Run, [new Positional("MANIFEST", 1, 1, "The run as YAML; docs/runs.md says what stands in it.")]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        var manifest = ManifestReader.Read(p.Positionals["MANIFEST"][0], Variables(p.Get(Set)));
        var work = new WorkFolder(Path.GetFullPath(p.Get(WorkFolderOption) ?? manifest.Name + ".run"));
        var planner = new Planner(AppContext.BaseDirectory, context.Cancel) { Further = Recording(p, work) };
        var plan = planner.Make(manifest);
        if (p.Get(Check)) return await RunCheck.Of(plan, work, context, context.Cancel);
        if (p.Get(Preview) is not null || p.Get(DryRun)) return await Previewed(p, plan, work, context);
        var settings = Settings(p);
        if (p.Get(PrintKubernetes))
        {
            Directory.CreateDirectory(work.Path);
            new RunCoordinator(plan, work, settings, context, context.Time, context.Cancel).Freeze();
            Page.Print(KubernetesJob.Yaml(plan, work, p.Get(Workers), p.Get(Image)!, ["forge", .. settings.WorkerCommand.Skip(1), work.PlanFile]));
            return ExitCode.Ok;
        }

        if (p.Get(Slurm)) return Submit(p, manifest, plan, work, settings, context);
        await using var server = p.Get(Serve) is { } address ? StatusServer.Start(address, plan, work, context.Time) : null;
        if (server is not null) context.Say($"the run is shown at {server.Address}");
        var code = await new RunCoordinator(plan, work, settings, context, context.Time, context.Cancel).Run();
        using var ledger = Ledger.Open(settings.Ledger ?? work.LedgerFile);
        Page.Print(RunTable.Of(ledger, Ledger.IdOf(work)));
        return code;
    }

    private static ExitCode Submit(Parsed p, DataForge.Runs.Manifests.Manifest manifest, Plan plan, WorkFolder work, RunSettings settings, ToolContext context)
    {
        List<string> closing = [settings.WorkerCommand[0], "run", Path.GetFullPath(manifest.Path), "--" + WorkFolderOption.Name, work.Path, "--" + StandardOptions.Quiet.Name];
        foreach (var (name, value) in manifest.Variables.Where(v => p.Get(Set).Any(s => s.StartsWith(v.Key + "=", StringComparison.Ordinal)))) closing.AddRange(["--" + Set.Name, $"{name}={value}"]);
        if (p.Get(LedgerOption) is { } address && Ledger.HoldsPassword(address)) throw new ForgeException($"--{LedgerOption.Name}: an address with a password would stand in the cluster's list of jobs; set PGPASSWORD");
        if (p.Get(LedgerOption) is { } ledger) closing.AddRange(["--" + LedgerOption.Name, Ledger.IsServer(ledger) ? ledger : Path.GetFullPath(ledger)]);
        foreach (var (name, value) in Recording(p, work)) closing.AddRange(value == "true" ? ["--" + name] : ["--" + name, value]);
        SlurmSubmission? submitted = null;
        new RunCoordinator(plan, work, settings, context, context.Time, context.Cancel).Open(() => submitted = SlurmCluster.Submit(
            plan, work, p.Get(Workers), stages => [.. settings.WorkerCommand.SkipLast(1), "--" + WorkCommand.Stages.Name, string.Join(',', stages), settings.WorkerCommand[^1], work.PlanFile], closing, context));
        Page.Print(string.Concat(submitted!.Jobs.Select(j => string.Create(CultureInfo.InvariantCulture, $"job {j.Id}: {(j.Stages.Count == 0 ? "closes the run" : $"{Quantity.Of(j.Tasks, "worker")} for {string.Join(", ", j.Stages)}")}\n"))));
        return ExitCode.Ok;
    }

    private static RunSettings Settings(Parsed p) => new(p.Get(Jobs), p.Get(LedgerOption))
    {
        AcceptChanges = p.Get(RunOptions.AcceptChanges),
        AcceptChangesName = "--" + RunOptions.AcceptChanges.Name,
        Lease = p.Get(Lease),
        WorkerCommand = [Path.Combine(AppContext.BaseDirectory, "forge"), "work", "--" + StandardOptions.Quiet.Name, "--" + Lease.Name, p.Get(Lease).TotalSeconds.ToString("R", CultureInfo.InvariantCulture), "--plan"],
    };

    /// <summary>A few rows through every stage in a folder of their own, then the page or the estimate.</summary>
    private static async Task<ExitCode> Previewed(Parsed p, Plan plan, WorkFolder work, ToolContext context)
    {
        var rows = (int)Math.Min(p.Get(Preview) ?? RowsOfDryRun, int.MaxValue);
        var few = PreviewPlan.Of(plan, rows);
        var folder = new WorkFolder(Path.Combine(work.Path, "preview"));
        var code = await new RunCoordinator(few, folder, Settings(p) with { Jobs = 1, Ledger = null, AcceptChanges = true }, context, context.Time, context.Cancel).Run();
        var state = new RunState(few, folder);
        if (p.Get(DryRun))
        {
            Page.Print(RunEstimate.Of(plan, state, p.Get(Jobs), context.Cancel).Text());
            return code == ExitCode.GateFailed ? ExitCode.Ok : code; // gates of a few rows say nothing of all
        }

        var page = Path.Combine(work.Path, "preview.html");
        WholeFile.Write(page, PreviewPage.Of(state, p.Get(BackendOptions.Record) ?? p.Get(BackendOptions.Replay) ?? Calls(work), context.Cancel));
        context.Say($"the preview is {page}");
        return code == ExitCode.GateFailed ? ExitCode.Ok : code;
    }

    private static string Calls(WorkFolder work) => Path.Combine(work.Path, "preview", "calls");

    /// <summary>Where calls are recorded or replayed; a preview keeps its own, since its page shows them.</summary>
    private static List<KeyValuePair<string, string>> Recording(Parsed p, WorkFolder work)
    {
        var options = new List<KeyValuePair<string, string>>();
        if (p.Get(BackendOptions.Record) is { } record) options.Add(KeyValuePair.Create(BackendOptions.Record.Name, Path.GetFullPath(record)));
        if (p.Get(BackendOptions.Replay) is { } replay) options.Add(KeyValuePair.Create(BackendOptions.Replay.Name, Path.GetFullPath(replay)));
        if (p.Get(BackendOptions.ReplayOrCall)) options.Add(KeyValuePair.Create(BackendOptions.ReplayOrCall.Name, "true"));
        if (options.Count == 0 && (p.Get(Preview) is not null || p.Get(DryRun))) options.Add(KeyValuePair.Create(BackendOptions.Record.Name, Calls(work)));
        return options;
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
