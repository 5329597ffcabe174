using System.Text;
using DataForge.Core;

namespace DataForge.Runner;

/// <summary>Results that wait for a slow item before them: in memory up to a bound, then in a temporary file without a name. Safe for several threads.</summary>
internal sealed class ResultSpill : IDisposable
{
#if DEBUG
    private const long MostBytes = 0; // everything goes through the file
#else
    private const long MostBytes = 64 << 20;
#endif

    private readonly Lock _gate = new();
    private DetachedFile? _file;
    private long _held;
    private long _end;

    /// <summary>A result that waits.</summary>
    public readonly record struct Place(StageResult? Result, long Start, int Length);

    /// <exception cref="ForgeException">The temporary folder cannot be written.</exception>
    public Place Put(StageResult result)
    {
        var bytes = result.Bytes;
        lock (_gate)
        {
            if (_held + bytes <= MostBytes)
            {
                _held += bytes;
                return new Place(result, 0, 0);
            }
        }

        var stored = Store(result);
        lock (_gate)
        {
            try
            {
                _file ??= DetachedFile.Create();
                var start = _end;
                RandomAccess.Write(_file.Stream.SafeFileHandle, stored, start);
                _end += stored.Length;
                return new Place(null, start, stored.Length);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ForgeException($"{Path.GetTempPath()}: results that wait for a slower one cannot be written: {e.Message}", e);
            }
        }
    }

    public StageResult Take(Place place)
    {
        if (place.Result is { } result)
        {
            lock (_gate) _held -= result.Bytes;
            return result;
        }

        return Load(StoredBytes.Read(_file!.Stream.SafeFileHandle, place.Start, place.Length, "a temporary file"));
    }

    private static byte[] Store(StageResult result)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(result.Units);
        writer.Write(result.Rows.Count);
        foreach (var (row, id, otherwise) in result.Rows)
        {
            Write(row);
            writer.Write(id ?? "");
            writer.Write(otherwise is not null);
            if (otherwise is not null) Write(otherwise);
        }

        writer.Write(result.Rejects.Count);
        foreach (var row in result.Rejects) Write(row);
        writer.Write(result.Side.Count);
        foreach (var (output, row) in result.Side)
        {
            writer.Write(output);
            Write(row);
        }

        writer.Write(result.Claims.Count);
        foreach (var id in result.Claims) writer.Write(id);
        writer.Write(result.Counts.Count);
        foreach (var (name, value) in result.Counts)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(result.Failures);
        if (result.Failures > 0) writer.Write(result.Failure!);
        return stream.ToArray();

        void Write(Row row)
        {
            writer.Write(row.Utf8.Length);
            writer.Write(row.Utf8);
        }
    }

    private static StageResult Load(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var result = new StageResult { Units = reader.ReadInt32() };
        for (var n = reader.ReadInt32(); n > 0; n--)
        {
            var row = Read();
            var id = reader.ReadString();
            if (reader.ReadBoolean()) result.AddUnique(row, id, Read());
            else result.Add(row);
        }

        for (var n = reader.ReadInt32(); n > 0; n--) result.Keep(Read());
        for (var n = reader.ReadInt32(); n > 0; n--) result.AddTo(reader.ReadString(), Read());
        for (var n = reader.ReadInt32(); n > 0; n--) result.Claim(reader.ReadString());
        for (var n = reader.ReadInt32(); n > 0; n--) result.Count(reader.ReadString(), reader.ReadDouble());
        if (reader.ReadInt32() is > 0 and var failures) result.Fail(reader.ReadString(), failures);
        return result;

        Row Read() => Row.Parse(reader.ReadBytes(reader.ReadInt32()));
    }

    public void Dispose() => _file?.Dispose();
}
