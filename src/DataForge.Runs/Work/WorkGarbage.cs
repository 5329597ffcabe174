using DataForge.Core;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>What of a work folder nobody needs any more: stages of earlier plans, rows that were divided for stages that are done, previews; or all of it where the run ended long ago.</summary>
/// <param name="Why">In a word.</param>
public sealed record WorkGarbage(string Path, string Why, long Bytes)
{
    /// <summary>What there is to remove; nothing of a run that is open.</summary>
    /// <param name="whole">Runs that ended before this are removed with their outputs; null keeps all outputs.</param>
    public static IReadOnlyList<WorkGarbage> Of(WorkFolder work, DateTimeOffset? whole, TimeProvider time)
    {
        var plan = Plan.Read(work.PlanFile);
        var state = new RunState(plan, work);
        if (new Claims(work.Claims, "", WorkerSettings.DefaultLease, time).Live().Count > 0 || IsHeld(work)) return [];
        if (whole is { } before && state.Closed is { } closed && closed.Time < before) return [Found(work.Path, "ended")];
        var found = new List<WorkGarbage>();
        var current = plan.Stages.ToDictionary(s => s.Folder, StringComparer.Ordinal);
        foreach (var folder in Folders(work.Stages))
        {
            if (!current.TryGetValue(System.IO.Path.GetFileName(folder), out var stage)) found.Add(Found(folder, "of an earlier plan"));
            else if (state.IsComplete(stage) && Directory.Exists(work.Replaced(stage))) found.Add(Found(work.Replaced(stage), "outputs that were made again"));
            if (current.TryGetValue(System.IO.Path.GetFileName(folder), out stage) && state.IsComplete(stage) && Directory.Exists(System.IO.Path.Combine(folder, "in"))) found.Add(Found(System.IO.Path.Combine(folder, "in"), "divided input of a stage that is done"));
        }

        if (System.IO.Path.Combine(work.Path, "preview") is var preview && Directory.Exists(preview)) found.Add(Found(preview, "preview"));
        return found;
    }

    /// <exception cref="ForgeException">It cannot be removed.</exception>
    public void Remove()
    {
        try
        {
            Directory.Delete(Path, recursive: true); // links in it are removed and not followed
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{Path}: cannot be removed: {e.Message}", e);
        }
    }

    private static bool IsHeld(WorkFolder work)
    {
        try
        {
            using var held = new FileStream(work.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static IEnumerable<string> Folders(string path) => Directory.Exists(path) ? Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal) : [];

    private static WorkGarbage Found(string path, string why) =>
        new(path, why, new DirectoryInfo(path).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(f => f.Length));
}
