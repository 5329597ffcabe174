using DataForge.Core;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs.Ledgers;

/// <summary>Where the runs of this user lie: a small file for each under the state folder. A folder that is gone is left out.</summary>
public static class RunIndex
{
    private static string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"), "dataforge", "runs");

    /// <summary>Notes a run; where that cannot be written nothing is lost but its line in the list.</summary>
    public static void Note(WorkFolder work)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(Path.Combine(Folder, Ledger.IdOf(work)), Path.GetFullPath(work.Path) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A home that is read-only, or none.
        }
    }

    /// <summary>The runs whose folder is there, the latest first.</summary>
    public static IReadOnlyList<RunLine> Runs()
    {
        var runs = new List<RunLine>();
        foreach (var note in Directory.Exists(Folder) ? Directory.GetFiles(Folder).Order(StringComparer.Ordinal).ToArray() : [])
        {
            try
            {
                var work = new WorkFolder(File.ReadAllText(note).TrimEnd());
                if (!File.Exists(work.PlanFile)) continue;
                var state = new RunState(Plan.Read(work.PlanFile), work);
                runs.Add(new RunLine { Run = Path.GetFileName(note), Name = state.Plan.Name, Work = work.Path, Started = Text(state.Begun), Ended = Text(state.Closed?.Time), ExitCode = state.Closed?.Exit });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ForgeException)
            {
                continue; // not readable, or of another version
            }
        }

        return [.. runs.OrderByDescending(r => r.Started, StringComparer.Ordinal).ThenBy(r => r.Run, StringComparer.Ordinal)];
    }

    private static string? Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
