using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs.Clusters;

/// <summary>Submits a planned run to Slurm: an array of workers for each segment of the plan, each after the one before, and a last job that closes the run (ledger, report, links).</summary>
/// <remarks>
/// Two minutes before its time limit a task is told to stop; it leaves its part to be gone on with and is queued again. Where a job fails, those after it are cancelled by
/// the cluster. Partition and account are named as for sbatch itself: SBATCH_PARTITION, SBATCH_ACCOUNT.
/// </remarks>
public static partial class SlurmCluster
{
    private const int UsualArray = 1001; // MaxArraySize where the configuration does not tell
    private const string QueueFormat = "json";
    private const string SignalBeforeEnd = "B:USR2@120";

    /// <summary>Run by the cluster with a worker's command as its arguments.</summary>
    private const string Script =
        """
        #!/bin/bash
        # A task of a run: its arguments are the command of one worker.
        stop() {
            trap '' USR2
            kill -TERM "$worker" 2>/dev/null
            wait "$worker"
            scontrol requeue "${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}" || exit 75
            sleep 300 # the cluster ends this task
            exit 75
        }
        trap stop USR2
        for try in 1 2 3 4 5; do
            "$@" &
            worker=$!
            wait "$worker"
            code=$?
            [ "$code" -gt 128 ] && [ "$code" -ne 130 ] || exit "$code" # a worker that was killed is started again: its part is free
        done
        exit "$code"

        """;

    [GeneratedRegex(@"^MaxArraySize\s*=\s*([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex MaxArraySize();

    /// <param name="workers">Most workers at a time.</param>
    /// <param name="worker">The command of a worker that takes some stages.</param>
    /// <param name="closing">The command of the last job.</param>
    /// <exception cref="ForgeException">Slurm is not there or refuses; jobs that were already taken are cancelled.</exception>
    public static SlurmSubmission Submit(Plan plan, WorkFolder work, int workers, Func<IReadOnlyList<string>, IReadOnlyList<string>> worker, IReadOnlyList<string> closing, IRunReport report)
    {
        if (SlurmSubmission.Read(work) is { } earlier && Queue(earlier) is { Count: > 0 } active)
            throw new ForgeException($"{work.Path}: jobs of this run are queued or running ({string.Join(", ", active.Select(a => a.Job).Distinct())}); wait for them, or end them with scancel");
        var most = MaxArraySize().Match(Call("scontrol", ["show", "config"])) is { Success: true } match && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : UsualArray;
        if (workers > most)
        {
            report.Warn($"this cluster takes arrays of at most {most:N0} tasks (MaxArraySize): so many workers are asked for");
            workers = most;
        }

        var script = Path.Combine(work.Path, "slurm", "worker.sh");
        Directory.CreateDirectory(Path.GetDirectoryName(script)!);
        WholeFile.Write(script, Script);
        var jobs = new List<SlurmJob>();
        try
        {
            foreach (var segment in SlurmSegment.Of(plan, workers))
                jobs.Add(new SlurmJob(Batch(plan, work, jobs, segment, [script, .. worker(segment.Stages)]), segment.Stages, segment.Tasks));
            jobs.Add(new SlurmJob(Batch(plan, work, jobs, new SlurmSegment([], new Manifests.StageResources(1, 0, null, null), 1), [script, .. closing]), [], 1));
        }
        catch (ForgeException)
        {
            if (jobs.Count > 0) Call("scancel", jobs.Select(j => j.Id.ToString(CultureInfo.InvariantCulture)));
            throw;
        }

        var submission = new SlurmSubmission(jobs);
        submission.Write(work);
        return submission;
    }

    private static long Batch(Plan plan, WorkFolder work, List<SlurmJob> before, SlurmSegment segment, IEnumerable<string> command)
    {
        var name = $"{plan.Name}-{(segment.Stages.Count == 0 ? "close" : segment.Stages[0])}";
        var words = new List<string>
        {
            "--parsable", $"--job-name={name}", "--requeue", "--open-mode=append", $"--signal={SignalBeforeEnd}", $"--output={Path.Combine(work.Path, "slurm", name + "-%A_%a.log")}", "--nodes=1", "--ntasks=1",
            string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={segment.Resources.Cpus}"), string.Create(CultureInfo.InvariantCulture, $"--array=0-{segment.Tasks - 1}"),
        };
        if (segment.Resources.Gpus > 0) words.Add(string.Create(CultureInfo.InvariantCulture, $"--gpus-per-task={segment.Resources.Gpus}"));
        if (segment.Resources.Memory is { } memory) words.Add($"--mem={memory}");
        if (segment.Resources.Time is { } time) words.Add(string.Create(CultureInfo.InvariantCulture, $"--time={ResourceSize.Minutes(time)}"));
        if (before is [.., var last]) words.AddRange([string.Create(CultureInfo.InvariantCulture, $"--dependency=afterok:{last.Id}"), "--kill-on-invalid-dep=yes"]);
        var said = Call("sbatch", words.Concat(command));
        return long.TryParse(said.Trim().Split(';')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new ForgeException($"sbatch: expected a job's number, found \"{Printable.Line(said, 200)}\"");
    }

    /// <summary>Lines of the queue that belong to the run.</summary>
    /// <exception cref="ForgeException">The queue cannot be asked.</exception>
    public static IReadOnlyList<SlurmQueue> Queue(SlurmSubmission submission)
    {
        var ids = submission.Jobs.Select(j => j.Id).ToHashSet();
        return [.. SlurmQueue.Read(Call("squeue", [$"--{QueueFormat}"])).Where(j => ids.Contains(j.Job))];
    }

    private static string Call(string program, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words) start.ArgumentList.Add(word);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new ForgeException($"{program}: ended with {process.ExitCode}: {Printable.Line(error.Result.Trim(), 500)}");
        }
        catch (Win32Exception e)
        {
            throw new ForgeException($"{program}: cannot be started: {e.Message}; Slurm's commands must be on the path", e);
        }
    }
}
