using System.Globalization;

namespace DataForge.Tests.Tools.Sweep;

/// <summary>What was recorded: files.tsv, and for each way a table of exit code, rows and rejects by file. File names, numbers and hashes only.</summary>
internal sealed class SweepTable
{
    private const string FilesHead = "file\tsha256\trecords";
    private const string RunsHead = "file\texit\trows\trejected";
    private static readonly string Folder = Path.Combine(SharedData.Repository, "tests", "DataForge.Tools.Tests", "Sweep", "Recorded");

    private SweepTable(IReadOnlyList<SweepFile> files, Dictionary<(string Way, string File), string> lines) => (Files, Lines) = (files, lines);

    public IReadOnlyList<SweepFile> Files { get; }

    /// <summary>The line recorded for a way and a file.</summary>
    public IReadOnlyDictionary<(string Way, string File), string> Lines { get; }

    public static SweepTable Load()
    {
        var files = Read("files").Select(l => l.Split('\t')).Select(c => new SweepFile(c[0], c[1], long.Parse(c[2], CultureInfo.InvariantCulture)));
        var lines = new Dictionary<(string, string), string>();
        foreach (var way in SweepWay.All)
            foreach (var line in Read(way.Name)) lines[(way.Name, line[..line.IndexOf('\t')])] = line;
        return new SweepTable([.. files], lines);
    }

    public static void Save(IEnumerable<SweepFile> files) => Write("files", FilesHead, files.Select(f => $"{f.Name}\t{f.Hash}\t{f.Records}"));

    public static void Save(SweepWay way, IEnumerable<SweepRun> runs) => Write(way.Name, RunsHead, runs.Where(r => r.Fault is null).Select(r => r.Line));

    private static IEnumerable<string> Read(string name) => File.Exists(PathOf(name)) ? File.ReadLines(PathOf(name)).Skip(1) : [];

    private static void Write(string name, string head, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllLines(PathOf(name), [head, .. lines.Order(StringComparer.Ordinal)]);
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".tsv");
}
