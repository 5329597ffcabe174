using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tools.Mix;

/// <summary>The folder of a mixture. A file in it names the stages whose files stand or stood there while it is written, so that a run that was killed is told from a stranger's folder, and leaves nothing behind.</summary>
internal sealed class MixFolder(string path)
{
    public const string ReportName = "report.json", CacheName = ".counts", RowsName = "train.jsonl", ValidationName = "validation.jsonl";

    private const string UnderWay = ".mixing.part";

    public string Report => Path.Combine(path, ReportName);

    public string Validation => Path.Combine(path, ValidationName);

    public string Rows(string stage) => Path.Combine(path, stage, RowsName);

    /// <summary>True for a folder with a mixture, whole or not, and for an empty one.</summary>
    public static bool IsMixture(string folder) =>
        File.Exists(Path.Combine(folder, ReportName)) || Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)!) is var names
            && (names.Contains(UnderWay) || names.All(n => n == CacheName || n.StartsWith(UnderWay, StringComparison.Ordinal)));

    /// <summary>Names the stages that were there and those to come.</summary>
    /// <returns>The stages that were there.</returns>
    public IReadOnlyList<string> Begin(IEnumerable<string> stages)
    {
        var mark = Path.Combine(path, UnderWay);
        string[] before = [.. Earlier(), .. File.Exists(mark) ? File.ReadAllLines(mark) : []];
        Directory.CreateDirectory(path);
        WholeFile.Write(mark, string.Concat(before.Union(stages, StringComparer.Ordinal).Select(s => s + "\n")));
        return before;
    }

    /// <summary>Takes away the report: until the new one stands, the folder is not whole.</summary>
    public void Open() => File.Delete(Report);

    /// <summary>Removes stages of before that the new mixture has not, writes the report and takes the mark away.</summary>
    public void Close(IEnumerable<string> gone, bool hasValidation, byte[] report)
    {
        foreach (var stage in gone.Where(s => s.Length > 0 && s == Path.GetFileName(s)))
        {
            File.Delete(Rows(stage));
            if (Directory.Exists(Path.Combine(path, stage)) && !Directory.EnumerateFileSystemEntries(Path.Combine(path, stage)).Any()) Directory.Delete(Path.Combine(path, stage));
        }

        if (!hasValidation) File.Delete(Validation);
        WholeFile.Write(Report, report);
        File.Delete(Path.Combine(path, UnderWay));
    }

    private string[] Earlier()
    {
        if (!File.Exists(Report)) return [];
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(Report));
            return [.. report.RootElement.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("name").GetString()!)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ForgeException($"{Report}: expected the report of an earlier mixture: {e.Message}", e);
        }
    }
}
