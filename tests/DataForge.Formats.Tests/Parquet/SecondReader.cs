using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parquet;
using Parquet.Serialization;

namespace DataForge.Tests.Formats;

/// <summary>The second Parquet reader: Parquet.Net, which shares no code with DuckDB, by its untyped deserialisation, which the check in forge-pack does not use.</summary>
internal static class SecondReader
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static SecondReader() => ParquetOptions.PreferUntypedString = true;

    /// <summary>The file's rows as JSON lines; absent fields are null.</summary>
    public static string[] Read(string path)
    {
        using var file = File.OpenRead(path);
        return [.. ParquetSerializer.DeserializeUntypedAsync(file).GetAwaiter().GetResult().Data.Select(r => JsonSerializer.Serialize(Value(r), Plain))];
    }

    /// <summary>How many rows the file's row groups hold.</summary>
    public static long Count(string path)
    {
        using var file = File.OpenRead(path);
        var reader = global::Parquet.ParquetReader.CreateAsync(file).GetAwaiter().GetResult();
        var rows = 0L;
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            rows += group.RowCount;
        }

        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return rows;
    }

    private static object? Value(object? value) => value switch
    {
        IDictionary<string, object> record => record.ToDictionary(f => f.Key, f => Value(f.Value)),
        IDictionary map => map.Keys.Cast<object>().ToDictionary(k => k.ToString()!, k => Value(map[k])),
        string text => text,
        ReadOnlyMemory<char> text => text.ToString(),
        IEnumerable<char> text => new string([.. text]),
        byte[] utf8 => Encoding.UTF8.GetString(utf8), // JSON text
        ReadOnlyMemory<byte> utf8 => Encoding.UTF8.GetString(utf8.Span),
        IEnumerable list => list.Cast<object?>().Select(Value).ToArray(),
        _ => value,
    };

    public static (int RowGroups, Dictionary<string, string> Metadata, string[] Columns) Head(string path)
    {
        using var file = File.OpenRead(path);
        var reader = global::Parquet.ParquetReader.CreateAsync(file).GetAwaiter().GetResult();
        var head = (reader.RowGroupCount, reader.CustomMetadata.ToDictionary(), reader.Schema.Fields.Select(f => f.Name).ToArray());
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return head;
    }
}
