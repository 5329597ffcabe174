using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataForge.Contamination;

/// <summary>Steps through JSON that is as it should be, and says no to anything else: what it takes, the JSON reader takes in the same way.</summary>
/// <remarks>It may say no to sound JSON as well (names with escapes); the caller then asks the JSON reader, which has the words for what is wrong.</remarks>
internal ref struct JsonCursor(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    /// <summary>The byte behind white space, 0 at the end.</summary>
    public byte Next()
    {
        while (_at < _line.Length)
        {
            var b = _line[_at];
            if (b > ' ') return b;
            if (b is not ((byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')) return b;
            _at++;
        }

        return 0;
    }

    /// <summary>Passes over a byte if it is the next one behind white space.</summary>
    public bool Take(byte expected)
    {
        if (Next() != expected || _at >= _line.Length) return false;
        _at++;
        return true;
    }

    public bool IsAtEnd() => Next() == 0 && _at >= _line.Length;

    /// <summary>A string without its escapes.</summary>
    /// <param name="text">As long as the line and <see cref="JsonText.Margin"/>.</param>
    /// <returns>False when none stands here or it is broken.</returns>
    public bool Text(Span<byte> text, out int length)
    {
        length = 0;
        return Take((byte)'"') && JsonText.Read(_line, ref _at, text, out length);
    }

    /// <summary>A string's range between its quotes.</summary>
    /// <returns>False when none stands here or it is broken.</returns>
    public bool String(out int start, out int end, out bool escaped)
    {
        (start, end, escaped) = (0, 0, false);
        if (!Take((byte)'"')) return false;
        start = _at;
        ref var first = ref MemoryMarshal.GetReference(_line);
        while (_at < _line.Length)
        {
            if (_at + Vector256<byte>.Count <= _line.Length)
            {
                var plain = JsonText.PlainLength(Vector256.LoadUnsafe(ref first, (nuint)_at));
                _at += plain;
                if (plain == Vector256<byte>.Count) continue;
            }

            var b = Unsafe.Add(ref first, _at);
            if (b == '"')
            {
                end = _at++;
                return true;
            }

            if (b < ' ') return false;
            if (b != '\\') _at++;
            else if (!Escape()) return false;
            else escaped = true;
        }

        return false;
    }

    private bool Escape()
    {
        var length = JsonText.EscapeLength(_line, _at);
        _at += length;
        return length > 0;
    }

    /// <summary>Passes over a number, true, false or null.</summary>
    public bool Scalar()
    {
        switch (Next())
        {
            case (byte)'t':
                return Word("true"u8);
            case (byte)'f':
                return Word("false"u8);
            case (byte)'n':
                return Word("null"u8);
        }

        if (_at < _line.Length && _line[_at] == '-') _at++;
        var whole = Digits(out var zero);
        if (whole == 0 || (zero && whole > 1)) return false;
        if (_at < _line.Length && _line[_at] == '.')
        {
            _at++;
            if (Digits(out _) == 0) return false;
        }

        if (_at < _line.Length && (_line[_at] | 0x20) == 'e')
        {
            _at++;
            if (_at < _line.Length && _line[_at] is (byte)'+' or (byte)'-') _at++;
            if (Digits(out _) == 0) return false;
        }

        return IsDelimited();
    }

    private bool Word(ReadOnlySpan<byte> word)
    {
        if (!_line[_at..].StartsWith(word)) return false;
        _at += word.Length;
        return IsDelimited();
    }

    private int Digits(out bool zero)
    {
        var start = _at;
        zero = _at < _line.Length && _line[_at] == '0';
        while (_at < _line.Length && _line[_at] is >= (byte)'0' and <= (byte)'9') _at++;
        return _at - start;
    }

    private readonly bool IsDelimited() => _at < _line.Length && _line[_at] is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
