using System.Globalization;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Models.Recording;

/// <summary>Calls of models and what they answered, in a folder: one append-only file of JSON lines for each process that recorded. Found again by the content of the request, so that order and concurrency do not matter.</summary>
/// <remarks>A line is <c>{"key","request","reply"}</c>; the key is a hash of the request's JSON. Holds no addresses' keys: a request is messages, sampling and the model's name.</remarks>
internal sealed class CallRecording : IDisposable
{
    private const int MostNearest = 100_000; // requests that are looked at for the nearest one

    private readonly string _folder;
    private readonly bool _writes;
    private readonly Dictionary<string, Place> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileStream> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private FileStream? _own;

    /// <param name="reads">Takes in what the folder holds.</param>
    /// <param name="writes">Adds what is asked.</param>
    /// <exception cref="ForgeException">The folder cannot be read, or holds what is no recording.</exception>
    public CallRecording(string folder, bool reads, bool writes)
    {
        (_folder, _writes) = (folder, writes);
        if (reads && !writes && !Directory.Exists(folder)) throw new ForgeException($"{folder}: expected a folder of recorded calls");
        if (!reads || !Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, "*.calls.jsonl").Order(StringComparer.Ordinal)) Load(path);
    }

    private void Load(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            for (int at = 0, line = 1, end; at < bytes.Length && (end = bytes.AsSpan(at).IndexOf((byte)'\n')) >= 0; at += end + 1, line++)
            {
                var reader = new Utf8JsonReader(bytes.AsSpan(at, end));
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read() || !reader.ValueTextEquals("key"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String)
                    throw ForgeException.BadRecord(path, line, "expected a recorded call, as {\"key\":…,\"request\":…,\"reply\":…}");
                var key = reader.GetString()!;
                while (reader.Read() && reader.CurrentDepth > 0 && !(reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("reply"u8)))
                    if (reader.CurrentDepth == 1) reader.Skip();
                if (reader.CurrentDepth != 1 || !reader.Read()) throw ForgeException.BadRecord(path, line, "expected a recorded call with its reply");
                var reply = (int)reader.TokenStartIndex;
                reader.Skip();
                _calls[key] = new Place(path, at, end, reply, (int)reader.BytesConsumed - reply);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ForgeException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The request's JSON, written in one order of names.</summary>
    public static byte[] Request(string kind, Action<Utf8JsonWriter> write) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("call", kind);
        write(w);
        w.WriteEndObject();
    });

    public static string KeyOf(byte[] request) => StableHash.Hex128("recorded/1", request);

    /// <summary>The reply to a request; null where it was never recorded.</summary>
    public JsonElement? Find(byte[] request)
    {
        lock (_gate)
        {
            if (!_calls.TryGetValue(KeyOf(request), out var place)) return null;
            var reader = new Utf8JsonReader(Read(place with { Start = place.Start + place.Reply, Length = place.ReplyLength }));
            return JsonElement.ParseValue(ref reader);
        }
    }

    /// <summary>Where a call stands.</summary>
    /// <param name="Reply">Bytes from the line's start to its reply.</param>
    private readonly record struct Place(string Path, long Start, int Length, int Reply, int ReplyLength);

    private byte[] Read(Place place)
    {
        if (!_open.TryGetValue(place.Path, out var file)) _open[place.Path] = file = new FileStream(place.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return StoredBytes.Read(file.SafeFileHandle, place.Start, place.Length, place.Path);
    }

    /// <summary>Notes a reply, where this recording is written.</summary>
    public void Add(byte[] request, Action<Utf8JsonWriter> reply)
    {
        if (!_writes) return;
        var line = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteString("key", KeyOf(request));
            w.WritePropertyName("request");
            w.WriteRawValue(request, skipInputValidation: true);
            w.WritePropertyName("reply");
            reply(w);
            w.WriteEndObject();
        });
        try
        {
            lock (_gate)
            {
                _own ??= Begin();
                _own.Write([.. line, (byte)'\n']);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{_folder}: the call cannot be recorded: {e.Message}", e);
        }
    }

    private FileStream Begin()
    {
        Directory.CreateDirectory(_folder);
        for (var i = 0; ; i++)
        {
            var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{i}.calls.jsonl"));
            if (!File.Exists(path)) return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
    }

    /// <summary>What to say of a request that was never recorded: the nearest one that was, and where the two part.</summary>
    public ForgeException Missing(byte[] request)
    {
        var sought = Encoding.UTF8.GetString(request);
        string? nearest = null;
        var most = -1;
        lock (_gate)
            foreach (var place in _calls.Values.Take(MostNearest))
            {
                using var document = JsonDocument.Parse(Read(place));
                var other = document.RootElement.GetProperty("request").GetRawText();
                if (Common(sought, other) is var common && common > most) (most, nearest) = (common, other);
            }

        if (nearest is null) return new ForgeException($"{_folder}: holds no recorded call; asked was {Printable.Line(sought)}");
        var from = Math.Max(0, sought.AsSpan().CommonPrefixLength(nearest) - 40);
        return new ForgeException($"{_folder}: this call was not recorded: {Printable.Line(sought)}\nthe nearest recorded call differs from: {Printable.Line(nearest[from..], 200)}\nasked was there: {Printable.Line(sought[from..], 200)}");
    }

    /// <summary>Characters that two texts share at their beginning and end.</summary>
    private static int Common(string a, string b)
    {
        var begin = a.AsSpan().CommonPrefixLength(b);
        var end = 0;
        while (end < Math.Min(a.Length, b.Length) - begin && a[^(end + 1)] == b[^(end + 1)]) end++;
        return begin + end;
    }

    public void Dispose()
    {
        _own?.Dispose();
        foreach (var file in _open.Values) file.Dispose();
    }
}
