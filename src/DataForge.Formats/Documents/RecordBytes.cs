using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A web archive's content by lines and counted pieces.</summary>
internal sealed class RecordBytes(Stream content)
{
    private const int LongestLine = 1 << 16;

    private readonly byte[] _buffer = new byte[1 << 17];
    private int _start, _end;
    private long _before;
    private bool _ended;

    /// <summary>Place of the next byte.</summary>
    public long Position => _before + _start;

    private void Fill()
    {
        if (_ended) return;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _before += _start;
        (_start, _end) = (0, _end - _start);
        var count = content.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _ended = count == 0;
    }

    /// <summary>The next line without its end; null at the end of the content.</summary>
    /// <exception cref="InvalidDataException">The line does not end.</exception>
    public string? Line()
    {
        var looked = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, looked + at).TrimEnd('\r');
                _start += looked + at + 1;
                return line;
            }

            looked = _end - _start;
            if (looked > LongestLine) throw new InvalidDataException($"a line is longer than {Quantity.Of(LongestLine, "byte")}");
            if (_ended)
            {
                if (looked == 0) return null;
                var rest = Encoding.UTF8.GetString(_buffer, _start, looked);
                _start = _end;
                return rest;
            }

            Fill();
        }
    }

    /// <summary>The next bytes; fewer than asked for only at the end.</summary>
    public byte[] Take(int count)
    {
        using var bytes = new MemoryStream(Math.Min(count, 1 << 20));
        while (bytes.Length < count)
        {
            if (_start == _end) Fill();
            if (_start == _end) break;
            var piece = (int)Math.Min(count - bytes.Length, _end - _start);
            bytes.Write(_buffer, _start, piece);
            _start += piece;
        }

        return bytes.ToArray();
    }

    /// <summary>Passes over bytes; false where the content ends before.</summary>
    public bool Skip(long count)
    {
        while (count > 0)
        {
            if (_start == _end) Fill();
            if (_start == _end) return false;
            var piece = (int)Math.Min(count, _end - _start);
            _start += piece;
            count -= piece;
        }

        return true;
    }

    /// <summary>Goes to the next line that begins a record; false where there is none.</summary>
    public bool FindRecord()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf("\nWARC/"u8);
            if (at >= 0)
            {
                _start += at + 1;
                return true;
            }

            _start = Math.Max(_start, _end - 5);
            if (_ended) return false;
            Fill();
        }
    }
}
