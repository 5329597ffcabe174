using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace DataForge.Core;

/// <summary>One JSON object as it was read. Fields nobody asks for keep their raw text, so unknown fields, big numbers and odd spellings survive a tool.</summary>
/// <remarks>Immutable; <see cref="With"/> gives a changed copy. A repeated name keeps its last value, as in most JSON readers. Field order is kept.</remarks>
public sealed class Row
{
    /// <summary>Fields above which a name is looked up in a table: a row of a million fields is read in linear time.</summary>
    private const int ManyFields = 64;

    private readonly byte[] _utf8;
    private readonly Field[] _fields;
    private Dictionary<string, int>? _places;

    [ThreadStatic]
    private static List<Field>? _scratch;

    [ThreadStatic]
    private static Field[]? _previous;

    private readonly record struct Field(string Name, int Start, int Length, JsonTokenType Kind);

    private Row(byte[] utf8, Field[] fields, string path, long line)
    {
        _utf8 = utf8;
        _fields = fields;
        Path = path;
        Line = line;
    }

    /// <summary>File the row came from, <c>-</c> for standard input, empty for rows made here.</summary>
    public string Path { get; }

    /// <summary>Counted from 1; 0 for rows made here.</summary>
    public long Line { get; }

    /// <summary>The object with no fields.</summary>
    public static Row Empty { get; } = new("{}"u8.ToArray(), [], "", 0);

    /// <summary>Names in the order they stand.</summary>
    public IEnumerable<string> Names => _fields.Select(f => f.Name);

    /// <summary>How many fields there are.</summary>
    public int Count => _fields.Length;

    /// <summary>A field's name, by its place; rows of a file share the strings.</summary>
    public string NameAt(int index) => _fields[index].Name;

    /// <summary>A field's JSON text, by its place.</summary>
    public ReadOnlySpan<byte> RawAt(int index) => _utf8.AsSpan(_fields[index].Start, _fields[index].Length);

    /// <summary>A field of a row that is put together: its name, and where its value stands in the text.</summary>
    public readonly record struct Part(string Name, int Start, int Length);

    /// <summary>A row whose text was written field by field, which is taken for valid and not parsed again. The bytes are copied.</summary>
    /// <param name="parts">In order, each name once.</param>
    public static Row OfParts(ReadOnlySpan<byte> utf8, IReadOnlyList<Part> parts, string path, long line)
    {
        var fields = new Field[parts.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = new Field(parts[i].Name, parts[i].Start, parts[i].Length, KindOf(utf8[parts[i].Start..]));
        return new Row(utf8.ToArray(), fields, path, line);
    }

    /// <summary>The whole object as UTF-8, on one line.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    public override string ToString() => Encoding.UTF8.GetString(_utf8);

    public static Row Parse(string json, string path = "", long line = 0) => Parse(Encoding.UTF8.GetBytes(json), path, line);

    /// <summary>Parses one object. The bytes are copied.</summary>
    /// <exception cref="ForgeException">Not one JSON object; the message names file, line and column.</exception>
    public static Row Parse(ReadOnlySpan<byte> utf8, string path = "", long line = 0)
    {
        try
        {
            return Index(utf8.ToArray(), path, line);
        }
        catch (JsonException e)
        {
            throw ForgeException.BadRecord(path, line, $"expected a JSON object on this line: {NotANumber(utf8, e) ?? Short(e)}");
        }
        catch (InvalidOperationException)
        {
            throw ForgeException.BadRecord(path, line, "expected a JSON object on this line: a field name or string holds a broken escape");
        }
    }

    /// <summary>The error of a record that is not UTF-8; null when it is.</summary>
    public static ForgeException? NotUtf8(ReadOnlySpan<byte> record, string path, long line)
    {
        if (System.Text.Unicode.Utf8.IsValid(record)) return null;
        var at = 0;
        while (Rune.DecodeFromUtf8(record[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return ForgeException.BadRecord(path, line, $"expected UTF-8, found the byte 0x{record[at]:X2} at byte {at + 1:N0} of the record");
    }

    /// <summary>Python and JavaScript write such numbers; JSON has none.</summary>
    private static string? NotANumber(ReadOnlySpan<byte> utf8, JsonException e)
    {
        if (e.BytePositionInLine is not { } at || at >= utf8.Length) return null;
        var rest = utf8[(int)at..];
        var name = rest.StartsWith("NaN"u8) ? "NaN" : rest.StartsWith("Infinity"u8) ? (at > 0 && utf8[(int)at - 1] == '-' ? "-Infinity" : "Infinity") : null;
        return name is null ? null : $"{name} (byte {at + 1:N0}) is no JSON number; write null in its place";
    }

    private static string Short(JsonException e)
    {
        var cut = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var text = cut < 0 ? e.Message : e.Message[..cut];
        return e.BytePositionInLine is { } at ? $"{text.TrimEnd('.')} (byte {at + 1})" : text;
    }

    private static Row Index(byte[] utf8, string path, long line)
    {
        if (NotUtf8(utf8, path, line) is { } broken) throw broken;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw ForgeException.BadRecord(path, line, $"expected a JSON object on this line, found {Kind(reader.TokenType)}");
        var fields = _scratch ??= new List<Field>(32);
        fields.Clear();
        var previous = _previous ?? [];
        Dictionary<string, int>? many = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Rows of a file mostly have the same fields in the same order: the last row's names are taken over without decoding them again.
            var at = fields.Count;
            var name = at < previous.Length && reader.ValueTextEquals(previous[at].Name) ? previous[at].Name : reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var kind = reader.TokenType;
            reader.Skip();
            var length = (int)reader.BytesConsumed - start;
            var field = new Field(name, start, length, kind);
            if (fields.Count >= ManyFields)
            {
                many ??= Places(fields);
                if (many.TryGetValue(name, out var place)) fields[place] = default; // dropped below: a repeated name stands where it stood last
                many[name] = fields.Count;
            }
            else if (IndexOf(CollectionsMarshal.AsSpan(fields), name) is >= 0 and var seen)
            {
                fields.RemoveAt(seen);
            }

            fields.Add(field);
        }

        if (many?.Count < fields.Count) fields.RemoveAll(f => f.Name is null);

        if (reader.Read()) throw ForgeException.BadRecord(path, line, "expected one JSON object on this line, found more after it");
        Field[] found = [.. fields];
        _previous = found;
        if (fields.Capacity > MostKept) _scratch = null;
        return new Row(utf8, found, path, line);
    }

    private const int MostKept = 4096; // fields that a thread keeps room for

    private static Dictionary<string, int> Places(IReadOnlyList<Field> fields)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++) places[fields[i].Name] = i;
        return places;
    }

    private static int IndexOf(ReadOnlySpan<Field> fields, string name)
    {
        for (var i = 0; i < fields.Length; i++)
            if (fields[i].Name == name)
                return i;
        return -1;
    }

    private static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    private int Find(string name) => _fields.Length < ManyFields ? IndexOf(_fields, name) : (_places ??= Places(_fields)).GetValueOrDefault(name, -1);

    /// <summary>True when the field is there, null included.</summary>
    public bool Has(string name) => Find(name) >= 0;

    /// <summary>True when the field is there and is not null.</summary>
    public bool HasValue(string name) => Find(name) is >= 0 and var i && _fields[i].Kind != JsonTokenType.Null;

    /// <summary>The value's JSON text; empty when the field is absent.</summary>
    public ReadOnlySpan<byte> Raw(string name) => Find(name) is >= 0 and var i ? _utf8.AsSpan(_fields[i].Start, _fields[i].Length) : default;

    /// <summary>The value's JSON text, or null when the field is absent.</summary>
    public string? RawText(string name) => Has(name) ? Encoding.UTF8.GetString(Raw(name)) : null;

    /// <summary>A string field; null when absent or null.</summary>
    /// <exception cref="ForgeException">Another type stands there, or the string holds a lone surrogate escape.</exception>
    public string? Text(string name) => Find(name) is >= 0 and var i ? _fields[i].Kind switch
    {
        JsonTokenType.String => Decode(name, i),
        JsonTokenType.Null => null,
        var other => throw Expected(name, "a string", other),
    } : null;

    private string Decode(string name, int i)
    {
        var reader = new Utf8JsonReader(_utf8.AsSpan(_fields[i].Start, _fields[i].Length));
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ForgeException.BadRecord(Path, Line, $"field \"{name}\": expected valid Unicode, found a lone surrogate or broken UTF-8");
        }
    }

    /// <summary>The text of a field that holds a string; null for a missing field and for any other value.</summary>
    public string? PlainText(string name) => Raw(name) is [(byte)'"', ..] ? Text(name) : null;

    /// <summary>A string or a number as text (a gold answer may be either); null when absent or null.</summary>
    public string? TextOrNumber(string name) => Find(name) is >= 0 and var i ? _fields[i].Kind switch
    {
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(Raw(name)),
        _ => Text(name),
    } : null;

    /// <summary>A required string field.</summary>
    public string Required(string name) =>
        Text(name) ?? throw ForgeException.BadRecord(Path, Line, $"expected a string field \"{name}\", found {(Has(name) ? "null" : "none")} (fields here: {Listed()})");

    private string Listed() => _fields.Length == 0 ? "none" : string.Join(", ", _fields.Take(12).Select(f => f.Name)) + (_fields.Length > 12 ? ", …" : "");

    public long? Integer(string name)
    {
        if (Find(name) is not (>= 0 and var i) || _fields[i].Kind == JsonTokenType.Null) return null;
        if (_fields[i].Kind == JsonTokenType.Number && new Utf8JsonReader(Raw(name)) is var reader && reader.Read() && reader.TryGetInt64(out var value)) return value;
        throw Expected(name, "an integer", _fields[i].Kind);
    }

    public double? Number(string name)
    {
        if (Find(name) is not (>= 0 and var i) || _fields[i].Kind == JsonTokenType.Null) return null;
        if (_fields[i].Kind == JsonTokenType.Number && new Utf8JsonReader(Raw(name)) is var reader && reader.Read() && reader.TryGetDouble(out var value)) return value;
        throw Expected(name, "a number", _fields[i].Kind);
    }

    public bool? Flag(string name) => Find(name) is >= 0 and var i ? _fields[i].Kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        var other => throw Expected(name, "true or false", other),
    } : null;

    /// <summary>The value as a JSON element that outlives the row; null when absent.</summary>
    public JsonElement? Element(string name)
    {
        if (!Has(name)) return null;
        var reader = new Utf8JsonReader(Raw(name), new JsonReaderOptions { MaxDepth = 256 });
        return JsonElement.ParseValue(ref reader);
    }

    private ForgeException Expected(string name, string wanted, JsonTokenType found) =>
        ForgeException.BadRecord(Path, Line, $"field \"{name}\": expected {wanted}, found {Kind(found)}");

    /// <summary>A copy with fields set or removed: a known name keeps its place, a new one goes to the end.</summary>
    public Row With(Action<RowEdit> change)
    {
        var edit = new RowEdit();
        change(edit);
        return Apply(edit);
    }

    private Row Apply(RowEdit edit)
    {
        var parts = new List<(string Name, byte[] Quoted, ReadOnlyMemory<byte> Json, JsonTokenType Kind)>(_fields.Length + edit.Changes.Count);
        foreach (var field in _fields)
        {
            var at = edit.Find(field.Name);
            if (at < 0) parts.Add((field.Name, RowEdit.Quote(field.Name), _utf8.AsMemory(field.Start, field.Length), field.Kind));
            else if (edit.Changes[at].Json is { } json) parts.Add((field.Name, RowEdit.Quote(field.Name), json, KindOf(json)));
        }

        foreach (var (name, json) in edit.Changes)
            if (json is not null && !Has(name))
                parts.Add((name, RowEdit.Quote(name), json, KindOf(json)));

        // Into an array of just the size: a row may be large, and another copy of it would be.
        var fields = new Field[parts.Count];
        var utf8 = new byte[2 + Math.Max(0, parts.Count - 1) + parts.Sum(p => (long)p.Quoted.Length + 1 + p.Json.Length)];
        var end = 0;
        utf8[end++] = (byte)'{';
        for (var i = 0; i < fields.Length; i++)
        {
            var (name, quoted, json, kind) = parts[i];
            if (i > 0) utf8[end++] = (byte)',';
            quoted.CopyTo(utf8, end);
            end += quoted.Length;
            utf8[end++] = (byte)':';
            fields[i] = new Field(name, end, json.Length, kind);
            json.Span.CopyTo(utf8.AsSpan(end));
            end += json.Length;
        }

        utf8[end] = (byte)'}';
        return new Row(utf8, fields, Path, Line);
    }

    private static JsonTokenType KindOf(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'"' => JsonTokenType.String,
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };
}
