using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Cuts a stream of JSON into values and puts each on one line: the elements of one array, or values that stand one after another. Each lives until the next call; only one is in memory.</summary>
/// <remarks>Finds where values end and drops white space between tokens; whether a value is valid JSON is left to the row's parser. A value is at most <see cref="RecordLimit"/> long.</remarks>
internal sealed class JsonValues
{
#if DEBUG
    private const int BufferSize = 16; // boundaries get exercised
#else
    private const int BufferSize = 1 << 18; // as LineReader
#endif

    private static readonly System.Buffers.SearchValues<byte> Structure = System.Buffers.SearchValues.Create("\"{}[] \t\r\n"u8);

    private readonly Stream _stream;
    private readonly string _path;
    private readonly bool _array;
    private readonly JsonText _value = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _at;
    private int _end;
    private long _line = 1;
    private bool _begun;

    /// <param name="array">The stream holds one array, whose elements are wanted.</param>
    public JsonValues(Stream stream, string path, bool array)
    {
        _stream = stream;
        _path = path;
        _array = array;
    }

    /// <summary>Line on which the value last returned begins, from 1.</summary>
    public long Line { get; private set; }

    /// <exception cref="ForgeException">The file ends within a value or within its array, or something else stands between elements.</exception>
    public bool TryRead(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!_begun && !Begin()) return false;
        var next = SkipSpace();
        if (_array && next == ']')
        {
            _at++;
            if (SkipSpace() >= 0) throw Broken("expected nothing after the array");
            return false;
        }

        if (next < 0) return _array ? throw Torn() : false;
        Line = _line;
        _value.Clear();
        Copy();
        next = SkipSpace();
        if (next == ',' && _array) _at++;
        else if (_array && next < 0) throw Torn();
        else if (_array && next != ']') throw Broken("expected , or ] after an element of the array");
        value = _value.Written;
        return true;
    }

    private bool Begin()
    {
        _begun = true;
        var first = SkipSpace();
        if (first == 0xEF) // a byte order mark
        {
            for (var i = 0; i < 3 && Peek() >= 0x80; i++) _at++;
            first = SkipSpace();
        }

        if (_array && first == '[') _at++;
        return first >= 0;
    }

    private ForgeException Torn() => new($"{Name}:{_line}: the file ends within {(_array ? "its array" : "an object")} (its writer was killed, or the file is cut off)");

    private ForgeException Broken(string what) => new($"{Name}:{_line}: {what}");

    private string Name => ForgeException.Name(_path);

    /// <summary>The next byte without taking it; -1 at the end.</summary>
    private int Peek()
    {
        if (_at == _end)
        {
            try
            {
                (_at, _end) = (0, _stream.Read(_buffer, 0, _buffer.Length));
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new ForgeException($"{Name}: cannot read on after line {_line:N0}: {e.Message}", e);
            }

            if (_end == 0) return -1;
        }

        return _buffer[_at];
    }

    private int SkipSpace()
    {
        while (true)
        {
            var b = Peek();
            if (b is not (' ' or '\t' or '\r' or '\n')) return b;
            if (b == '\n') _line++;
            _at++;
        }
    }

    /// <summary>Copies one value without the white space between its tokens.</summary>
    private void Copy()
    {
        var depth = 0;
        while (true)
        {
            var b = Peek();
            switch (b)
            {
                case < 0:
                    if (depth > 0) throw Torn();
                    return;
                case '"':
                    CopyString();
                    break;
                case '{' or '[':
                    depth++;
                    Take();
                    break;
                case '}' or ']':
                    if (depth == 0) return;
                    depth--;
                    Take();
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    if (depth == 0) return;
                    if (b == '\n') _line++;
                    _at++;
                    continue;
                case ',' when depth == 0:
                    return;
                default:
                    CopyPlain(depth);
                    continue;
            }

            if (depth == 0) return;
        }
    }

    private void Take()
    {
        _value.Raw(_buffer[_at++]);
        Bound();
    }

    private void Bound()
    {
        if (_value.Length > RecordLimit.Bytes) throw RecordLimit.Exceeded(_path, Line);
    }

    /// <summary>Copies up to the next byte that has a meaning here: numbers, literals, colons and commas.</summary>
    private void CopyPlain(int depth)
    {
        var rest = _buffer.AsSpan(_at, _end - _at);
        if (depth == 0 && rest.IndexOf((byte)',') is >= 0 and var comma) rest = rest[..comma]; // a bare number or literal
        var length = rest.IndexOfAny(Structure);
        if (length < 0) length = rest.Length;
        _value.Raw(rest[..length]);
        _at += length;
        Bound();
    }

    private void CopyString()
    {
        Take();
        while (true)
        {
            if (Peek() < 0) throw Torn();
            var rest = _buffer.AsSpan(_at, _end - _at);
            var length = rest.IndexOfAny((byte)'"', (byte)'\\', (byte)'\n');
            if (length < 0) length = rest.Length;
            _value.Raw(rest[..length]);
            _at += length;
            Bound();
            if (_at == _end) continue;
            if (_buffer[_at] == '\n') throw Broken("expected the string to end before the line does");
            var quote = _buffer[_at] == '"';
            Take();
            if (quote) return;
            if (Peek() < 0) throw Torn();
            Take(); // what was escaped
        }
    }
}
