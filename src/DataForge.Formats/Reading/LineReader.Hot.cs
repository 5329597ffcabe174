namespace DataForge.Formats;

/// <summary>Cuts a stream into lines without copying them: each line lives until the next call.</summary>
/// <remarks>
/// CR before LF and a UTF-8 byte order mark at the start are left out. A last line without LF counts; <see cref="Terminated"/> tells them apart.
/// The buffer grows to the longest line, up to <see cref="Core.RecordLimit"/>; that bounds memory on a hostile file of one endless line.
/// </remarks>
public sealed class LineReader : IDisposable
{
#if DEBUG
    private const int FirstBuffer = 16; // boundaries get exercised
#else
    private const int FirstBuffer = 1 << 18; // reads of 64 KB to 1 MB measured alike; 256 KB stays in L2
#endif

    private readonly Stream _stream;
    private readonly string _path;
    private readonly int _mostBytes = Core.RecordLimit.Bytes;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _first = true;

    public LineReader(Stream stream, string path)
    {
        _stream = stream;
        _path = path;
    }

    /// <summary>Number of the line last returned, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Bytes taken from the stream so far (after decompression).</summary>
    public long BytesRead { get; private set; }

    /// <summary>False when the line last returned ended with the stream instead of LF.</summary>
    public bool Terminated { get; private set; } = true;

    /// <summary>The next line without its line end; false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var scanned = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var length = scanned + at;
                if (length > _mostBytes) throw Core.RecordLimit.Exceeded(_path, Line + 1);
                line = Trim(_buffer.AsSpan(_start, length));
                _start += length + 1;
                Terminated = true;
                Line++;
                return true;
            }

            scanned = _end - _start;
            if (scanned > _mostBytes) throw Core.RecordLimit.Exceeded(_path, Line + 1);
            if (_ended)
            {
                line = Trim(_buffer.AsSpan(_start, scanned));
                _start = _end;
                Terminated = scanned == 0;
                if (scanned == 0) return false;
                Line++;
                return true;
            }

            Fill();
        }
    }

    private ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        if (_first)
        {
            _first = false;
            if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        }

        return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, Math.Max(_mostBytes + 2L, _buffer.Length + 1L)));
        }

        int read;
        try
        {
            read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new Core.ForgeException($"{Core.ForgeException.Name(_path)}: cannot read on after line {Line:N0}: {e.Message}", e);
        }

        _ended = read == 0;
        _end += read;
        BytesRead += read;
    }

    public void Dispose() => _stream.Dispose();
}
