using System.Buffers;

namespace DataForge.Contamination;

/// <summary>Some lines of a file, copied together, so that one task scans them. Its memory is pooled: dispose it when its lines have been written.</summary>
public sealed class LineBatch(string path) : IDisposable
{
    /// <summary>Bytes after which a batch is handed on: small enough that eight of them are nothing, large enough that a task's cost is not felt.</summary>
    public const int TargetBytes = 1 << 19;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(TargetBytes + (TargetBytes >> 2));
    private readonly List<(int Start, int Length, long Line, long Place)> _lines = new(512);
    private int _length;

    /// <summary>File the lines came from.</summary>
    public string Path { get; } = path;

    public int Count => _lines.Count;

    public bool IsFull => _length >= TargetBytes;

    /// <summary>The last line neither ends nor is followed by anything.</summary>
    public bool EndsUnterminated { get; set; }

    /// <param name="number">Line number in the file, from 1.</param>
    /// <param name="place">The row's number in the whole corpus, from 0.</param>
    public void Add(ReadOnlySpan<byte> line, long number, long place = 0)
    {
        if (_length + line.Length > _bytes.Length) Grow(Math.Max(_bytes.Length * 2, _length + line.Length));
        line.CopyTo(_bytes.AsSpan(_length));
        _lines.Add((_length, line.Length, number, place));
        _length += line.Length;
    }

    public ReadOnlySpan<byte> this[int line] => _bytes.AsSpan(_lines[line].Start, _lines[line].Length);

    public long Number(int line) => _lines[line].Line;

    public long Place(int line) => _lines[line].Place;

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(bytes);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    /// <summary>Gives the memory back; the lines are gone.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _lines.Clear();
    }
}
