using System.Buffers;
using System.Buffers.Text;

namespace DataForge.Formats;

/// <summary>JSON text being built in one growing buffer. Strings keep all but what JSON forbids; numbers take their shortest round-trip form.</summary>
internal sealed class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    private byte[] _buffer = new byte[1 << 12];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => _length = 0;

    /// <summary>Forgets what was written after the given length.</summary>
    public void Truncate(int length) => _length = length;

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        return _buffer.AsSpan(_length);
    }

    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        _length += json.Length;
    }

    public void Raw(byte one)
    {
        Reserve(1)[0] = one;
        _length++;
    }

    /// <summary>A string with its quotes.</summary>
    public void String(ReadOnlySpan<byte> utf8)
    {
        Raw((byte)'"');
        while (true)
        {
            var at = utf8.IndexOfAny(Escaped);
            if (at < 0) break;
            Raw(utf8[..at]);
            Escape(utf8[at]);
            utf8 = utf8[(at + 1)..];
        }

        Raw(utf8);
        Raw((byte)'"');
    }

    private void Escape(byte b)
    {
        switch (b)
        {
            case (byte)'"': Raw("\\\""u8); break;
            case (byte)'\\': Raw("\\\\"u8); break;
            case (byte)'\n': Raw("\\n"u8); break;
            case (byte)'\r': Raw("\\r"u8); break;
            case (byte)'\t': Raw("\\t"u8); break;
            case (byte)'\b': Raw("\\b"u8); break;
            case (byte)'\f': Raw("\\f"u8); break;
            default:
                Raw("\\u00"u8);
                Raw((byte)('0' + (b >> 4)));
                Raw((byte)"0123456789abcdef"[b & 15]);
                break;
        }
    }

    public void Number(long value)
    {
        _ = Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        _length += written;
    }

    public void Number(ulong value)
    {
        _ = Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        _length += written;
    }

    /// <summary>null where the value is not finite: JSON has no form for it.</summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            Raw("null"u8);
            return;
        }

        _ = value.TryFormat(Reserve(32), out var written, "R", System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>null where the value is not finite: JSON has no form for it.</summary>
    public void Number(float value)
    {
        if (!float.IsFinite(value))
        {
            Raw("null"u8);
            return;
        }

        _ = value.TryFormat(Reserve(24), out var written, "R", System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
    }
}
