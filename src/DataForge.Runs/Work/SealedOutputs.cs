using System.Globalization;
using DataForge.Core;
using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>Holds outputs of ended parts against what they were when the parts ended. A part whose output is gone or another is made again, and after it what was made of other rows.</summary>
/// <param name="say">Writes an event of a part.</param>
internal sealed class SealedOutputs(RunState state, Action<RunEvent, PlannedStage, int> say, string worker, TimeProvider time, CancellationToken cancel)
{
    private const string Gone = "the output is gone";
    private const string Changed = "the output is not what it was when the part ended";

    private readonly HashSet<string> _sound = new(StringComparer.Ordinal);

    /// <summary>Opens every ended part whose output is gone or another.</summary>
    /// <exception cref="ForgeException">An output cannot be read or moved.</exception>
    public void Check()
    {
        foreach (var stage in state.Stages) Check(stage, Enumerable.Range(0, stage.Stage.Shards));
        foreach (var stage in state.Stages.Where(s => s.DoneShards < s.Stage.Shards && s.Stage.Shards > 1)) CheckDivided(stage.Stage);
        state.Refresh();
    }

    /// <summary>Opens those of a stage's parts whose output is gone or another; each is looked at once.</summary>
    /// <returns>False where there was one.</returns>
    /// <inheritdoc cref="Check()"/>
    public bool Check(StageState stage, IEnumerable<int> shards)
    {
        var sound = true;
        foreach (var shard in shards)
        {
            if (stage.Done(shard) is not { } done || _sound.Contains(Seen(stage, done))) continue;
            if (Fault(stage.Stage, shard, done) is not { } fault) _sound.Add(Seen(stage, done));
            else
            {
                Open(stage, shard, fault);
                sound = false;
            }
        }

        return sound;
    }

    private static string Seen(StageState stage, RunEvent done) => string.Create(CultureInfo.InvariantCulture, $"{stage.Stage.Key} {done.Shard} {done.Id}");

    private string? Fault(PlannedStage stage, int shard, RunEvent done)
    {
        if (!OutputSeal.IsThere(stage, shard, state.Work)) return Gone;
        if (done.Figures?.Content is not { } content || OutputSeal.StampOf(stage, shard, state.Work) == done.Figures.Stamp) return null;
        return OutputSeal.ContentOf(stage, shard, state.Work, cancel) == content ? null : Changed;
    }

    /// <summary>A part that has just ended with other content than before: what was made of the content before is opened. To be called before the end is said, so that a kill between leaves the part open.</summary>
    public void Ended(PlannedStage stage, int shard, string content)
    {
        if (state.Of(stage).History(shard).LastOrDefault(e => e.Figures is not null) is not { } before || before.Figures!.Content == content) return;
        if (state.Plan.Target is { } target && state.Plan.Stage(target.Stage) is var counted && counted.Group == stage.Group) Remove(Path.GetDirectoryName(state.Work.Accepted(counted))!);
        foreach (var reader in state.Plan.Stages.Where(s => s.Inputs.Any(i => i.Stage == stage.Name) || s.References.Contains(stage.Name, StringComparer.Ordinal)))
        {
            var follows = reader.Group == stage.Group;
            if (!follows) Remove(Path.GetDirectoryName(state.Work.DividedMark(reader))!);
            foreach (var part in follows ? [shard] : Enumerable.Range(0, reader.Shards))
                if (state.Of(reader).IsDone(part)) Open(state.Of(reader), part, $"rows of {stage.Name} are not what they were");
        }
    }

    /// <summary>Divided rows of which a part is missing are divided again.</summary>
    private void CheckDivided(PlannedStage stage)
    {
        if (File.Exists(state.Work.DividedMark(stage)) && Enumerable.Range(0, stage.Shards).Any(i => !File.Exists(state.Work.Divided(stage, i)))) Remove(Path.GetDirectoryName(state.Work.DividedMark(stage))!);
    }

    /// <summary>What is left goes aside first: a kill before the event is written leaves a part whose output is gone.</summary>
    private void Open(StageState stage, int shard, string why)
    {
        var output = stage.Stage.Output == OutputKind.Rows ? state.Work.Output(stage.Stage, shard) : OutputSeal.FolderOf(stage.Stage, state.Work);
        foreach (var suffix in new[] { "", Runner.RunSettings.JournalSuffix }) Aside(stage.Stage, output + suffix);
        say(new RunEvent(EventKind.Lost, time.GetUtcNow(), worker) { Message = why, Voids = [.. stage.History(shard).Where(e => e.Figures is not null).Select(e => e.Id)] }, stage.Stage, shard);
    }

    private void Aside(PlannedStage stage, string path)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path)) return;
        var aside = Path.Combine(state.Work.Replaced(stage), Path.GetFileName(path));
        try
        {
            Directory.CreateDirectory(state.Work.Replaced(stage));
            if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
            if (isFolder) Directory.Move(path, aside);
            else File.Move(path, aside, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: is to be made again and cannot be moved to {aside}: {e.Message}", e);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{folder}: holds rows of before and cannot be removed: {e.Message}", e);
        }
    }
}
