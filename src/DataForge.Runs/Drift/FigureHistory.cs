using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Runs.Ledgers;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Runs.Drift;

/// <summary>Figures of the runs that ended well, a line each, in their work folder.</summary>
internal static class FigureHistory
{
    private static string FileOf(WorkFolder work) => Path.Combine(work.Path, "figures.jsonl");

    /// <summary>The last run of another plan in this folder, or of the same name in another folder of this user; null where there is none.</summary>
    public static RunFigures? Last(Plan plan, WorkFolder work)
    {
        var others = RunIndex.Runs().Where(r => r.Name == plan.Name && Path.GetFullPath(r.Work) != Path.GetFullPath(work.Path)).Select(r => new WorkFolder(r.Work));
        return others.Prepend(work).SelectMany(Read).Where(f => f.Plan != plan.Id).OrderBy(f => f.Ended).LastOrDefault();
    }

    /// <exception cref="ForgeException">It cannot be written.</exception>
    public static void Add(RunFigures figures, WorkFolder work)
    {
        try
        {
            if (Read(work).LastOrDefault()?.Plan == figures.Plan) return; // the same command again
            File.AppendAllText(FileOf(work), JsonSerializer.Serialize(figures, FiguresJson.Default.RunFigures) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{FileOf(work)}: cannot be written: {e.Message}", e);
        }
    }

    private static List<RunFigures> Read(WorkFolder work)
    {
        var found = new List<RunFigures>();
        try
        {
            foreach (var line in File.Exists(FileOf(work)) ? File.ReadAllLines(FileOf(work), Encoding.UTF8) : [])
                if (JsonSerializer.Deserialize(line, FiguresJson.Default.RunFigures) is { } figures) found.Add(figures);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ForgeException($"{FileOf(work)}: expected figures of earlier runs: {e.Message}", e);
        }

        return found;
    }
}
