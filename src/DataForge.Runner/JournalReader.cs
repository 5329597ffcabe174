namespace DataForge.Runner;

/// <summary>The whole lines of a journal with their places; one is in memory at a time.</summary>
internal sealed class JournalReader
{
    private readonly FileStream _file;
    private readonly string _path;
    private byte[] _buffer = new byte[1 << 16];
    private int _filled;
    private int _at;
    private long _bufferStart;

    public JournalReader(FileStream file, string path)
    {
        (_file, _path) = (file, path);
        _file.Position = 0;
    }

    /// <summary>Bytes up to the end of the last whole line given out.</summary>
    public long WholeLength { get; private set; }

    /// <summary>A line without its line feed; null at the end, or where the last line was torn.</summary>
    public (byte[] Line, long Start)? Next()
    {
        for (var scanned = _at; ;)
        {
            var feed = _buffer.AsSpan(scanned, _filled - scanned).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var end = scanned + feed;
                var line = (_buffer[_at..end], _bufferStart + _at);
                _at = end + 1;
                WholeLength = _bufferStart + _at;
                return line;
            }

            scanned = _filled - _at;
            if (_at > 0)
            {
                Buffer.BlockCopy(_buffer, _at, _buffer, 0, _filled - _at);
                _bufferStart += _at;
                _filled -= _at;
                _at = 0;
            }

            if (_filled == _buffer.Length)
            {
                if (_buffer.Length > 1 << 29) throw new Core.ForgeException($"{_path}: a line is longer than {_buffer.Length:N0} bytes; remove the file");
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = _file.Read(_buffer, _filled, _buffer.Length - _filled);
            if (read == 0) return null;
            _filled += read;
        }
    }
}
