using System.Diagnostics;
using System.Globalization;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Drift;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs;

/// <summary>Starts workers for a plan, writes the ledger, tells how far it is, and ends with the run's exit code.</summary>
public sealed class RunCoordinator(Plan plan, WorkFolder work, RunSettings settings, IRunReport report, TimeProvider time, CancellationToken cancel)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenSyncs = TimeSpan.FromSeconds(1);
    private const int MostRestarts = 100;
    private const int MostTold = 10;

    /// <summary>Freezes the plan in the work folder; one that differs from the plan there is refused.</summary>
    /// <exception cref="ForgeException">It differs, and the message says in what; or the folder cannot be written.</exception>
    public void Freeze()
    {
        if (File.Exists(work.PlanFile))
        {
            var differences = PlanDifference.Between(Plan.Read(work.PlanFile), plan);
            if (differences.Count > 0 && !settings.AcceptChanges)
                throw new ForgeException($"{work.Path}: this is not the run that the folder holds: {string.Join("; ", differences)}; name another work folder, or go on with what still fits by {settings.AcceptChangesName}");
        }

        plan.Write(work.PlanFile);
    }

    /// <summary>Opens the run for workers that somebody else starts: the plan is frozen, and what failed is tried again.</summary>
    /// <param name="start">Starts them, while no other process can run this folder.</param>
    /// <exception cref="ForgeException">As for <see cref="Freeze"/>, or they cannot be started.</exception>
    public void Open(Action start)
    {
        using var held = Hold();
        Freeze();
        if (new RunState(plan, work) is { Session: > 0 } before)
        {
            using var checks = Events("check", before.Session);
            CheckOutputs(before, checks);
        }

        start();
        var state = new RunState(plan, work);
        using var events = Begin(state);
        RunIndex.Note(work);
    }

    private EventFile Begin(RunState state)
    {
        var events = Events("run", state.Session + 1);
        events.Add(new RunEvent(EventKind.Opened, time.GetUtcNow(), "run") { Session = state.Session + 1 });
        return events;
    }

    private EventFile Events(string name, int session) => new(work.Events, string.Create(CultureInfo.InvariantCulture, $"{name}-{session:00000}-{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds():x}"));

    /// <summary>Parts that had ended and whose output is gone or another are open again, and it is said which.</summary>
    private void CheckOutputs(RunState state, EventFile events)
    {
        state.Refresh();
        new SealedOutputs(state, (happened, stage, shard) => events.Add(happened with { Session = state.Session, Stage = stage.Name, Key = stage.Key, Shard = shard }), "run", time, cancel).Check();
        TellLost(state);
    }

    private void TellLost(RunState state)
    {
        foreach (var stage in state.Stages)
        {
            foreach (var lost in stage.Lost.Where(e => e.Session == state.Session && _told.Add((e.Key, e.Shard, e.Id))).GroupBy(e => e.Message, StringComparer.Ordinal))
            {
                var parts = lost.Select(e => e.Shard).Distinct().Order().ToList();
                var which = stage.Stage.Shards == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Quantity.Of(parts.Count, "part")} of {stage.Stage.Shards} ({string.Join(", ", parts.Take(MostTold))}{(parts.Count > MostTold ? ", …" : "")})");
                report.Warn($"stage {stage.Stage.Name}{which}: {lost.Key}: made again");
            }
        }
    }

    private readonly HashSet<(string Key, int Shard, string Id)> _told = [];

    /// <summary>Runs to the end.</summary>
    /// <exception cref="ForgeException">Another process runs this folder, or the ledger cannot be written.</exception>
    public async Task<ExitCode> Run()
    {
        ExitCode code;
        try
        {
            code = await Execute();
        }
        catch (OperationCanceledException)
        {
            RunHook.Run(plan.OnFailure, work, ExitCode.Interrupted, report);
            throw;
        }

        RunHook.Run(code == ExitCode.Ok ? plan.OnSuccess : plan.OnFailure, work, code, report);
        return code;
    }

    private async Task<ExitCode> Execute()
    {
        using var held = Hold();
        Freeze();
        using var ledger = Ledger.Open(settings.Ledger ?? work.LedgerFile);
        var state = new RunState(plan, work);
        using var events = Begin(state);
        CheckOutputs(state, events);
        var kept = state.Stages.Sum(s => s.DoneShards);
        if (kept > 0) report.Say($"{Quantity.Of(kept, "part")} of {state.Stages.Sum(s => s.Stage.Shards):N0} {(kept == 1 ? "is" : "are")} there from before");
        ledger.Sync(state);
        RunIndex.Note(work);
        try
        {
            if (settings.Jobs == 1) await Alone(state, ledger);
            else await Together(state, ledger);
        }
        catch (OperationCanceledException)
        {
            Close(events, state, ledger, ExitCode.Interrupted);
            report.Write($"{report.Tool}: what is done is kept in {work.Path}: the same command goes on\n");
            throw;
        }

        state.Refresh();
        TellLost(state);
        var code = Outcome(state);
        if (code != ExitCode.CouldNotRun && plan.Target is not null && plan.Stages.All(state.IsComplete))
        {
            TargetRows.Accept(plan, state, work, cancel);
            TargetRows.Keep(plan, state, work, cancel);
        }

        Link(state);
        Close(events, state, ledger, code);
        if (plan.Stages.All(state.IsComplete)) WholeFile.Write(work.ReportFile, Pages.ReportPage.Of(state, ledger, cancel));
        return code;
    }

    private FileStream Hold()
    {
        try
        {
            Directory.CreateDirectory(work.Path);
            return new FileStream(work.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (File.Exists(work.Lock))
        {
            throw new ForgeException($"{work.Path}: another process runs it ({e.Message})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{work.Path}: cannot be written: {e.Message}", e);
        }
    }

    private void Close(EventFile events, RunState state, Ledger ledger, ExitCode code)
    {
        events.Add(new RunEvent(EventKind.Closed, time.GetUtcNow(), "run") { Session = state.Session, Exit = (int)code });
        state.Refresh();
        ledger.Sync(state, final: true);
    }

    private async Task Alone(RunState state, Ledger ledger)
    {
        using var worker = new Worker(plan, work, new WorkerSettings(settings.Lease), time, cancel);
        using var progress = new RunProgress(state, report, time);
        var working = Task.Run(worker.Run, CancellationToken.None);
        while (!working.IsCompleted)
        {
            await Task.WhenAny(working, Task.Delay(BetweenSyncs, CancellationToken.None));
            Sync(state, ledger, progress);
        }

        await working;
    }

    private async Task Together(RunState state, Ledger ledger)
    {
        using var progress = new RunProgress(state, report, time);
        var workers = new List<Process>();
        for (var i = 0; i < settings.Jobs; i++) workers.Add(BeginWorker());
        var restarts = 0;
        var synced = Stopwatch.GetTimestamp();
        try
        {
            while (workers.Count > 0)
            {
                await Task.Delay(Pause, cancel);
                foreach (var ended in workers.Where(w => w.HasExited).ToList())
                {
                    workers.Remove(ended);
                    if (ended.ExitCode > 128 && ended.ExitCode != (int)ExitCode.Interrupted && restarts++ < MostRestarts) workers.Add(BeginWorker()); // killed: its part is free again
                    ended.Dispose();
                }

                if (Stopwatch.GetElapsedTime(synced) < BetweenSyncs) continue;
                Sync(state, ledger, progress);
                synced = Stopwatch.GetTimestamp();
            }
        }
        finally
        {
            foreach (var left in workers)
            {
                StageProcess.Stop(left);
                left.Dispose();
            }
        }
    }

    private static void Sync(RunState state, Ledger ledger, RunProgress progress)
    {
        state.Refresh();
        if (state.Changed.Count > 0) ledger.Sync(state);
        progress.Show();
    }

    private Process BeginWorker()
    {
        var start = new ProcessStartInfo(settings.WorkerCommand[0]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var word in settings.WorkerCommand.Skip(1).Append(work.PlanFile)) start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>Says why the run is not complete, or which gates were passed over.</summary>
    private ExitCode Outcome(RunState state)
    {
        if (plan.Stages.All(state.IsComplete))
        {
            foreach (var gate in state.Stages.SelectMany(s => s.Gates)) report.Gate($"stage {gate.Stage}: {Last(gate.Message)}");
            if (plan.Target is { } target && state.Of(plan.Stage(target.Stage)).PrefixRows is var rows && rows < target.Rows)
            {
                report.Gate($"target: {rows:N0} of {target.Rows:N0} rows of {target.Stage}; every part is done, more input is needed");
                return ExitCode.GateFailed;
            }

            var drifted = Drifted(state);
            return drifted || state.Stages.Any(s => s.Gates.Any()) ? ExitCode.GateFailed : ExitCode.Ok;
        }

        var failures = state.Stages.SelectMany(s => s.Failures).ToList();
        foreach (var failure in failures.Take(MostTold))
            report.Write(Printable.Escape($"{report.Tool}: stage {failure.Stage}{(plan.Stage(failure.Stage).Shards > 1 ? $", part {failure.Shard}" : "")}: {(failure.Kind == EventKind.GateFailed ? "gate failed: " : "")}{failure.Message}\n"));
        if (failures.Count > MostTold) report.Write($"{report.Tool}: {failures.Count - MostTold:N0} further parts failed\n");
        foreach (var stage in state.Stages.Where(s => s.FailuresInARow >= Worker.MostFailures && s.DoneShards + s.Failures.Count() < s.Stage.Shards))
            report.Write($"{report.Tool}: stage {stage.Stage.Name}: {stage.FailuresInARow} parts failed one after the other, so {Quantity.Of(stage.Stage.Shards - stage.DoneShards - stage.Failures.Count(), "further part")} {(stage.Stage.Shards - stage.DoneShards - stage.Failures.Count() == 1 ? "was" : "were")} not begun; what is done is kept, and the same command goes on\n");
        if (failures.Any(f => f.Kind == EventKind.Failed)) return ExitCode.CouldNotRun;
        if (failures.Count == 0 && state.LimitReached(time.GetUtcNow()) is { } limit) report.Gate($"at_most: {limit}; what is done is kept: a higher limit goes on");
        else if (failures.Count == 0) report.Write($"{report.Tool}: not all parts are done and no worker is left; the same command goes on\n");
        return ExitCode.GateFailed;
    }

    /// <summary>Holds a whole run against the last one; the figures of one that holds are what the next is held against.</summary>
    private bool Drifted(RunState state)
    {
        var now = RunFigures.Of(state, time.GetUtcNow());
        var failures = plan.Drift is { } limits && FigureHistory.Last(plan, work) is { } last ? DriftGate.Failures(limits, last, now).ToList() : [];
        foreach (var failure in failures) report.Gate(failure);
        if (failures.Count == 0 && plan.Stages.Count > 0) FigureHistory.Add(now, work);
        return failures.Count > 0;
    }

    private static string Last(string? message) => message?.Split('\n').LastOrDefault(l => l.Length > 0) ?? "a gate failed";

    /// <summary>Names in the work folder that lead to outputs.</summary>
    private void Link(RunState state)
    {
        foreach (var stage in plan.Stages.Where(s => s.Link is not null && state.IsComplete(s)))
        {
            var link = Path.Combine(work.Path, stage.Link!);
            try
            {
                if (FileStatus.Of(link) is { IsRegular: false, IsFolder: false }) File.Delete(link);
                if (FileStatus.Of(link) is null) File.CreateSymbolicLink(link, Path.GetRelativePath(work.Path, work.Whole(plan, stage)));
                else report.Warn($"{link}: is there and no link of ours; the output of {stage.Name} is {work.Whole(plan, stage)}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ForgeException($"{link}: cannot be written: {e.Message}", e);
            }
        }
    }
}
