using System.Buffers;
using System.Text;
using System.Text.Json;

namespace DataForge.Formats;

/// <summary>Walks JSON text that a parser has already taken for valid, as a <see cref="Core.Row"/> holds it: strings are passed over in vectors, escapes included, and nothing is checked again.</summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private static readonly SearchValues<byte> StringMarks = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> Ends = SearchValues.Create(",]} \t\r\n"u8);

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;

    /// <summary>The next byte that is no white space; 0 at the end.</summary>
    public byte Peek()
    {
        while (_at < _json.Length)
        {
            var b = _json[_at];
            if (b > ' ') return b;
            _at++;
        }

        return 0;
    }

    /// <summary>Passes over one byte of punctuation.</summary>
    public void Skip() => _at++;

    /// <summary>Passes over the byte where it comes next.</summary>
    public bool Take(byte mark)
    {
        if (Peek() != mark) return false;
        _at++;
        return true;
    }

    /// <summary>The inside of a string, as it is spelled.</summary>
    public ReadOnlySpan<byte> String(out bool escaped)
    {
        var begin = ++_at;
        escaped = false;
        while (true)
        {
            _at += _json[_at..].IndexOfAny(StringMarks);
            if (_json[_at] == '"') return _json[begin.._at++];
            escaped = true;
            _at += 2;
        }
    }

    /// <summary>A number, true, false or null, as it is spelled.</summary>
    public ReadOnlySpan<byte> Bare()
    {
        var rest = _json[_at..];
        var end = rest.IndexOfAny(Ends);
        if (end < 0) end = rest.Length;
        _at += end;
        return rest[..end];
    }

    /// <summary>One whole value, as it is spelled.</summary>
    public ReadOnlySpan<byte> Value()
    {
        var first = Peek();
        var begin = _at;
        if (first is not ((byte)'{' or (byte)'['))
        {
            if (first == '"') String(out _);
            else Bare();
            return _json[begin.._at];
        }

        var depth = 0;
        do
        {
            switch (Peek())
            {
                case (byte)'"':
                    String(out _);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
            }

            _at++;
        }
        while (depth > 0);
        return _json[begin.._at];
    }

    /// <summary>Writes what an escaped string means; the target is at least as long as its spelling.</summary>
    /// <returns>The length; -1 where it is no Unicode text (a lone surrogate).</returns>
    public static int Unescape(ReadOnlySpan<byte> spelled, Span<byte> target)
    {
        var length = 0;
        while (true)
        {
            var at = spelled.IndexOf((byte)'\\');
            var plain = at < 0 ? spelled : spelled[..at];
            plain.CopyTo(target[length..]);
            length += plain.Length;
            if (at < 0) return length;
            if (spelled[at + 1] == 'u')
            {
                var consumed = Unicode(spelled[at..], target[length..], out var written);
                if (consumed < 0) return -1;
                length += written;
                spelled = spelled[(at + consumed)..];
                continue;
            }

            target[length++] = spelled[at + 1] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                var itself => itself,
            };
            spelled = spelled[(at + 2)..];
        }
    }

    private static int Unicode(ReadOnlySpan<byte> spelled, Span<byte> target, out int written)
    {
        written = 0;
        var unit = Unit(spelled);
        if (Rune.TryCreate(unit, out var rune))
        {
            written = rune.EncodeToUtf8(target);
            return 6;
        }

        if (spelled.Length < 12 || spelled[6] != '\\' || spelled[7] != 'u' || !Rune.TryCreate(unit, Unit(spelled[6..]), out rune)) return -1;
        written = rune.EncodeToUtf8(target);
        return 12;
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        for (var i = 2; i < 6; i++) unit = (unit << 4) | HexDigit(escape[i]);
        return (char)unit;
    }

    private static int HexDigit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;

    /// <summary>True where a string in the JSON text names half of a surrogate pair: no Unicode text, and nothing that Parquet or UTF-8 can hold.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0) return false;
        for (var at = json.IndexOf((byte)'\\'); at >= 0 && at < json.Length;)
        {
            var size = 2;
            if (json[at + 1] == 'u')
            {
                var unit = Unit(json[at..]);
                size = char.IsHighSurrogate(unit) && json.Length >= at + 12 && json[at + 6] == '\\' && json[at + 7] == 'u' && char.IsLowSurrogate(Unit(json[(at + 6)..])) ? 12 : 6;
                if (size == 6 && char.IsSurrogate(unit)) return true;
            }

            at += size;
            var next = json[at..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + next;
        }

        return false;
    }

    /// <summary>The text of a field name.</summary>
    public static string Name(ReadOnlySpan<byte> spelled, bool escaped)
    {
        if (!escaped) return Encoding.UTF8.GetString(spelled);
        var target = new byte[spelled.Length];
        var length = Unescape(spelled, target);
        return length >= 0 ? Encoding.UTF8.GetString(target, 0, length) : throw new JsonException("a field's name holds a lone surrogate");
    }
}
