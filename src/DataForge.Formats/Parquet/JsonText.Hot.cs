using System.Buffers;
using System.Buffers.Text;

namespace DataForge.Formats;

/// <summary>JSON text being built in one growing buffer. Strings keep all but what JSON forbids; numbers take their shortest round-trip form.</summary>
internal sealed class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    // from 1970: the years 1 to 9999
    private const int FirstDay = -719_162, LastDay = 2_932_896;
    private const long DayMicroseconds = 86_400_000_000;

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

    /// <summary>A whole number keeps its point, so that it is read as a fraction again; what is not finite, for which JSON has no form, is named by a text.</summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value)) NotFinite(value);
        else if (value.TryFormat(Reserve(32), out var written, "R", System.Globalization.CultureInfo.InvariantCulture)) Fraction(written);
    }

    /// <summary>As for a double, with the digits that single precision needs.</summary>
    public void Number(float value)
    {
        if (!float.IsFinite(value)) NotFinite(value);
        else if (value.TryFormat(Reserve(24), out var written, "R", System.Globalization.CultureInfo.InvariantCulture)) Fraction(written);
    }

    private void Fraction(int written)
    {
        var whole = _buffer.AsSpan(_length, written).IndexOfAny(".E"u8) < 0;
        _length += written;
        if (whole) Raw(".0"u8);
    }

    private void NotFinite(double value) => Raw(double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);

    /// <summary>A whole number of units of 10^-scale.</summary>
    public void Decimal(Int128 units, int scale)
    {
        if (units < 0) Raw((byte)'-');
        var digits = (units < 0 ? -(UInt128)units : (UInt128)units).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        Raw(System.Text.Encoding.ASCII.GetBytes(scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}"));
    }

    /// <summary>A day, counted from 1970, as text: <c>"2026-11-21"</c>.</summary>
    public void Date(int days)
    {
        if (days is < FirstDay or > LastDay) Raw(Core.RowEdit.Quote(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{days} days from 1970-01-01")));
        else Raw(Core.RowEdit.Quote(new DateOnly(1970, 1, 1).AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>A time, counted in microseconds from 1970, as text: <c>"2026-11-21 10:11:12.5"</c>.</summary>
    public void Timestamp(long microseconds)
    {
        if (microseconds is < FirstDay * DayMicroseconds or >= (LastDay + 1L) * DayMicroseconds) Raw(Core.RowEdit.Quote(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{microseconds} microseconds from 1970-01-01")));
        else Raw(Core.RowEdit.Quote(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Bytes: as text where they are UTF-8, else as an object with their Base64 form.</summary>
    /// <returns>Whether they are UTF-8.</returns>
    public bool Bytes(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            String(bytes);
            return true;
        }

        Raw("{\"base64\":\""u8);
        Base64.EncodeToUtf8(bytes, Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        _length += written;
        Raw("\"}"u8);
        return false;
    }
}
