using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Reads a benchmark's file, whatever its layout: JSON lines, an array, an object keyed by id, an object around one array, or CSV.</summary>
public static class BenchmarkFile
{
    /// <summary>Name, path and field map of <c>NAME=FILE[:FIELDS]</c>; the map is null when absent.</summary>
    /// <exception cref="ForgeException">The text has another form.</exception>
    public static (string Name, string Path, FieldMap? Fields) ParseSpec(string option, string spec)
    {
        var equals = spec.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == spec.Length - 1) throw new ForgeException($"--{option}: expected NAME=FILE or NAME=FILE:FIELDS, found \"{spec}\"");
        var (name, path) = (spec[..equals], spec[(equals + 1)..]);
        var colon = path.LastIndexOf(':');
        if (colon <= 0 || path[colon..].Contains('/') || File.Exists(path)) return (name, path, null);
        return (name, path[..colon], FieldMap.Parse(path[(colon + 1)..]));
    }

    /// <summary>Items of a file's content, decompressed. An id that an earlier item has gets the record's number behind it: <c>exercise.4.3.3#1207</c>.</summary>
    /// <param name="path">For messages, and its base name for the index header.</param>
    /// <param name="fields">Null takes the usual names.</param>
    /// <exception cref="ForgeException">The content is empty, broken, or has none of the fields.</exception>
    public static (BenchmarkInfo Info, IReadOnlyList<BenchmarkItem> Items) Read(string name, string path, ReadOnlyMemory<byte> content, FieldMap? fields)
    {
        var bytes = content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
        if (!System.Text.Unicode.Utf8.IsValid(bytes.Span)) throw NotUtf8(name, path, bytes.Span);
        var items = new List<BenchmarkItem>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var records = 0;
        try
        {
            foreach (var (key, record) in Records(path, bytes, fields)) Add(key, record);
        }
        catch (InvalidOperationException e)
        {
            throw new ForgeException($"{path}: benchmark {name}: record {records}: a field name or string holds a lone surrogate escape", e);
        }

        if (records == 0) throw new ForgeException($"{path}: benchmark {name} is empty");
        if (items.Count == 0) throw new ForgeException($"{path}: benchmark {name}: no record has the fields {fields}");
        return (new BenchmarkInfo(name, Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(content.Span)), items.Count, fields!.ToString()), items);

        void Add(string? key, JsonElement record)
        {
            records++;
            fields ??= FieldMap.Guess(record) ?? throw new ForgeException($"{path}: benchmark {name}: none of the usual fields in the first record ({Names(record)}); name them: {name}={path}:FIELDS");
            if (fields.Item(record, key, records) is { } item) items.Add(ids.Add(item.Id) ? item : item with { Id = $"{item.Id}#{records}" });
        }
    }

    private static ForgeException NotUtf8(string name, string path, ReadOnlySpan<byte> content)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(content[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        var line = content[..at].Count((byte)'\n') + 1;
        return new ForgeException($"{path}:{line}: benchmark {name}: expected UTF-8, found the byte 0x{content[at]:X2} at byte {at - content[..at].LastIndexOf((byte)'\n'):N0} of the line");
    }

    private static string Names(JsonElement record) => record.ValueKind == JsonValueKind.Object ? string.Join(", ", record.EnumerateObject().Select(p => p.Name).Take(12)) : "no object";

    private static IEnumerable<(string? Key, JsonElement Record)> Records(string path, ReadOnlyMemory<byte> content, FieldMap? fields)
    {
        var first = content.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0) return [];
        return content.Span[first] switch
        {
            (byte)'[' => Whole(path, content, fields),
            (byte)'{' => IsOneLine(content.Span[first..]) ? Lines(path, content, fields) : Whole(path, content, fields),
            _ => Csv.Records(path, Encoding.UTF8.GetString(content.Span), fields),
        };
    }

    private static bool IsOneLine(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf((byte)'\n');
        var reader = new Utf8JsonReader(end < 0 ? content : content[..end]);
        try
        {
            return JsonDocument.TryParseValue(ref reader, out var document) && document is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<(string? Key, JsonElement Record)> Lines(string path, ReadOnlyMemory<byte> content, FieldMap? fields)
    {
        var line = 0;
        while (content.Length > 0)
        {
            var end = content.Span.IndexOf((byte)'\n');
            var text = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            line++;
            if (text.Span.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            foreach (var record in Expand(Parse(path, text, line), fields)) yield return record;
        }
    }

    private static IEnumerable<(string? Key, JsonElement Record)> Whole(string path, ReadOnlyMemory<byte> content, FieldMap? fields) => Expand(Parse(path, content, 0), fields);

    /// <summary>An array's records, an object around one array of records, an object whose values are all records, or the object itself.</summary>
    private static IEnumerable<(string? Key, JsonElement Record)> Expand(JsonElement value, FieldMap? fields)
    {
        if (value.ValueKind == JsonValueKind.Array) return value.EnumerateArray().Select(e => ((string?)null, e));
        if (value.ValueKind != JsonValueKind.Object) return [(null, value)];
        if ((fields ?? FieldMap.Guess(value))?.Item(value, null, 1) is not null) return [(null, value)];
        var properties = value.EnumerateObject().ToList();
        if (properties.Count > 0 && properties.All(p => p.Value.ValueKind == JsonValueKind.Object)) return properties.Select(p => ((string?)p.Name, p.Value));
        var arrays = properties.Where(p => p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() > 0 && p.Value[0].ValueKind == JsonValueKind.Object).ToList();
        if (arrays.Count == 1) return arrays[0].Value.EnumerateArray().Select(e => ((string?)null, e));
        return [(null, value)];
    }

    private static JsonElement Parse(string path, ReadOnlyMemory<byte> text, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}{(line > 0 ? ":" + line : "")}: benchmark: expected JSON: {e.Message}", e);
        }
    }
}
