using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A hash per column over rows. A field that is not there counts as null; which row holds which value counts.</summary>
internal sealed class ColumnHashes
{
    private readonly Dictionary<string, ulong> _hashes = [];
    private readonly ValueHash _values = new();
    private readonly List<(string Name, ulong Hash)> _row = [];

    public long Rows { get; set; }

    /// <summary>Columns that hold any value, by name.</summary>
    public IReadOnlyDictionary<string, ulong> Hashes => _hashes;

    /// <summary>Takes a row as the tool hands it over, by its JSON text.</summary>
    public void Add(Row row)
    {
        var json = new Utf8JsonReader(row.Utf8, new JsonReaderOptions { MaxDepth = 256 });
        json.Read();
        _row.Clear();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            var hash = _values.Of(ref json);
            _row.RemoveAll(f => f.Name == name); // the last of a repeated name counts
            _row.Add((name, hash));
        }

        foreach (var (name, hash) in _row) Add(name, Rows, hash);
        Rows++;
    }

    /// <summary>Takes one value.</summary>
    public void Add(string name, long row, ulong hash)
    {
        if (hash != ValueHash.Null) _hashes[name] = _hashes.GetValueOrDefault(name) + ValueHash.Mix((ulong)row, hash);
    }

    /// <summary>Takes one value of a column of JSON text.</summary>
    public ulong Json(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 256 });
        return json.Read() ? _values.Of(ref json) : ValueHash.Null;
    }
}
