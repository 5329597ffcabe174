using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs;

/// <summary>What can be known before a run: the plan was made (manifest, files, options), the work folder can be written and has room, and each role answers one tiny call.</summary>
public static class RunCheck
{
    private const long LeastFree = 1L << 30;
    private const string Tiny = "{\"problem\":\"What is 1 + 1?\",\"generation\":\"\\\\boxed{2}\",\"rollout\":0}\n";

    /// <returns><see cref="ExitCode.CouldNotRun"/> when something would fail; every fault is said.</returns>
    public static async Task<ExitCode> Of(Plan plan, WorkFolder work, IRunReport report, CancellationToken cancel)
    {
        var faults = 0;
        var folder = Directory.CreateTempSubdirectory("forge-check-").FullName;
        try
        {
            Directory.CreateDirectory(work.Path);
            var disk = new DriveInfo(work.Path);
            if (disk.AvailableFreeSpace < LeastFree) Fault($"{work.Path}: {disk.AvailableFreeSpace >> 20:N0} MiB are free, less than {LeastFree >> 20:N0} MiB");
            await File.WriteAllTextAsync(Path.Combine(folder, "tiny.jsonl"), Tiny, cancel);
            foreach (var stage in plan.Stages.Where(s => s.Role is not null).DistinctBy(s => (s.Role, s.Tool)))
            {
                string[] words = [.. stage.Words.Where(w => !w.Contains('{', StringComparison.Ordinal)), "--" + InputOutputOptions.Out.Name, Path.Combine(folder, "out.jsonl"), Path.Combine(folder, "tiny.jsonl")];
                if (stage.Words.Any(w => w.Contains('{', StringComparison.Ordinal))) continue; // refers to what a stage will write
                var (code, said) = await StageProcess.Run(stage.Program, words, plan.Folder, [], Path.Combine(folder, "printed"), Path.Combine(folder, "log"), folder, null, cancel);
                cancel.ThrowIfCancellationRequested();
                if (code is (int)ExitCode.Ok or (int)ExitCode.GateFailed) report.Say($"stage {stage.Name}: {stage.Role} answers");
                else Fault($"stage {stage.Name}: role {stage.Role}: {said}");
                File.Delete(Path.Combine(folder, "out.jsonl"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{work.Path}: cannot be written: {e.Message}", e);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (faults == 0) report.Say($"{plan.Name}: {Quantity.Of(plan.Stages.Count, "stage")}, nothing found that would fail");
        return faults == 0 ? ExitCode.Ok : ExitCode.CouldNotRun;

        void Fault(string text)
        {
            faults++;
            report.Write(Printable.Escape($"{report.Tool}: {text}\n"));
        }
    }
}
