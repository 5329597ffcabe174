using System.Globalization;
using DataForge.Core;
using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>What tells whether a part's output is what it was when the part ended: its own files by name, length and time, and by content.</summary>
/// <remarks>Covered are the output and the files that the command names by <c>{file.NAME}</c>; rejects, summaries and logs are not.</remarks>
/// <param name="Stamp">Of names, lengths and times of last writing, 32 hex digits: equal stamps spare reading.</param>
/// <param name="Content">Of names and contents, 32 hex digits.</param>
internal sealed record OutputSeal(string Stamp, string Content)
{
    /// <exception cref="ForgeException">A file cannot be read.</exception>
    public static OutputSeal Of(PlannedStage stage, int shard, WorkFolder work, CancellationToken cancel) => new(StampOf(stage, shard, work), ContentOf(stage, shard, work, cancel));

    public static string StampOf(PlannedStage stage, int shard, WorkFolder work) =>
        StableHash.Hex128([.. Files(stage, shard, work).SelectMany(f => new[] { f.Name, f.File.Exists ? string.Create(CultureInfo.InvariantCulture, $"{f.File.Length} {f.File.LastWriteTimeUtc.Ticks}") : "none" })]);

    public static string ContentOf(PlannedStage stage, int shard, WorkFolder work, CancellationToken cancel) =>
        StableHash.Hex128([.. Files(stage, shard, work).SelectMany(f => new[] { f.Name, ContentHash.Of(f.File.FullName, cancel) ?? "none" })]);

    /// <summary>True where the output has a file or folder at all.</summary>
    public static bool IsThere(PlannedStage stage, int shard, WorkFolder work) =>
        stage.Output == OutputKind.Rows ? File.Exists(work.Output(stage, shard)) : Directory.Exists(FolderOf(stage, work));

    /// <summary>The folder that is the output; for rows, the one that a part's file lies in.</summary>
    public static string FolderOf(PlannedStage stage, WorkFolder work) => stage.Output == OutputKind.Files ? Path.Combine(work.Of(stage), "files") : work.OutputFolder(stage);

    private static IEnumerable<(string Name, FileInfo File)> Files(PlannedStage stage, int shard, WorkFolder work)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        if (stage.Output == OutputKind.Rows) paths.Add(work.Output(stage, shard));
        else Within(FolderOf(stage, work));
        foreach (var name in stage.Words.SelectMany(Placeholders.NamesIn).Where(n => n.StartsWith(Placeholders.File, StringComparison.Ordinal)))
            Within(work.File(stage, shard, name[Placeholders.File.Length..]));
        return paths.Select(p => (Path.GetRelativePath(work.Of(stage), p), new FileInfo(p)));

        void Within(string path)
        {
            if (Directory.Exists(path)) paths.UnionWith(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories));
            else paths.Add(path);
        }
    }
}
