using System.Globalization;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>What a run got from its model, written at once: a kill loses only the requests under way. Resuming is a set difference by the identity of each call.</summary>
/// <remarks>
/// JSON lines: first the run's identity, then <c>{"call":"32 hex digits","reply":…}</c>, and for standard input <c>{"row":N,"hash":"…"}</c>. Memory holds an id and a place a call;
/// the replies stay on disk. A last line that a kill tore is cut off. While it is open no other process can write it. Safe for several threads.
/// </remarks>
public sealed class CallJournal : IReplyStore, IDisposable
{
    private const int IdDigits = 32;
    private const int WouldBlock = 11;

    private static readonly int ReplyAt = CallStart.Length + IdDigits + ReplyStart.Length;

    private static ReadOnlySpan<byte> CallStart => "{\"call\":\""u8;

    private static ReadOnlySpan<byte> ReplyStart => "\",\"reply\":"u8;

    private readonly Dictionary<UInt128, (long Start, int Length, bool Taken)> _calls = [];
    private readonly Dictionary<long, string> _rows = [];
    private readonly Lock _gate = new();
    private readonly OptionNames _names;
    private readonly string? _path;
    private readonly bool _resume;
    private FileStream? _file;
    private long _end;
    private bool _wasFinished;
    private bool _isOurs;
    private bool _goes;

    private CallJournal(string? path, bool resume, OptionNames names)
    {
        _names = names;
        _path = path;
        _resume = resume;
    }

    /// <summary>Calls of earlier runs that this one took over.</summary>
    public long Taken { get; private set; }

    /// <summary>Calls made by this run and kept.</summary>
    public long Made { get; private set; }

    /// <summary>True where calls are kept.</summary>
    public bool IsOpen => _file is not null;

    /// <summary>True when replies lie on disk that a later run can take over.</summary>
    public bool HoldsCalls
    {
        get
        {
            lock (_gate) return _file is not null && Made + _calls.Count > 0;
        }
    }

    /// <param name="path">Null keeps nothing.</param>
    internal static CallJournal At(string? path, bool resume, OptionNames names) => new(path, resume, names);

    /// <summary>True where the file was made by this run.</summary>
    internal bool IsNew => _isOurs;

    /// <summary>Replies of earlier runs, in the journal or in the output.</summary>
    internal int Earlier => _calls.Count;

    /// <summary>Replies of earlier runs that this one did not ask for.</summary>
    internal int Left => _calls.Values.Count(c => !c.Taken);

    /// <summary>Looks at the file before the run's model or sandbox is opened, and leaves it as it is.</summary>
    /// <exception cref="ForgeException">Another process writes it, or it holds an interrupted run and this one is not its resumption.</exception>
    internal void RequireFree() => Guard(() =>
    {
        if (_path is null || FileStatus.Of(_path) is not { IsRegular: true }) return;
        using var file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        if (_resume || file.Length == 0) return;
        using var head = Read(file, out _);
        if (head is not null) RequireFinished();
        _calls.Clear();
        _rows.Clear();
        _wasFinished = false;
    });

    /// <summary>Opens the file; reads it where the run is resumed.</summary>
    /// <param name="recover">Calls taken from a finished output, where there is no journal.</param>
    /// <exception cref="ForgeException">It holds an interrupted run and this one is not its resumption, or the runs differ.</exception>
    internal void Open(RunIdentity identity, bool acceptChanges, Func<IEnumerable<(string Id, byte[] Reply)>>? recover)
    {
        if (_path is null) return;
        _isOurs = !File.Exists(_path);
        Guard(() =>
        {
            if (FileStatus.Of(_path) is { IsRegular: false, IsFolder: false }) File.Delete(_path); // what a link points to is not ours to write
            if (Path.GetDirectoryName(_path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            _file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (_file.Length > 0) Load(identity, acceptChanges);
            if (_file.Length == 0 || !_resume) Begin(identity);
        });

        if (_isOurs && _resume && recover is not null)
            foreach (var (id, reply) in recover()) Add(id, reply, own: false);
    }

    private void Guard(Action open)
    {
        try
        {
            open();
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new ForgeException($"{_path}: another process is writing it", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{_path}: cannot be written: {e.Message}", e);
        }
    }

    private void Begin(RunIdentity identity)
    {
        _file!.SetLength(0);
        _end = 0;
        _calls.Clear();
        byte[] head = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteNumber("journal", 1);
            w.WritePropertyName("run");
            identity.Write(w);
            w.WriteEndObject();
        });
        Append([.. head, (byte)'\n']);
    }

    /// <summary>Reads what an earlier run left.</summary>
    private void Load(RunIdentity identity, bool acceptChanges)
    {
        using var head = Read(_file!, out _end);
        _file!.SetLength(_end); // without the line that a kill tore
        if (head is null) return;
        if (!_resume)
        {
            RequireFinished();
            return;
        }

        var differences = identity.DifferencesFrom(head.RootElement.GetProperty("run"));
        if (differences.Count > 0 && !acceptChanges)
            throw new ForgeException($"{_names.Resume}: this is not the run whose replies {_path} holds: {string.Join("; ", differences)}; {_names.AcceptChanges} goes on with what still fits");
        if (differences.Count > 0) _rows.Clear();
        AcceptsChanges = acceptChanges;
    }

    /// <summary>Indexes a journal.</summary>
    /// <param name="whole">Length of its whole lines.</param>
    /// <returns>Its first line; null where that is torn.</returns>
    private JsonDocument? Read(FileStream file, out long whole)
    {
        whole = 0;
        var reader = new JournalReader(file, _path!);
        if (reader.Next() is not { } first) return null;
        var head = Parse(first.Line, 1);
        if (head.RootElement.ValueKind != JsonValueKind.Object || !head.RootElement.TryGetProperty("journal", out var version) || !head.RootElement.TryGetProperty("run", out _))
            throw new ForgeException($"{_path}: no journal of a run; name another file or remove it");
        if (version.GetRawText() != "1") throw new ForgeException($"{_path}: written by another version (format {version.GetRawText()}, 1 is read); remove the file");
        for (var number = 2; reader.Next() is { } line; number++) Index(line.Line, line.Start, number);
        whole = reader.WholeLength;
        return head;
    }

    private void RequireFinished()
    {
        if (_calls.Count > 0 && !_wasFinished) throw new ForgeException($"{_path}: holds {Quantity.Of(_calls.Count, "reply")} of an interrupted run: go on with {_names.Resume}, or remove the file");
    }

    /// <summary>Rows of standard input may differ from those of the run that is resumed.</summary>
    private bool AcceptsChanges { get; set; }

    private void Index(byte[] line, long start, int number)
    {
        if (line.AsSpan().StartsWith(CallStart) && line.Length > ReplyAt
            && UInt128.TryParse(line.AsSpan(CallStart.Length, IdDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
        {
            _calls[id] = (start + ReplyAt, line.Length - ReplyAt - 1, false);
            return;
        }

        using var document = Parse(line, number);
        if (document.RootElement.TryGetProperty("row", out var row)) _rows[row.GetInt64()] = document.RootElement.GetProperty("hash").GetString()!;
        else if (document.RootElement.TryGetProperty("finished", out _)) _wasFinished = true;
        else throw new ForgeException($"{_path}:{number}: expected a call, a row or the end of a run");
    }

    private JsonDocument Parse(byte[] line, int number)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{_path}:{number}: expected a line of a run's journal: {e.Message}", e);
        }
    }

    /// <summary>The reply to a call as it was kept; null when the call is still to be made.</summary>
    public JsonDocument? Take(string id)
    {
        if (_file is null || _calls.Count == 0) return null;
        var key = Key(id);
        (long Start, int Length, bool Taken) place;
        lock (_gate)
        {
            if (!_calls.TryGetValue(key, out place)) return null;
            if (!place.Taken) Taken++;
            _calls[key] = place with { Taken = true };
        }

        return JsonDocument.Parse(StoredBytes.Read(_file.SafeFileHandle, place.Start, place.Length, _path!));
    }

    /// <summary>Writes a reply to disk at once.</summary>
    /// <exception cref="ForgeException">The journal cannot be written.</exception>
    public void Keep(string id, byte[] reply)
    {
        if (_file is not null) Add(id, reply, own: true);
    }

    private void Add(string id, byte[] reply, bool own)
    {
        var line = new byte[ReplyAt + reply.Length + 2];
        CallStart.CopyTo(line);
        Encoding.ASCII.GetBytes(id, line.AsSpan(CallStart.Length));
        ReplyStart.CopyTo(line.AsSpan(CallStart.Length + IdDigits));
        reply.CopyTo(line, ReplyAt);
        line[^2] = (byte)'}';
        line[^1] = (byte)'\n';
        lock (_gate)
        {
            var start = Append(line);
            if (own) Made++;
            else _calls[Key(id)] = (start + ReplyAt, reply.Length, false);
        }
    }

    /// <summary>Writes a reply that came in a batch; <see cref="Take"/> gives it out.</summary>
    /// <returns>False where one is there already.</returns>
    /// <exception cref="ForgeException">The journal cannot be written.</exception>
    internal bool Restore(string id, byte[] reply)
    {
        if (_calls.ContainsKey(Key(id))) return false;
        Add(id, reply, own: false);
        return true;
    }

    /// <summary>The file stays although nothing was answered yet: its first line says which run the batches are of.</summary>
    internal void Stay() => _isOurs = false;

    /// <summary>A file that this run made goes at its end: what it holds stands in the output too.</summary>
    internal void Go() => _goes = _isOurs;

    /// <summary>Compares a row of standard input with the row that stood in its place, and notes it.</summary>
    /// <exception cref="ForgeException">Another row stood there.</exception>
    internal void Row(long number, ReadOnlySpan<byte> utf8)
    {
        if (_file is null) return;
        var hash = StableHash.Of(utf8).ToString("x16", CultureInfo.InvariantCulture);
        if (_rows.TryGetValue(number, out var then))
        {
            if (then == hash || AcceptsChanges) return;
            throw new ForgeException($"{_names.Resume}: standard input's row {number + 1} is not the one that the run had whose replies {_path} holds; {_names.AcceptChanges} goes on with what still fits");
        }

        lock (_gate) Append(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"row\":{number},\"hash\":\"{hash}\"}}\n")));
    }

    /// <param name="line">With its line feed.</param>
    private long Append(byte[] line)
    {
        try
        {
            var start = _end;
            RandomAccess.Write(_file!.SafeFileHandle, line, start);
            _end += line.Length;
            return start;
        }
        catch (IOException e)
        {
            throw new ForgeException($"{_path}: cannot be written: {e.Message}", e);
        }
    }

    private static UInt128 Key(string id) => UInt128.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>After the outputs have their names: the journal goes, unless a later run can use it.</summary>
    /// <param name="failures">Requests that failed: a resumed run asks these alone.</param>
    /// <returns>What is to be said about what stays; null when nothing does.</returns>
    internal string? Finish(long failures)
    {
        if (_file is null) return null;
        var left = Left;
        _isOurs = false;
        if (failures == 0 && left == 0)
        {
            try
            {
                File.Delete(_path!);
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ForgeException($"{_path}: cannot be removed: {e.Message}; the outputs are whole", e);
            }
        }

        lock (_gate) Append("{\"finished\":true}\n"u8.ToArray());
        return failures > 0
            ? $"what was answered is kept in {_path}: {_names.Resume} asks for the failed ones alone"
            : $"{left:N0} earlier replies do not belong to this run (other rows, model or settings); they are kept in {_path}";
    }

    /// <summary>A journal that this run made and nothing was answered for goes.</summary>
    public void Dispose()
    {
        if (_file is null) return;
        try
        {
            if (_goes || (_isOurs && Made == 0 && Taken == 0)) File.Delete(_path!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The run is failing already, or has ended; an empty journal hurts no later one.
        }

        _file.Dispose();
    }
}
