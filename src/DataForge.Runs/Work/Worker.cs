using System.Diagnostics;
using System.Globalization;
using DataForge.Cli;
using DataForge.Core;
using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>What a worker may be told.</summary>
/// <param name="Only">Parts that it takes: of every <c>Count</c> the <c>Index</c>-th (from 0); null takes whatever is free.</param>
/// <param name="Lease">Silence after which a part of another machine's worker is taken over.</param>
public sealed record WorkerSettings(TimeSpan Lease, (int Index, int Count)? Only = null)
{
    /// <summary>Stages whose parts it takes; null takes those of all.</summary>
    public IReadOnlyList<string>? Stages { get; init; }

    public static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(5);
}

/// <summary>Takes free parts of a plan one after another until there is nothing left to take.</summary>
public sealed class Worker : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int MostDeaths = 3;

    /// <summary>Parts of a stage that may fail one after the other; then its others are not begun: a server that is gone or a key without quota would fail them all.</summary>
    internal const int MostFailures = 3;

    private readonly Plan _plan;
    private readonly WorkFolder _work;
    private readonly WorkerSettings _settings;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancel;
    private readonly RunState _state;
    private readonly Claims _claims;
    private readonly EventFile _events;
    private readonly string _name;
    private readonly SealedOutputs _outputs;
    private readonly VerifiedFiles _verified = new();
    private readonly HashSet<string> _gaveUp = new(StringComparer.Ordinal);

    public Worker(Plan plan, WorkFolder work, WorkerSettings settings, TimeProvider time, CancellationToken cancel)
    {
        (_plan, _work, _settings, _time, _cancel) = (plan, work, settings, time, cancel);
        _name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds():x}-{Interlocked.Increment(ref _made):x}");
        _claims = new Claims(work.Claims, _name, settings.Lease, time);
        _state = new RunState(plan, work);
        _events = new EventFile(work.Events, _name);
        _outputs = new SealedOutputs(_state, Say, _name, time, cancel);
    }

    private static int _made;

    /// <summary>Works until every stage is complete, or nothing can be gone on with.</summary>
    /// <returns><see cref="ExitCode.Ok"/> when all is there, <see cref="ExitCode.GateFailed"/> when a limit or gate stopped it, <see cref="ExitCode.CouldNotRun"/> after failures.</returns>
    /// <exception cref="ForgeException">The tools or inputs are not the plan's.</exception>
    public async Task<ExitCode> Run()
    {
        RequireBuild(_plan, AppContext.BaseDirectory);
        while (true)
        {
            _cancel.ThrowIfCancellationRequested();
            _state.Refresh();
            if (_plan.Stages.Where(IsOurs).All(_state.IsComplete)) return ExitCode.Ok;
            if (_state.LimitReached(_time.GetUtcNow()) is not null) return ExitCode.GateFailed;
            if (await TryOne()) continue;
            if (IsWaitingForOthers())
            {
                await Task.Delay(Pause, _time, _cancel);
                continue;
            }

            if (!_plan.Stages.Where(IsOurs).All(_state.IsComplete)) // else another worker ended the last part just now
                return _plan.Stages.Any(s => _state.Of(s).Failures.Any(f => f.Kind == EventKind.Failed)) ? ExitCode.CouldNotRun : _settings.Only is null ? ExitCode.GateFailed : ExitCode.Ok;
        }
    }

    /// <exception cref="ForgeException">Another build of the suite; the message names what differs.</exception>
    internal static void RequireBuild(Plan plan, string tools)
    {
        if (PlanDifference.OfBuilds(plan.Build, ContentHash.OfBuild(tools)) is { Count: > 0 } differing)
            throw new ForgeException($"the plan was made by another build of the suite: {string.Join(", ", differing)} differ{(differing.Count == 1 ? "s" : "")}; run the manifest again with this build, or work with the plan's");
    }

    private bool IsOurs(PlannedStage stage) => _settings.Stages?.Contains(stage.Name) ?? true;

    /// <summary>Whether somebody else has a part whose end may free more.</summary>
    private bool IsWaitingForOthers()
    {
        if (_claims.Live().Count > 0) return true;
        _state.Refresh();
        return Takeable().Any();
    }

    private async Task<bool> TryOne()
    {
        var left = new Dictionary<int, bool>(); // by group
        foreach (var (group, shard) in Takeable())
        {
            if (!left.TryGetValue(group[0].Group, out var isLeft)) left[group[0].Group] = isLeft = IsLeftToOthers(group);
            if (isLeft) continue;
            var unit = Unit(group[0], shard);
            if (!_claims.TryTake(unit)) continue;
            try
            {
                _state.Refresh(); // somebody may have ended it just before
                if (group.All(s => _state.Of(s).IsDone(shard)) || group.Any(s => _state.Of(s).HasFailed(shard))) return true;
                using var beat = new Timer(_ => _claims.Touch(unit), null, _settings.Lease / 6, _settings.Lease / 6);
                await Chain(group, shard);
                return true;
            }
            finally
            {
                _claims.Release(unit);
            }
        }

        return false;
    }

    /// <summary>True where this worker is so slow that it would end a part after the others have ended all that are left. Where the others are gone it takes one after all.</summary>
    private bool IsLeftToOthers(IReadOnlyList<PlannedStage> group)
    {
        var times = _state.Of(group[0]).Times;
        if (_settings.Only is not null || group[0].Shards == 1 || !times.IsSlow(_name)) return false;
        var prefix = group[0].Folder + ".";
        var taken = _claims.Live().Count(u => u.StartsWith(prefix, StringComparison.Ordinal));
        var open = Enumerable.Range(0, group[0].Shards).Count(shard => !group.All(s => _state.Of(s).IsDone(shard)));
        return times.IsLeftToOthers(_name, _claims.Workers(), Math.Max(0, open - taken));
    }

    private static string Unit(PlannedStage stage, int shard) => string.Create(CultureInfo.InvariantCulture, $"{stage.Folder}.{shard:00000}");

    /// <summary>Parts that are neither done nor failed and whose input is there, in plan order.</summary>
    private IEnumerable<(IReadOnlyList<PlannedStage> Group, int Shard)> Takeable()
    {
        foreach (var group in _plan.Groups)
        {
            if (group.Any(s => _state.Of(s).FailuresInARow >= MostFailures)) continue;
            if (!group.Any(IsOurs) || group.All(_state.IsComplete) || !IsReady(group)) continue;
            var states = group.Select(_state.Of).ToList();
            for (var shard = 0; shard < group[0].Shards; shard++)
                if ((_settings.Only is not { } only || group[0].Shards == 1 || shard % only.Count == only.Index) && !states.All(s => s.IsDone(shard)) && !states.Any(s => s.HasFailed(shard)) && !_gaveUp.Contains(Unit(group[0], shard)))
                    yield return (group, shard);
        }
    }

    private bool IsReady(IReadOnlyList<PlannedStage> group)
    {
        var own = group.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        return group.SelectMany(s => s.Inputs.Select(i => i.Stage).OfType<string>().Concat(s.References)).Where(n => !own.Contains(n)).Distinct(StringComparer.Ordinal).All(n => _state.IsComplete(_plan.Stage(n)));
    }

    /// <summary>One part through the stages of its group.</summary>
    private async Task Chain(IReadOnlyList<PlannedStage> group, int shard)
    {
        foreach (var stage in group)
        {
            if (_state.Of(stage).IsDone(shard)) continue;
            await One(stage, shard);
            _state.Refresh();
            if (!_state.Of(stage).IsDone(shard)) return;
        }
    }

    private async Task One(PlannedStage stage, int shard)
    {
        var begun = Stopwatch.GetTimestamp();
        var mark = $"{_work.Path}#{Unit(stage, shard)}";
        if (_state.Of(stage).Attempts(shard) > 0) Orphans.End(mark);
        Say(new RunEvent(EventKind.Started, _time.GetUtcNow(), _name), stage, shard);
        try
        {
            _verified.Require(stage);
            if (!InputsAreSound(stage, shard))
            {
                Say(new RunEvent(EventKind.Stopped, _time.GetUtcNow(), _name) { Message = "its input has to be made again" }, stage, shard);
                return;
            }

            var inputs = await Inputs(stage, shard);
            var (code, said) = await Execute(stage, shard, inputs, mark);
            _cancel.ThrowIfCancellationRequested();
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var ended = new RunEvent(EventKind.Failed, _time.GetUtcNow(), _name) { Exit = code, Seconds = seconds, Message = code == 0 ? null : said };
            if (code is 0 or (int)ExitCode.GateFailed && (code == 0 || stage.Tool is not null))
            {
                if (code != 0 && stage.Output == OutputKind.Folder) Directory.CreateDirectory(_work.Output(stage, shard)); // too few rows: the tool has written nothing
                Seal(stage, shard);
                var seal = OutputSeal.Of(stage, shard, _work, _cancel);
                ended = ended with { Kind = code == 0 ? EventKind.Done : EventKind.GateFailed, Figures = ShardTally.Of(stage, shard, _work, inputs, _cancel) with { Stamp = seal.Stamp, Content = seal.Content } };
                _outputs.Ended(stage, shard, seal.Content);
            }
            else if (code > 128 && code != (int)ExitCode.Interrupted)
            {
                var deaths = _state.Of(stage).Deaths(shard) + 1;
                ended = ended with { Kind = deaths >= MostDeaths ? EventKind.Failed : EventKind.Died, Message = $"ended by signal {code - 128} ({Times(deaths)}){(said.Length > 0 ? ": " + said : "")}" };
            }
            else if (code == (int)ExitCode.Interrupted)
            {
                ended = ended with { Kind = EventKind.Stopped };
                _gaveUp.Add(Unit(_plan.Groups.First(g => g[0].Group == stage.Group)[0], shard));
            }

            Say(ended, stage, shard);
        }
        catch (ForgeException e)
        {
            Say(new RunEvent(EventKind.Failed, _time.GetUtcNow(), _name) { Exit = (int)ExitCode.CouldNotRun, Message = e.Message, Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds }, stage, shard);
        }
        catch (OperationCanceledException)
        {
            Say(new RunEvent(EventKind.Stopped, _time.GetUtcNow(), _name) { Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds }, stage, shard);
            throw;
        }
    }

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => string.Create(CultureInfo.InvariantCulture, $"{count} times") };

    private void Say(RunEvent happened, PlannedStage stage, int shard) => _events.Add(happened with { Session = _state.Session, Stage = stage.Name, Key = stage.Key, Shard = shard });

    /// <summary>Whether the outputs of earlier stages that the part reads are there as they were; those that are not are open again.</summary>
    private bool InputsAreSound(PlannedStage stage, int shard)
    {
        var sound = true;
        foreach (var name in stage.Inputs.Select(i => i.Stage).OfType<string>().Concat(stage.References).Distinct(StringComparer.Ordinal))
        {
            var before = _plan.Stage(name);
            if (before.Group == stage.Group) sound &= _outputs.Check(_state.Of(before), [shard]);
            else if (stage.Shards == 1 || !File.Exists(_work.DividedMark(stage))) sound &= _outputs.Check(_state.Of(before), Enumerable.Range(0, before.Shards));
        }

        return sound;
    }

    /// <summary>Files that the part reads; where the rows have to be divided first, one worker does it and the others wait.</summary>
    private async Task<IReadOnlyList<string>> Inputs(PlannedStage stage, int shard)
    {
        if (stage.Inputs.Count == 0) return [];
        if (stage.Inputs is [{ Stage: { } name }] && _plan.Stage(name) is var before && before.Group == stage.Group) return [_work.Output(before, shard)];
        var whole = stage.Inputs.SelectMany((i, at) => FilesOf(stage, i, at)).ToList();
        foreach (var input in stage.Inputs.Select(i => i.Stage).OfType<string>().Where(n => _plan.Target?.Stage == n)) await Locked("accept-" + _plan.Stage(input).Folder, () => TargetRows.Accept(_plan, _state, _work, _cancel));
        if (stage.Shards == 1) return whole;
        await Locked("divide-" + stage.Folder, () =>
        {
            if (File.Exists(_work.DividedMark(stage))) return;
            var rows = Divider.Divide(whole, stage.Shards, i => _work.Divided(stage, i), _cancel);
            Formats.WholeFile.Write(_work.DividedMark(stage), string.Create(CultureInfo.InvariantCulture, $"{rows}\n"));
        });
        return [_work.Divided(stage, shard)];
    }

    private IReadOnlyList<string> FilesOf(PlannedStage stage, StageInput input, int number)
    {
        var files = input.Stage is { } name ? _work.WholeFiles(_plan, _plan.Stage(name)) : [input.Path!];
        if (input.Limit is not { } limit) return files;
        var path = Path.Combine(_work.Of(stage), "in", string.Create(CultureInfo.InvariantCulture, $"first-{number}.jsonl"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = Formats.RowWriter.Open(path);
        foreach (var row in files.SelectMany(f => Formats.RowReader.Open(f, cancel: _cancel)).Take(limit)) writer.Write(row);
        writer.Commit();
        return [path];
    }

    private async Task Locked(string unit, Action work)
    {
        while (!_claims.TryTake(unit)) await Task.Delay(Pause, _time, _cancel);
        using var beat = new Timer(_ => _claims.Touch(unit), null, _settings.Lease / 6, _settings.Lease / 6);
        try
        {
            work();
        }
        finally
        {
            _claims.Release(unit);
        }
    }

    private async Task<(int Code, string Said)> Execute(PlannedStage stage, int shard, IReadOnlyList<string> inputs, string mark)
    {
        var output = _work.Output(stage, shard);
        foreach (var path in new[] { output, _work.Rejects(stage, shard), _work.Summary(stage, shard), _work.File(stage, shard, "file"), _work.Stated(stage, shard) }) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var paths = Compact(stage, inputs);
        var words = new List<string>();
        var named = false;
        foreach (var word in stage.Words)
        {
            if (word == $"{{{Placeholders.In}}}")
            {
                words.AddRange(paths);
                named = true;
                continue;
            }

            named |= Placeholders.NamesIn(word).Contains(Placeholders.In);
            words.Add(Placeholders.Fill(word, n => Value(n, stage, shard, output, paths), last: true));
        }

        Add(InputOutputOptions.Out.Name, output);
        Add(InputOutputOptions.Rejects.Name, _work.Rejects(stage, shard));
        Add(RunOptions.Summary.Name, _work.Summary(stage, shard));
        if (stage.Adds.Contains(RunOptions.Resume.Name)) words.Add("--" + RunOptions.Resume.Name);
        if (stage.TakesFiles && !named) words.AddRange(paths);
        var feed = stage.TakesFiles || named ? [] : inputs;
        return await StageProcess.Run(stage.Program, words, _plan.Folder, feed, Printed(stage, shard), _work.Log(stage, shard), mark, Stated(stage, shard), _cancel);

        void Add(string option, string path)
        {
            if (stage.Adds.Contains(option)) words.AddRange(["--" + option, path]);
        }
    }

    /// <summary>Writes which inputs are complete, with the content they had when their stage ended: those of earlier stages, which are not read before all their parts are there.</summary>
    private string? Stated(PlannedStage stage, int shard)
    {
        if (stage.Shards > 1) return null; // reads rows that were divided
        var files = new List<(string, string)>();
        foreach (var input in stage.Inputs.Where(i => i.Stage is not null && i.Limit is null).Select(i => _plan.Stage(i.Stage!)))
        {
            if (_plan.Target?.Stage == input.Name) files.Add((_work.Accepted(input), ContentHash.Sha256(_work.Accepted(input))));
            else if (input.Output == OutputKind.Rows) files.AddRange(Enumerable.Range(0, input.Shards).Where(i => _state.Of(input).Done(i)?.Figures?.Sha256 is not null).Select(i => (_work.Output(input, i), _state.Of(input).Done(i)!.Figures!.Sha256!)));
        }

        if (files.Count == 0) return null;
        Formats.WholeFile.Write(_work.Stated(stage, shard), StatedFiles.Text(files));
        return _work.Stated(stage, shard);
    }

    /// <summary>Many files of one folder are named by their folder, so that the command stays short.</summary>
    private static IReadOnlyList<string> Compact(PlannedStage stage, IReadOnlyList<string> inputs) =>
        stage.Tool is null || inputs.Count <= 16 ? inputs : [.. inputs.Select(i => Path.GetDirectoryName(i)!).Distinct(StringComparer.Ordinal)];

    private string? Value(string name, PlannedStage stage, int shard, string output, IReadOnlyList<string> inputs) => name switch
    {
        Placeholders.In => string.Join(' ', inputs),
        Placeholders.Out => output,
        Placeholders.Rejects => _work.Rejects(stage, shard),
        Placeholders.Shard => string.Create(CultureInfo.InvariantCulture, $"{shard + 1}/{stage.Shards}"),
        _ when name.StartsWith(Placeholders.File, StringComparison.Ordinal) => _work.File(stage, shard, name[Placeholders.File.Length..]),
        _ when name.StartsWith(Placeholders.Stage, StringComparison.Ordinal) => _work.Whole(_plan, _plan.Stage(name[Placeholders.Stage.Length..])),
        _ => null,
    };

    /// <summary>Where standard output is kept: the rows themselves where the program prints them.</summary>
    private string Printed(PlannedStage stage, int shard) =>
        PrintsRows(stage) ? _work.Output(stage, shard) + ".part" : stage.Output == OutputKind.Files ? _work.Output(stage, shard) : _work.Log(stage, shard) + ".out";

    private static bool PrintsRows(PlannedStage stage) =>
        stage.Output == OutputKind.Rows && !stage.Adds.Contains(InputOutputOptions.Out.Name) && !stage.Words.Any(w => Placeholders.NamesIn(w).Contains(Placeholders.Out));

    /// <summary>Gives printed rows their name.</summary>
    private void Seal(PlannedStage stage, int shard)
    {
        var output = _work.Output(stage, shard);
        try
        {
            if (PrintsRows(stage)) File.Move(output + ".part", output, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{output}: cannot be written: {e.Message}", e);
        }

        if (!File.Exists(output) && !Directory.Exists(output)) throw new ForgeException($"stage {stage.Name}: the program ended well and wrote no {output}");
    }

    public void Dispose() => _events.Dispose();
}
