using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Fills DuckDB chunks with rows: known fields into their columns, all others into <c>extra</c>.</summary>
internal sealed class ChunkWriter
{
    private readonly (string Name, ColumnWriter Values)[] _columns;
    private readonly Dictionary<string, int> _index;
    private readonly ColumnWriter _extra = ColumnWriter.For(ColumnType.Text);
    private readonly JsonText _extraText = new();
    private readonly Dictionary<string, byte[]> _quoted = [];
    private readonly bool[] _filled;

    public ChunkWriter(RowSchema schema)
    {
        _columns = [.. schema.Columns.Select(c => (c.Name, ColumnWriter.For(c.Type)))];
        _index = _columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i);
        _filled = new bool[_columns.Length];
    }

    public void Fill(nint chunk, IReadOnlyList<Row> rows)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].Values.Point(DuckNative.Vector(chunk, (ulong)i));
        _extra.Point(DuckNative.Vector(chunk, (ulong)_columns.Length));
        for (var i = 0; i < rows.Count; i++) Fill(rows[i], i);
        DuckNative.SetChunkSize(chunk, (ulong)rows.Count);
    }

    private void Fill(Row row, int at)
    {
        Array.Clear(_filled);
        _extraText.Clear();
        foreach (var name in row.Names)
        {
            var json = row.Raw(name);
            if (_index.TryGetValue(name, out var column) && TryPut(_columns[column].Values, json, at)) _filled[column] = true;
            else Keep(name, json);
        }

        for (var i = 0; i < _columns.Length; i++)
            if (!_filled[i])
                _columns[i].Values.SetNull(at);
        if (_extraText.Length == 0)
        {
            _extra.SetNull(at);
            return;
        }

        _extraText.Raw((byte)'}');
        _extra.PutText(_extraText.Written, at);
    }

    /// <summary>A null of a known field is kept as it stands too: an undecided <c>is_correct</c> is not an absent one.</summary>
    private static bool TryPut(ColumnWriter column, ReadOnlySpan<byte> json, int at)
    {
        var options = new JsonReaderOptions { MaxDepth = 256 };
        var reader = new Utf8JsonReader(json, options);
        reader.Read();
        if (!column.Fits(ref reader)) return false;
        reader = new Utf8JsonReader(json, options);
        reader.Read();
        column.Put(ref reader, at);
        return true;
    }

    private void Keep(string name, ReadOnlySpan<byte> json)
    {
        _extraText.Raw(_extraText.Length == 0 ? (byte)'{' : (byte)',');
        if (!_quoted.TryGetValue(name, out var quoted))
        {
            quoted = RowEdit.Quote(name);
            if (_quoted.Count < 4096) _quoted[name] = quoted; // names are few, except in a hostile file
        }

        _extraText.Raw(quoted);
        _extraText.Raw((byte)':');
        _extraText.Raw(json);
    }
}
