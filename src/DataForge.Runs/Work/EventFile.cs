using System.Text.Json;
using DataForge.Core;

namespace DataForge.Runs.Work;

/// <summary>A worker's own file of events: appended to by one process, read by all.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _gate = new();

    /// <exception cref="ForgeException">It cannot be made.</exception>
    public EventFile(string folder, string worker)
    {
        var path = Path.Combine(folder, worker + ".jsonl");
        try
        {
            Directory.CreateDirectory(folder);
            _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes the event in one piece and to disk.</summary>
    /// <exception cref="ForgeException">It cannot be written, or the file is gone: nobody would read it, and the part would be begun again for ever.</exception>
    public void Add(RunEvent happened)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(happened, EventJson.Default.RunEvent), (byte)'\n'];
        if (!File.Exists(_file.Name)) throw new ForgeException($"{_file.Name}: is gone: the work folder was removed while it was worked in");
        try
        {
            lock (_gate)
            {
                _file.Write(line);
                if (happened.Kind != EventKind.Started) _file.Flush(flushToDisk: true);
            }
        }
        catch (IOException e)
        {
            throw new ForgeException($"{_file.Name}: cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>Reads what all workers have written, each time from where it stopped; a line that is not whole yet, or was torn by a kill, is left.</summary>
internal sealed class EventReader(string folder)
{
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    /// <summary>Events since the last call, files in ordinal order.</summary>
    /// <exception cref="ForgeException">A line is no event.</exception>
    public IReadOnlyList<RunEvent> Next()
    {
        var events = new List<RunEvent>();
        if (!Directory.Exists(folder)) return events;
        foreach (var path in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            try
            {
                var from = _read.GetValueOrDefault(path);
                if (new FileInfo(path).Length <= from) continue;
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                file.Position = from;
                var bytes = new byte[file.Length - from];
                file.ReadExactly(bytes);
                var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
                for (var at = 0; at < whole;)
                {
                    var end = at + bytes.AsSpan(at).IndexOf((byte)'\n');
                    events.Add(JsonSerializer.Deserialize(bytes.AsSpan(at, end - at), EventJson.Default.RunEvent) ?? throw new JsonException("null is no event"));
                    at = end + 1;
                }

                _read[path] = from + whole;
            }
            catch (JsonException e)
            {
                throw new ForgeException($"{path}: expected events of a run: {e.Message}", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
            }
        }

        return events;
    }
}
