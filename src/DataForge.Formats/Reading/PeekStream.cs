using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A stream whose beginning can be looked at before it is read.</summary>
internal sealed class PeekStream(Stream source) : ForwardReadStream
{
    private byte[] _head = [];
    private int _start;
    private int _end;

    /// <summary>The next bytes, fewer than asked for only at the stream's end. They are read again afterwards.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_start > 0)
        {
            _head = _head[_start.._end];
            (_start, _end) = (0, _head.Length);
        }

        if (_head.Length < count) Array.Resize(ref _head, count);
        while (_end < count && source.Read(_head, _end, count - _end) is > 0 and var read) _end += read;
        return _head.AsSpan(0, Math.Min(count, _end));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end) return source.Read(buffer);
        var count = Math.Min(buffer.Length, _end - _start);
        _head.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
