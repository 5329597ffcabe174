using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>Runs a stage: inputs, order, concurrency, journal, rejects, budgets and gates, whole outputs, summary, exit code. Written once for all tools.</summary>
public sealed class StageRunner : IDisposable
{
    /// <summary>Items that may be read while an earlier one is not finished; each takes about 200 bytes of memory.</summary>
    private const int MostAhead = 1 << 18;

    private readonly RunSettings _settings;
    private readonly IRunReport _report;
    private readonly CancellationToken _cancel;
    private readonly CallJournal _journal;
    private readonly List<KeyValuePair<string, string>> _model = [];
    private readonly List<ICountsRetries> _clients = [];
    private BatchBook? _batches;

    /// <exception cref="ForgeException">Settings that do not go together.</exception>
    public StageRunner(RunSettings settings, IRunReport report, CancellationToken cancel)
    {
        _settings = settings;
        _report = report;
        _cancel = cancel;
        if (settings.Resume && settings.JournalPath is null)
            throw new ForgeException($"{settings.Names.Resume}: expected {settings.Names.Out} FILE, whose journal is FILE.journal, or {settings.Names.Journal} FILE for a run that writes to standard output");
        var twice = new[] { settings.Out, settings.Rejects, settings.Summary, settings.Report, settings.Journal }.Concat(settings.Side.Select(s => s.Value)).Concat(settings.Tree?.Files.Select(f => f.Value) ?? [])
            .Where(path => path is not null and not "-" && !RowWriter.IsDevice(path)).GroupBy(path => Path.GetFullPath(path!), StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new ForgeException($"{twice.First()}: named for two outputs; each needs a file of its own");
        RefuseOverwrittenInput(settings);
        if (settings.Batch is not null && settings.JournalPath is null)
            throw new ForgeException($"{settings.Names.Batch}: expected {settings.Names.Out} FILE, beside which batches and replies are kept, or {settings.Names.Journal} FILE for a run that writes to standard output");
        if (settings.Batch == BatchStep.Run && settings.Input.Paths.Contains("-"))
            throw new ForgeException($"{settings.Names.Batch}: standard input cannot be read twice; name files, or submit and collect");
        RowWriter.RequireNames([settings.Tree is null ? settings.Out : null, settings.Rejects, .. settings.Side.Select(s => s.Value), .. settings.Tree?.Files.Select(f => f.Value) ?? []]);
        WholeFile.RequireNames(settings.Summary, settings.Report);
        _journal = CallJournal.At(settings.JournalPath, settings.Resume, settings.Names);
        if (!settings.KeepsReplies) return;
        RequireNoBatches();
        _journal.RequireFree();
    }

    /// <summary>A run that asks at once would pay a second time for what is in batches, and they would then replace its rows.</summary>
    private void RequireNoBatches()
    {
        if (_settings.Batch is null && _settings.BatchFolder is { } folder) BatchBook.RequireNone(folder, _settings.Names);
    }

    /// <summary>Rows that a tool drops would be gone with the input they came from.</summary>
    private static void RefuseOverwrittenInput(RunSettings settings)
    {
        var read = settings.Input.Paths.Where(File.Exists).ToList();
        foreach (var path in new[] { settings.Out, settings.Rejects, settings.Summary, settings.Report }.Concat(settings.Side.Select(s => s.Value)).Concat(settings.Tree?.Files.Select(f => f.Value) ?? []).OfType<string>())
            if (FileStatus.OfTarget(path) is { IsRegular: true } written && read.Find(input => written.IsSameAs(FileStatus.OfTarget(input))) is { } both)
                throw new ForgeException($"{path}: is the input {both} too, which would be replaced by what is left of it; name another file");
    }

    /// <summary>The model with its replies kept in the run's journal.</summary>
    public IGenerator Keep(IGenerator model)
    {
        Note(model.Model, model.Revision, model.Precision, model.Engine, model);
        if (model is IBatchModel batch) return new BatchedGenerator(batch, _journal, _batches = new BatchBook(_settings.BatchFolder!, batch, _report));
        return new Journaled.Generator(model, _journal);
    }

    /// <inheritdoc cref="Keep(IGenerator)"/>
    public IScorer Keep(IScorer model)
    {
        Note(model.Model, model.Revision, null, null, model);
        return new Journaled.Scorer(model, _journal);
    }

    /// <inheritdoc cref="Keep(IGenerator)"/>
    public ILogProbScorer Keep(ILogProbScorer model)
    {
        Note(model.Model, model.Revision, null, null, model);
        return new Journaled.LogProbScorer(model, _journal);
    }

    /// <summary>The run's journal, for what a stage keeps itself.</summary>
    public IReplyStore Journal => _journal;

    /// <summary>The interpreter with its results kept in the run's journal.</summary>
    public ICodeRunner Keep(ICodeRunner interpreter)
    {
        _model.Add(KeyValuePair.Create("interpreter", interpreter.Version));
        return new Journaled.CodeRunner(interpreter, _journal);
    }

    private void Note(string model, string revision, string? precision, string? engine, object client)
    {
        var second = _model.All(m => m.Key != "name") ? "" : "second "; // a model that checks what the first one wrote
        _model.Add(KeyValuePair.Create(second + "name", model));
        _model.Add(KeyValuePair.Create(second + "revision", revision));
        if (precision is not null) _model.Add(KeyValuePair.Create(second + "precision", precision));
        if (engine is not null) _model.Add(KeyValuePair.Create(second + "engine", engine));
        if (client is ICountsRetries retries) _clients.Add(retries);
    }

    /// <summary>Reads, processes, writes and seals.</summary>
    /// <exception cref="ForgeException">An input, output or model cannot be used; outputs stay <c>.part</c> and replies in the journal.</exception>
    public async Task<ExitCode> Run<TItem>(Stage<TItem> stage)
        where TItem : class
    {
        RequireNoBatches();
        var identity = Identify(stage);
        if (_settings.Tree is null && _settings.Out is { } output && output != "-") RowWriter.RequireFree(output);
        if (_model.Count > 0) _journal.Open(identity, _settings.AcceptChanges, () => Recovered(stage));
        if (_batches is { } batches && _settings.Batch is { } step && await Batched(stage, batches, step)) return ExitCode.Ok;
        using var outputs = new RunOutputs(_settings);
        var feed = new ItemFeed<TItem>(stage, _settings, _journal, _report, _cancel);
        var counts = new RunCounts();
        long failures = 0;
        string? firstFailure = null;
        using var progress = _report.Begin(stage.Unit, () => _settings.Input.Paths.Count == 0 ? null : LineCount.Of(_settings.Input.Paths, _settings.Limit) * stage.UnitsPerRow);
        try
        {
            if (stage.InFlight > 1 || _journal.IsOpen) await Concurrently();
            else await InTurn();
        }
        catch (ForgeException e) when (_journal.HoldsCalls)
        {
            throw new ForgeException($"{e.Message}\nthe replies so far are kept in {_settings.JournalPath}: go on with {_settings.Names.Resume}", e) { Cause = e.Cause };
        }
        catch (OperationCanceledException) when (_journal.HoldsCalls)
        {
            progress.Dispose();
            _report.Write($"{_report.Tool}: the replies so far are kept in {_settings.JournalPath}: go on with {_settings.Names.Resume}\n");
            throw;
        }

        if (_settings.Report is { } report && stage.Report(counts) is { } json) WriteReport(report, json);
        outputs.Commit();
        progress.Dispose();
        counts.Add(RunCounts.RowsOut, outputs.Rows);
        counts.Add(RunCounts.Seconds, Math.Max(progress.Elapsed.TotalSeconds, 1e-3));
        var code = Tell(stage, counts, feed, failures, firstFailure, out var gates);
        if (_journal.Finish(failures) is { } left) _report.Warn(left);
        if (failures == 0) _batches?.Finish();
        WriteSummary(stage.OutputVersion, code, feed.Rows, outputs.Rows, feed.Bad, counts, failures, gates, progress.Elapsed);
        return code;

        async Task Concurrently()
        {
            using var spill = new ResultSpill();
            var done = feed.Read().SelectOrdered(2 * stage.InFlight, MostAhead, async (entry, cancel) => (entry.Bad, entry.Number, entry.Path, Place: spill.Put(await Process(entry, cancel))), _cancel);
            await foreach (var (bad, number, path, place) in done) Take(bad, number, path, spill.Take(place), flush: true);
        }

        async Task InTurn()
        {
            foreach (var entry in feed.Read())
            {
                _cancel.ThrowIfCancellationRequested();
                Take(entry.Bad, entry.Number, entry.Path, await Process(entry, _cancel), flush: false);
            }
        }

        ValueTask<StageResult> Process(WorkEntry<TItem> entry, CancellationToken cancel) => entry.Item is { } item ? stage.Process(item, cancel) : ValueTask.FromResult(Nothing);

        void Take(IReadOnlyList<Row> bad, long number, string? path, StageResult result, bool flush)
        {
            foreach (var (name, value) in result.Counts) counts.Add(name, value);
            failures += result.Failures;
            firstFailure ??= result.Failure;
            outputs.Write(bad, number, path, result, counts, flush);
            progress.Add(result.Units, () => Rate(outputs.Rows, counts, progress.Elapsed));
        }
    }

    /// <summary>Sends what is open and takes in what has come, as far as the step goes.</summary>
    /// <returns>Whether the run ends here: the replies are still to come, or the output was finished before.</returns>
    private async Task<bool> Batched<TItem>(Stage<TItem> stage, BatchBook batches, BatchStep step)
        where TItem : class
    {
        if (batches.IsEmpty && step != BatchStep.Run && await WasFinished(stage, batches, step)) return true;
        if (step == BatchStep.Collect)
        {
            if (batches.IsEmpty) return false;
            await batches.Collect(_journal, _settings.BatchWait, _cancel);
            return false;
        }

        await batches.Look(_cancel);
        batches.TakeIn(_journal);
        batches.Reopen(); // what expired or failed goes into the next batch
        while (true)
        {
            await Ask(stage, batches, takes: true);
            if (!batches.IsEmpty) _journal.Stay();
            var sent = await batches.Send(_cancel);
            if (step == BatchStep.Submit)
            {
                if (sent > 0 || batches.Waiting > 0) _report.Say($"{Quantity.Of(batches.Waiting, "request")} under way; collect takes the replies in");
                else SayAnswered();
                return true;
            }

            if (sent == 0 && batches.Waiting == 0) return false;
            await batches.Collect(_journal, _settings.BatchWait, _cancel);
        }
    }

    /// <summary>Goes through the items without writing their rows.</summary>
    /// <param name="takes">Whether requests that are not answered are noted for a batch.</param>
    /// <returns>Rows that were read.</returns>
    private async Task<long> Ask<TItem>(Stage<TItem> stage, BatchBook batches, bool takes)
        where TItem : class
    {
        batches.Takes = takes;
        var feed = new ItemFeed<TItem>(stage, _settings, _journal, _report, _cancel);
        foreach (var entry in feed.Read())
        {
            _cancel.ThrowIfCancellationRequested();
            if (entry.Item is { } item) await stage.Process(item, _cancel);
        }

        batches.Takes = false;
        return feed.Rows;
    }

    /// <summary>Where no batch is noted: the output of an earlier run may be all there is to say.</summary>
    /// <exception cref="ForgeException">There is nothing to collect, or the output is of a finished run whose rows do not say what was asked for.</exception>
    private async Task<bool> WasFinished<TItem>(Stage<TItem> stage, BatchBook batches, BatchStep step)
        where TItem : class
    {
        var isThere = OutputIsThere && _journal.IsNew;
        var isUnreadable = isThere && _journal.Earlier == 0;
        if (step == BatchStep.Submit && !isUnreadable) return false; // what is open is found when it is sent
        var rows = await Ask(stage, batches, takes: false);
        if (batches.Open > 0)
        {
            _journal.Go();
            throw new ForgeException(
                isUnreadable && step == BatchStep.Submit ? $"{OutputName}: the output is finished: no batch of it is under way; remove it, and {_settings.Names.Batch} submit makes it anew"
                : isUnreadable ? $"{OutputName}: the output is finished: no batch of it is under way, nothing is left to collect"
                : $"{_settings.BatchFolder}: holds no batches: nothing was submitted for this output");
        }

        if (step == BatchStep.Collect && !(isThere && _journal.Left == 0))
            return rows > 0 && _settings.Input.Paths.Contains("-") ? throw new ForgeException($"{_settings.Names.Batch}: standard input cannot be read twice; name files") : false;
        SayAnswered();
        return true;
    }

    private void SayAnswered()
    {
        _report.Say(OutputIsThere && _journal.IsNew && _journal.Left == 0 ? $"{OutputName}: the output is finished: every request is answered" : "every request is answered: collect writes the rows");
        _journal.Go();
    }

    private bool OutputIsThere => _settings.Tree is { } tree ? tree.Files.Count > 0 && tree.Files.All(f => File.Exists(f.Value)) : _settings.Out is not null and not "-" && File.Exists(_settings.Out);

    private string OutputName => _settings.Tree?.Folder ?? _settings.Out!;

    private static string Replies(long count) => $"{Quantity.Of(count, "reply")} {(count == 1 ? "was" : "were")}";

    private void WriteReport(string path, byte[] json)
    {
        if (path == "-") _report.Write(Encoding.UTF8.GetString(json) + "\n");
        else WholeFile.Write(path, [.. json, (byte)'\n']);
    }

    private static readonly StageResult Nothing = new() { Units = 0 };

    private static string Rate(long rows, RunCounts counts, TimeSpan elapsed) => counts[TokenCounts.Generated] is > 0 and var tokens
        ? $"{rows:N0} rows, {tokens / Math.Max(elapsed.TotalSeconds, 1e-3):N0} tokens/s"
        : $"{rows:N0} rows";

    private RunIdentity Identify<TItem>(Stage<TItem> stage)
        where TItem : class
    {
        var identity = new RunIdentity();
        identity.Add("tool", _report.Tool);
        identity.Add("output version", stage.OutputVersion.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, value) in _model) identity.Add($"model {name}", value);
        foreach (var (name, value) in _settings.Settings) identity.Add(name, value);
        if (_settings.JournalPath is not null && _model.Count > 0) identity.AddInputs(_settings.Input.Paths, _cancel);
        return identity;
    }

    /// <summary>Replies that a finished output holds, where its journal is gone.</summary>
    private IEnumerable<(string Id, byte[] Reply)> Recovered<TItem>(Stage<TItem> stage)
        where TItem : class
    {
        if (_settings.Tree is not null || _settings.Out is not { } output || output == "-" || !File.Exists(output)) yield break;
        foreach (var row in RowReader.Open(output, cancel: _cancel))
        {
            if (stage.Recover(row) is not { } earlier) yield break;
            if (earlier.Difference is { } difference && !_settings.AcceptChanges)
                throw new ForgeException($"{_settings.Names.Resume}: this is not the run that {output} holds: {difference}; {_settings.Names.AcceptChanges} goes on with what still fits");
            yield return (earlier.Id, GenerationJson.Write(earlier.Generation));
        }
    }

    private ExitCode Tell<TItem>(Stage<TItem> stage, RunCounts counts, ItemFeed<TItem> feed, long failures, string? firstFailure, out IReadOnlyList<RunGate> gates)
        where TItem : class
    {
        _report.SayIfNoRows(feed.Rows + feed.Bad, _settings.Input.Paths);
        foreach (var line in stage.Summary(counts)) _report.Say(line);
        if (SourceClasses.Summary(counts) is { } classes) _report.Say(classes);
        if (_journal.Taken > 0) _report.Say($"{Replies(_journal.Taken)} kept from before, {_journal.Made:N0} {(_journal.Made == 1 ? "is" : "are")} new");
        foreach (var line in stage.Warnings(counts)) _report.Warn(line);
        var failed = failures == 0 ? null : $"{failures:N0} {stage.FailuresAre}, the first with: {firstFailure}";
        var bad = feed.BadRows;
        gates =
        [
            new RunGate(_settings.Names.MaxFailures.TrimStart('-'), _settings.MaxFailures, failures, failures > _settings.MaxFailures ? $"{failed}; {_settings.Names.MaxFailures} allows {_settings.MaxFailures:N0}" : null),
            new RunGate("max-bad", _settings.MaxBad ?? 0, bad.Count, bad.Overspent ? bad.Verdict : null),
        ];
        if (failed is not null && gates[0].Verdict is null) _report.Warn(failed);
        if (_clients.Sum(c => c.RetriesMade) is > 0 and var retries) _report.Say($"{Quantity.Of(retries, "request")} {(retries == 1 ? "was" : "were")} retried");
        if (bad.Count > 0) _report.Warn(bad.Summary);
        foreach (var gate in gates)
            if (gate.Verdict is { } verdict) _report.Gate(verdict);
        return gates.Any(g => g.Verdict is not null) ? ExitCode.GateFailed : ExitCode.Ok;
    }

    private void WriteSummary(int outputVersion, ExitCode code, long rowsIn, long rowsOut, long bad, RunCounts counts, long failures, IReadOnlyList<RunGate> gates, TimeSpan elapsed)
    {
        if (_settings.Summary is not { } path) return;
        var outputs = new List<KeyValuePair<string, string>>();
        if (_settings.Tree is { } tree) outputs.AddRange(tree.Files.Select(f => KeyValuePair.Create("out", f.Value)));
        else if (_settings.Out is { } output) outputs.Add(KeyValuePair.Create("out", output));
        outputs.AddRange(_settings.Side);
        if (_settings.Rejects is { } rejects) outputs.Add(KeyValuePair.Create("rejects", rejects));
        new RunSummary(_report.Tool, _settings.Version, outputVersion)
        {
            ExitCode = code,
            RowsIn = rowsIn,
            RowsOut = rowsOut,
            BadRecords = bad,
            Counts = counts,
            Failures = failures,
            Gates = gates,
            Settings = _settings.Settings,
            Model = _model,
            CallsMade = _journal.Made,
            CallsKept = _journal.Taken,
            Inputs = _settings.Input.Paths,
            Outputs = outputs,
            Seconds = elapsed.TotalSeconds,
        }.Write(path, _cancel);
    }

    public void Dispose()
    {
        _batches?.Dispose();
        _journal.Dispose();
    }
}
