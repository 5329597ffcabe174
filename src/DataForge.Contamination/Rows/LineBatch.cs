namespace DataForge.Contamination;

/// <summary>Some lines of a file, copied together, so that one task scans them.</summary>
public sealed class LineBatch(string path)
{
    /// <summary>Bytes after which a batch is handed on: small enough that eight of them are nothing, large enough that a task's cost is not felt.</summary>
    public const int TargetBytes = 1 << 19;

    private byte[] _bytes = new byte[TargetBytes + (TargetBytes >> 2)];
    private readonly List<(int Start, int Length, long Line)> _lines = new(512);
    private int _length;

    /// <summary>File the lines came from.</summary>
    public string Path { get; } = path;

    public int Count => _lines.Count;

    public bool IsFull => _length >= TargetBytes;

    /// <summary>The last line neither ends nor is followed by anything.</summary>
    public bool EndsUnterminated { get; set; }

    /// <param name="number">Line number in the file, from 1.</param>
    public void Add(ReadOnlySpan<byte> line, long number)
    {
        if (_length + line.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + line.Length));
        line.CopyTo(_bytes.AsSpan(_length));
        _lines.Add((_length, line.Length, number));
        _length += line.Length;
    }

    public ReadOnlySpan<byte> this[int line] => _bytes.AsSpan(_lines[line].Start, _lines[line].Length);

    public long Number(int line) => _lines[line].Line;
}
