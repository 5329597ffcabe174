using System.Globalization;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>A run's batches, in a folder beside its journal: <c>NNNN.requests.jsonl</c> was or is to be sent, <c>NNNN.results.jsonl</c> are its replies, and <c>batches.jsonl</c> says what was done with each.</summary>
/// <remarks>
/// A batch is noted as prepared before it is sent, and under its id afterwards. A process that dies between the two leaves one that may have been sent; it is looked for at the service before it is sent again, so that nothing is paid twice.
/// What is open is a set difference by sample ids: requests of a batch whose results are here count as asked no more, so that expired and failed lines go into the next one.
/// </remarks>
internal sealed class BatchBook : IDisposable
{
    private const string Requests = ".requests.jsonl";
    private const string Results = ".results.jsonl";
    private const string NotesName = "batches.jsonl";
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly IBatchModel _model;
    private readonly IRunReport _report;
    private readonly List<Entry> _entries = [];
    private readonly HashSet<UInt128> _underWay = [];
    private readonly Dictionary<UInt128, OpenRequest> _faults = [];
    private readonly HashSet<string> _told = [];
    private readonly Lock _gate = new();
    private FileStream? _file; // of requests that are being noted
    private long _lines;

    private sealed class Entry(BatchFile file)
    {
        public BatchFile File { get; } = file;

        public string? Id { get; set; }

        /// <summary>Where it was sent; null where that was not noted.</summary>
        public string? Service { get; set; }

        public string? Fault { get; set; }

        public bool IsOpen => Fault is null && !System.IO.File.Exists(File.Results);
    }

    /// <exception cref="ForgeException">The folder cannot be read, or holds what is none of ours.</exception>
    public BatchBook(string folder, IBatchModel model, IRunReport report)
    {
        (_folder, _model, _report) = (folder, model, report);
        Guard(folder, Load);
    }

    /// <summary>A run that asks at once does not go over batches.</summary>
    /// <exception cref="ForgeException">The folder holds some.</exception>
    public static void RequireNone(string folder, OptionNames names)
    {
        var notes = Path.Combine(folder, NotesName);
        if (new FileInfo(notes) is { Exists: true, Length: > 0 })
            throw new ForgeException($"{notes}: batches of this output are under way or not finished: go on with {names.Batch} collect or {names.Batch} submit, or remove {folder} and give up what they bring");
    }

    private string Notes => Path.Combine(_folder, NotesName);

    private string At(int number, string suffix) => Path.Combine(_folder, number.ToString("0000", CultureInfo.InvariantCulture) + suffix);

    private void Load()
    {
        if (!File.Exists(Notes)) return;
        var text = File.ReadAllText(Notes);
        var number = 0;
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)) // a last line that a kill tore is none
        {
            number++;
            try
            {
                using var note = JsonDocument.Parse(line);
                var root = note.RootElement;
                var batch = root.GetProperty("batch").GetInt32();
                if (root.TryGetProperty("name", out var name)) _entries.Add(new Entry(new BatchFile(name.GetString()!, At(batch, Requests), At(batch, Results), root.GetProperty("requests").GetInt64(), root.GetProperty("prepared").GetDateTimeOffset())));
                if (root.TryGetProperty("id", out var id)) _entries[batch - 1].Id = id.GetString();
                if (root.TryGetProperty("service", out var service)) _entries[batch - 1].Service = service.GetString();
                if (root.TryGetProperty("fault", out var fault)) _entries[batch - 1].Fault = fault.GetString();
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
            {
                throw ForgeException.BadRecord(Notes, number, $"expected a note of a batch: {e.Message}");
            }
        }

        if (text.Length > 0 && text[^1] != '\n') File.WriteAllText(Notes, text[..(text.LastIndexOf('\n') + 1)]);
        foreach (var entry in _entries.Where(e => e.IsOpen)) _underWay.UnionWith(Asked(entry.File.Path));
    }

    /// <summary>True where no batch is noted or being noted.</summary>
    public bool IsEmpty => _entries.Count == 0 && _file is null;

    /// <summary>Requests that were not answered when they were asked for.</summary>
    public long Open { get; private set; }

    /// <summary>Requests of batches that were sent and whose replies are not here.</summary>
    public long Waiting => _entries.Where(e => e.IsOpen).Sum(e => e.File.Requests);

    /// <summary>Whether requests that are not answered are noted for a batch.</summary>
    public bool Takes { get; set; }

    /// <summary>A request that is not answered.</summary>
    public OpenRequest Ask(string id, Func<byte[]> line)
    {
        var key = Key(id)!.Value;
        lock (_gate)
        {
            Open++;
            if (_faults.TryGetValue(key, out var fault)) return fault;
            if (_underWay.Contains(key)) return new OpenRequest("its batch has not ended");
            if (!Takes) return new OpenRequest("it is in no batch");
            Note(line());
            _underWay.Add(key);
            return new OpenRequest("it goes into a batch");
        }
    }

    private void Note(byte[] line) => Guard(_folder, () =>
    {
        if (_file is not null && (_lines == _model.Limits.Requests || _file.Length + line.Length + 1 > _model.Limits.Bytes)) Seal();
        if (_file is null) Directory.CreateDirectory(_folder);
        _file ??= new FileStream(At(_entries.Count + 1, Requests), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        _file.Write(line);
        _file.WriteByte((byte)'\n');
        _lines++;
    });

    /// <summary>The file that is being written becomes a batch that is prepared.</summary>
    private void Seal()
    {
        if (_file is null) return;
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _file = null;
        var now = _report.Time.GetUtcNow();
        var number = _entries.Count + 1;
        var name = "forge-" + StableHash.Hex128("batch/1", Path.GetFullPath(_folder), number.ToString(CultureInfo.InvariantCulture), now.UtcTicks.ToString(CultureInfo.InvariantCulture), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        var entry = new Entry(new BatchFile(name, At(number, Requests), At(number, Results), _lines, now));
        Write(number, w =>
        {
            w.WriteString("name", name);
            w.WriteNumber("requests", _lines);
            w.WriteString("prepared", now);
        });
        _entries.Add(entry);
        _lines = 0;
    }

    private void Write(int number, Action<Utf8JsonWriter> note)
    {
        using var notes = new FileStream(Notes, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        notes.Write([.. RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteNumber("batch", number);
            note(w);
            w.WriteEndObject();
        }), (byte)'\n']);
        notes.Flush(flushToDisk: true);
    }

    /// <summary>Sends what is prepared: what was noted now, and what an earlier process did not come to send.</summary>
    /// <returns>Requests that were sent.</returns>
    /// <exception cref="ForgeException">The service cannot be reached or refuses a batch; what was sent is noted.</exception>
    public async Task<long> Send(CancellationToken cancel)
    {
        var before = _entries.Count;
        Guard(_folder, Seal);
        long sent = 0;
        var known = _entries.Select(e => e.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i];
            if (entry.Id is not null || !entry.IsOpen) continue;
            cancel.ThrowIfCancellationRequested();
            var found = i < before ? await _model.Find(entry.File, known, cancel) : null; // sent by a process that then died
            entry.Id = found ?? await _model.Send(entry.File, cancel);
            entry.Service = _model.Service;
            known.Add(entry.Id);
            Guard(_folder, () => Write(i + 1, w =>
            {
                w.WriteString("id", entry.Id);
                w.WriteString("service", entry.Service);
            }));
            sent += entry.File.Requests;
            _report.Say($"batch {i + 1}: {Quantity.Of(entry.File.Requests, "request")}{(found is null ? "" : ", had been sent before")}: {Printable.Line(entry.Id)}");
        }

        return sent;
    }

    /// <summary>Takes the replies of batches that have ended into the journal.</summary>
    /// <param name="wait">Longest wait for those that have not.</param>
    /// <exception cref="ForgeException">Some have not ended, or the service cannot be reached.</exception>
    public async Task Collect(CallJournal journal, TimeSpan wait, CancellationToken cancel)
    {
        if (_entries.FindIndex(e => e.Id is null && e.IsOpen) is >= 0 and var unsent) throw new ForgeException($"{_folder}: batch {unsent + 1} was not sent: submit again, which sends it");
        var began = _report.Time.GetTimestamp();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var open = new List<string>();
            for (var i = 0; i < _entries.Count; i++)
                if (_entries[i].IsOpen && await Fetch(i, cancel) is { } state) open.Add($"batch {i + 1} ({Printable.Line(_entries[i].Id!)}): {state}");
            if (open.Count == 0) break;
            var left = wait - _report.Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) throw new ForgeException($"{string.Join("; ", open)}; collect again later");
            await Task.Delay(pause < left ? pause : left, _report.Time, cancel);
        }

        _underWay.Clear();
        TakeIn(journal);
    }

    /// <summary>Asks after the batches that were sent: what an ended one did not answer is open from now on, and all of one that failed, or that the service does not know.</summary>
    /// <exception cref="ForgeException">The service cannot be reached.</exception>
    public async Task Look(CancellationToken cancel)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (_entries[i] is not { Id: not null, IsOpen: true } entry || await Fetch(i, cancel) is not null) continue;
            if (entry.Fault is { } fault) Guard(_folder, () => Write(i + 1, w => w.WriteString("fault", fault)));
            _underWay.ExceptWith(Asked(entry.File.Path));
        }
    }

    /// <summary>Takes the replies that are here into the journal.</summary>
    public void TakeIn(CallJournal journal)
    {
        foreach (var entry in _entries.Where(e => !e.IsOpen)) Take(entry, journal);
    }

    /// <returns>How far it is; null where its replies are here or will not come.</returns>
    private async Task<string?> Fetch(int i, CancellationToken cancel)
    {
        var entry = _entries[i];
        var progress = await Progress(i, cancel);
        if (progress.Fault is not null) return null;
        if (!progress.HasEnded) return $"{progress.State}, {progress.Done:N0} of {Quantity.Of(entry.File.Requests, "request")} done";
        if (!File.Exists(entry.File.Results))
        {
            var part = entry.File.Results + ".part";
            if (await _model.Fetch(entry.File, entry.Id!, part, cancel) is { } gone)
            {
                Fail(i, entry, gone);
                return null;
            }

            Guard(part, () => File.Move(part, entry.File.Results, overwrite: true));
        }

        return null;
    }

    /// <summary>Asks after a batch. That it failed is not noted on disk here: a service that did not know it by mistake is asked again by the next process, as long as nothing was sent in its place.</summary>
    private async Task<BatchProgress> Progress(int i, CancellationToken cancel)
    {
        var entry = _entries[i];
        var progress = await _model.Progress(entry.File, entry.Id!, cancel);
        if (progress.Fault is not { } fault) return progress;
        if (progress.IsUnknown && entry.Service is { } service && service != _model.Service)
            throw new ForgeException($"batch {i + 1} was sent to {service}: {fault}, which is {_model.Service} here; name the service that it was sent to");
        Fail(i, entry, fault);
        return progress;
    }

    private void Fail(int i, Entry entry, string fault)
    {
        entry.Fault = fault;
        _report.Warn($"batch {i + 1}: {fault}; its requests are open: submit sends them again");
    }

    private void Take(Entry entry, CallJournal journal)
    {
        var asked = Guard(entry.File.Path, () => Asked(entry.File.Path));
        if (!File.Exists(entry.File.Results))
        {
            foreach (var id in asked) _faults[id] = new OpenRequest($"its batch failed: {entry.Fault}");
            return;
        }

        var (foreign, bad, firstBad) = (0L, 0L, "");
        using var lines = Guard(entry.File.Results, () => new LineReader(new FileStream(entry.File.Results, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), entry.File.Results));
        while (lines.TryRead(out var line))
        {
            if (line.Trim(" \t"u8).Length == 0) continue;
            var (reply, flaw) = _model.Read(line.ToArray());
            if (reply is null)
            {
                if (bad++ == 0) firstBad = $"{entry.File.Results}:{lines.Line}: expected a reply as a JSON object with the text custom_id: {flaw}";
                continue;
            }

            if (Key(reply.Id) is not { } id || !asked.Remove(id))
            {
                foreign++;
                continue;
            }

            _faults.Remove(id);
            if (reply.Text is { } generation) journal.Restore(reply.Id, GenerationJson.Write(generation));
            else _faults[id] = new OpenRequest(reply.Error!, reply.InputTokens, reply.GeneratedTokens);
        }

        foreach (var id in asked) _faults[id] = new OpenRequest("its batch brought no reply");
        if (!_told.Add(entry.File.Results)) return;
        if (bad > 0) _report.Warn($"{firstBad}; {Quantity.Of(bad, "bad line")} passed over: requests without a reply stay open, submit sends them again");
        if (foreign > 0) _report.Warn($"{entry.File.Results}: {Quantity.Of(foreign, "reply")} to requests that its batch does not hold, or a second time; passed over");
    }

    private static HashSet<UInt128> Asked(string path)
    {
        var ids = new HashSet<UInt128>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            try
            {
                using var request = JsonDocument.Parse(line);
                ids.Add(Key(request.RootElement.GetProperty("custom_id").GetString()!)!.Value);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
            {
                throw ForgeException.BadRecord(path, number, $"expected a request of a batch, as it was sent: {e.Message}");
            }
        }

        return ids;
    }

    /// <summary>What failed is asked for again.</summary>
    public void Reopen() => _faults.Clear();

    /// <summary>Everything is answered: the folder goes.</summary>
    public void Finish() => Guard(_folder, () =>
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    });

    private static UInt128? Key(string id) => id.Length == 32 && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) ? key : null;

    private static void Guard(string path, Action action) => Guard(path, () =>
    {
        action();
        return true;
    });

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>A file of requests that was not sealed goes; one that a kill left is written over by the next one.</summary>
    public void Dispose()
    {
        if (_file is null) return;
        _file.Dispose();
        try
        {
            File.Delete(_file.Name);
            if (!Directory.EnumerateFileSystemEntries(_folder).Any()) Directory.Delete(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The run is failing already; what stays is written over.
        }
    }
}
