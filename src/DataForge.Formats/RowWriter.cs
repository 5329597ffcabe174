using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Writes rows as JSON lines, or as Parquet where the name says so. A file is written beside its name as <c>.part</c> and takes the name when <see cref="Commit"/> is called.</summary>
/// <remarks>Only whole lines reach the stream. Not safe for several threads.</remarks>
public sealed class RowWriter : IDisposable
{
    private const long FlushAfterMilliseconds = 200;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly ParquetWriter? _parquet;
    private readonly MemoryStream _buffer = new(1 << 17);
    private long _flushed = Environment.TickCount64; // the coarse clock: it is read for every row
    private bool _finished;
    private bool _failed;

    private RowWriter(string path, Stream stream, ParquetWriter? parquet = null)
    {
        _path = path;
        _stream = stream;
        _parquet = parquet;
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <param name="path"><c>-</c> for standard output.</param>
    /// <param name="append">Goes on with an existing <c>.part</c> file, as a resumed run does.</param>
    public static RowWriter Open(string path, bool append = false)
    {
        if (path == "-") return new RowWriter(path, StandardStreams.OpenOutput());
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            if (Streams.IsParquet(path))
            {
                if (append) throw new ForgeException($"{path}: a Parquet file cannot be gone on with; write .jsonl, .jsonl.gz or .jsonl.zst");
                return new RowWriter(path, Stream.Null, new ParquetWriter(path + ".part", new Dictionary<string, string> { [ParquetReader.Mark] = "1" }));
            }

            if (IsDevice(path)) return new RowWriter(path, Streams.Compress(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), path));
            var file = new FileStream(path + ".part", append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            return new RowWriter(path, Streams.Compress(file, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>/dev/null, /dev/stdout or a process substitution: written in place, for a rename would replace the device by a file.</summary>
    internal static bool IsDevice(string path) => Path.GetFullPath(path) is var full && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal)) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>A writer for an optional side file; null when no path was given.</summary>
    public static RowWriter? OpenOptional(string? path) => path is null ? null : Open(path);

    public void Write(Row row)
    {
        if (_parquet is null)
        {
            Write(row.Utf8);
            return;
        }

        _parquet.Write(row);
        Rows++;
    }

    /// <summary>Writes a row with the reason it was dropped for.</summary>
    public void Write(Row row, Reject why) => Write(row.With(e => e.Set(why)));

    /// <summary>Writes one line; the text holds no line feed outside strings' escapes.</summary>
    public void Write(ReadOnlySpan<byte> json)
    {
        if (_parquet is not null)
        {
            Write(Row.Parse(json));
            return;
        }

        _buffer.Write(json);
        _buffer.WriteByte((byte)'\n');
        Rows++;
        if (_buffer.Length >= 1 << 16 || Environment.TickCount64 - _flushed > FlushAfterMilliseconds) Flush();
    }

    /// <summary>Gives the rows so far to the stream, so that a kill loses none of them and the next tool in a pipe has them. Parquet keeps its row group.</summary>
    public void Flush()
    {
        if (_buffer.Length == 0) return;
        try
        {
            _stream.Write(_buffer.GetBuffer(), 0, (int)_buffer.Length);
            _buffer.SetLength(0);
            _flushed = Environment.TickCount64;
            if (_path == "-") _stream.Flush();
        }
        catch (IOException e) when (_path == "-" && StandardStreams.IsClosedPipe(e))
        {
            _failed = true;
            throw new ClosedPipeException(e.Message, e);
        }
        catch (IOException e)
        {
            _failed = true;
            throw new ForgeException($"{(_path == "-" ? "standard output" : _path)}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Ends the output: everything is on the stream, and a file has its own name.</summary>
    public void Commit()
    {
        Finish();
        if (_path == "-" || IsDevice(_path)) return;
        try
        {
            File.Move(_path + ".part", _path, overwrite: true);
        }
        catch (IOException e)
        {
            throw new ForgeException($"{_path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Everything is on the stream; a file is still called <c>.part</c>.</summary>
    internal void Finish()
    {
        Flush();
        try
        {
            _parquet?.Finish();
            _parquet?.Dispose();
            _stream.Dispose();
            _finished = true;
        }
        catch (IOException e)
        {
            _failed = true;
            throw new ForgeException($"{_path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Without <see cref="Commit"/>: whole lines so far are kept (not in Parquet, which has no halves), and a file stays <c>.part</c>.</summary>
    public void Dispose()
    {
        if (_finished) return;
        try
        {
            _parquet?.Dispose();
            if (!_failed) Flush();
            _stream.Dispose();
        }
        catch (Exception e) when (e is IOException or ForgeException or ClosedPipeException)
        {
            // The run is failing already; its first error is the one to show.
        }

        _buffer.Dispose();
    }
}
