using DataForge.Core;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>Files of a plan that are as they were when it was made. Each is read once, and again when its size or time changed.</summary>
internal sealed class VerifiedFiles
{
    private readonly Dictionary<string, (long Length, DateTime Written)> _known = new(StringComparer.Ordinal);

    /// <exception cref="ForgeException">A file's content is another; the message names it.</exception>
    public void Require(PlannedStage stage)
    {
        foreach (var (path, hash) in stage.Files.Select(f => (f.Path, f.Hash)).Concat(stage.Inputs.Where(i => i.Path is not null).Select(i => (i.Path!, i.Hash!))))
        {
            var file = new FileInfo(path);
            if (file.Exists && _known.TryGetValue(path, out var known) && known == (file.Length, file.LastWriteTimeUtc)) continue;
            if (ContentHash.Of(path) is not { } now) throw new ForgeException($"{path}: was there when the plan was made and is gone");
            if (now != hash) throw new ForgeException($"{path}: is not the file that the plan was made with; run the manifest again to see what differs");
            if (file.Exists) _known[path] = (file.Length, file.LastWriteTimeUtc);
        }
    }
}
