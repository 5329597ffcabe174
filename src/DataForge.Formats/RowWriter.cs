using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Writes rows as JSON lines, or as Parquet or CSV where the name says so. A file is written beside its name as <c>.part</c> and takes the name when <see cref="Commit"/> is called.</summary>
/// <remarks>Only whole lines reach the stream. Not safe for several threads.</remarks>
public sealed class RowWriter : IDisposable
{
    private const long FlushAfterMilliseconds = 200;
    private const int DirectBytes = 1 << 20; // a row so long is not copied into the buffer

    private readonly string _path;
    private readonly Stream _stream;
    private readonly PartFile? _file;
    private readonly ParquetWriter? _parquet;
    private readonly CsvWriter? _csv;
    private readonly MemoryStream _buffer = new(1 << 17);
    private long _flushed = Environment.TickCount64; // the coarse clock: it is read for every row
    private bool _finished;
    private bool _failed;

    private RowWriter(string path, Stream stream, PartFile? file = null, ParquetWriter? parquet = null, CsvWriter? csv = null)
    {
        _path = path;
        _stream = stream;
        _file = file;
        _parquet = parquet;
        _csv = csv;
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <param name="path"><c>-</c> for standard output.</param>
    /// <exception cref="ForgeException">The file cannot be made, or another process is writing it.</exception>
    public static RowWriter Open(string path)
    {
        if (path == "-") return new RowWriter(path, StandardStreams.OpenOutput());
        RequireName(path);
        PartFile? file = null;
        try
        {
            if (IsDevice(path)) return new RowWriter(path, Streams.Compress(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), path), csv: CsvWriter.For(path));
            if (Streams.IsParquet(path))
            {
                file = PartFile.OpenPieces(path);
                return new RowWriter(path, Stream.Null, file, new ParquetWriter(PartFile.PartOf(path), new Dictionary<string, string> { [ParquetReader.Mark] = "1" }));
            }

            file = PartFile.Open(path);
            return new RowWriter(path, Streams.Compress(new Borrowed(file.Stream), path), file, csv: CsvWriter.For(path));
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is IOException or UnauthorizedAccessException) throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Looks at the names of a run's row outputs before anything is opened or made.</summary>
    /// <param name="paths">Null and <c>-</c> are passed over.</param>
    /// <exception cref="ForgeException">A name is a folder's, or its suffix stands for a format that is not written.</exception>
    public static void RequireNames(params IEnumerable<string?> paths)
    {
        foreach (var path in paths)
            if (path is not null and not "-") RequireName(path);
    }

    private static void RequireName(string path)
    {
        if (IsDevice(path)) return;
        if (path.EndsWith('/') || Directory.Exists(path)) throw new ForgeException($"{path}: expected a file to write, found a folder; name a file in it, as {path.TrimEnd('/')}/rows.jsonl");
        var suffix = Streams.InnerSuffix(path);
        if (suffix == ".parquet" && Streams.IsCompressed(path)) throw new ForgeException($"{path}: a Parquet file is compressed inside; leave out {Path.GetExtension(path)}");
        if (suffix.Length > 0 && !IsWritten(path))
            throw new ForgeException($"{path}: {suffix} is no format that is written; take .jsonl, .ndjson, .json, .csv, .tsv (with .gz or .zst where wanted) or .parquet");
    }

    /// <summary>True where the suffix, without .gz or .zst, stands for a format that rows can be written in.</summary>
    public static bool IsWritten(string path) => Streams.InnerSuffix(path) is ".jsonl" or ".ndjson" or ".json" or ".csv" or ".tsv" or ".parquet";

    /// <summary>/dev/null, /dev/stdout or a process substitution: written in place, for a rename would replace the device by a file.</summary>
    public static bool IsDevice(string path) => Path.GetFullPath(path) is var full && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal)) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>A writer for an optional side file; null when no path was given.</summary>
    public static RowWriter? OpenOptional(string? path) => path is null ? null : Open(path);

    public void Write(Row row)
    {
        if (_parquet is null && _csv is null)
        {
            Write(row.Utf8);
            return;
        }

        _parquet?.Write(row);
        _csv?.Write(row);
        Rows++;
    }

    /// <summary>Writes a row with the reason it was dropped for.</summary>
    public void Write(Row row, Reject why) => Write(row.With(e => e.Set(why)));

    /// <summary>Writes one line; the text holds no line feed outside strings' escapes.</summary>
    public void Write(ReadOnlySpan<byte> json)
    {
        if (_parquet is not null || _csv is not null)
        {
            Write(Row.Parse(json));
            return;
        }

        Rows++;
        if (json.Length >= DirectBytes)
        {
            Flush();
            Send(json);
            json = [];
        }

        _buffer.Write(json);
        _buffer.WriteByte((byte)'\n');
        if (_buffer.Length >= 1 << 16 || Environment.TickCount64 - _flushed > FlushAfterMilliseconds) Flush();
    }

    /// <summary>Gives the rows so far to the stream, so that a kill loses none of them and the next tool in a pipe has them. Parquet keeps its row group, CSV all rows.</summary>
    public void Flush()
    {
        if (_buffer.Length == 0) return;
        Send(_buffer.GetBuffer().AsSpan(0, (int)_buffer.Length));
        _buffer.SetLength(0);
        _flushed = Environment.TickCount64;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
            if (_path == "-") _stream.Flush();
        }
        catch (ClosedPipeException)
        {
            _failed = true;
            throw;
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>Ends the output: everything is on the stream, and a file has its own name.</summary>
    public void Commit() => CommitAll(this);

    /// <summary>Ends outputs that belong together. All are whole and on disk before the first takes its name; names are taken in the order given, so the main output comes last and stands for all.</summary>
    public static void CommitAll(params IReadOnlyList<RowWriter?> writers)
    {
        foreach (var writer in writers) writer?.Finish();
        foreach (var writer in writers) writer?.TakeName();
    }

    private void TakeName()
    {
        try
        {
            _file?.TakeName();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Everything is on the stream, and on disk; a file is still called <c>.part</c>. Nothing may be written behind it.</summary>
    public void Finish()
    {
        if (_finished) return;
        Flush();
        try
        {
            _parquet?.Finish();
            _parquet?.Dispose();
            _csv?.Finish(_stream);
            _stream.Dispose();
            _file?.Flush();
            _finished = true;
            _buffer.Dispose();
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    private ForgeException Failed(Exception e)
    {
        _failed = true;
        return new ForgeException($"{(_path == "-" ? "standard output" : _path)}: cannot be written: {e.Message}", e);
    }

    /// <summary>Without <see cref="Commit"/>: whole lines so far are kept (not in Parquet, which has no halves), and a file stays <c>.part</c>.</summary>
    public void Dispose()
    {
        try
        {
            if (!_finished)
            {
                _parquet?.Dispose();
                if (!_failed) Flush();
                _stream.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or ForgeException or ClosedPipeException)
        {
            // The run is failing already; its first error is the one to show.
        }
        finally
        {
            _csv?.Dispose();
            _file?.Dispose();
            _buffer.Dispose();
        }
    }

    /// <exception cref="ForgeException">Another process is writing the output.</exception>
    public static void RequireFree(string path) => PartFile.RequireFree(path);

    /// <summary>What a compressor closes at its end, while the file stays open until it has its name.</summary>
    private sealed class Borrowed(FileStream file) : ForwardWriteStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => file.Write(buffer);
    }
}
