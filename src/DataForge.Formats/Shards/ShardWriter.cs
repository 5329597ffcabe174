using System.Security.Cryptography;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>The shards of one split: opens the next when one is full. Files keep the suffix <c>.part</c> until the set is sealed.</summary>
internal sealed class ShardWriter : IDisposable
{
    private readonly ShardSettings _settings;
    private readonly string _split;
    private readonly List<Done> _done = [];
    private readonly SchemaBuilder _schema = new(); // of the shards that are closed
    private SchemaBuilder? _open;
    private ColumnHashes? _hashes;
    private ParquetWriter? _parquet;
    private RowWriter? _lines;
    private long _rows;
    private long _jsonBytes;

    /// <param name="Pieces">Of a Parquet shard: until all shards are known, its columns are not.</param>
    /// <param name="Hashes">Of the rows that it is to hold; null where it will not be read back.</param>
    private sealed record Done(string Part, long Rows, long JsonBytes, ParquetParts? Pieces, ColumnHashes? Hashes);

    public ShardWriter(ShardSettings settings, string split)
    {
        _settings = settings;
        _split = split;
    }

    private string Stem => _split.Length == 0 ? _settings.Name : $"{_settings.Name}-{_split}";

    public void Write(Row row)
    {
        if (_rows > 0 && (_rows >= _settings.RowsPerShard || _jsonBytes + row.Utf8.Length > _settings.BytesPerShard)) Close();
        if (_parquet is null && _lines is null) Open();
        _parquet?.Write(row);
        _hashes?.Add(row);
        _lines?.Write(row);
        _rows++;
        _jsonBytes += row.Utf8.Length;
    }

    /// <summary>The unfinished file's name without <c>.part</c>.</summary>
    private string Unfinished(int index) => Path.Combine(_settings.Folder, $"{Stem}-{index:D5}.{_settings.Format.Suffix()}");

    private void Open()
    {
        var path = Unfinished(_done.Count);
        if (_settings.Format != ShardFormat.Parquet)
        {
            _lines = RowWriter.Open(path);
            return;
        }

        _open = _schema.Copy();
        PartFile.Reserve(path);
        _parquet = new ParquetWriter(path + ".part", _settings.Provenance, _open, look: true);
        if (_settings.Verify) _hashes = new ColumnHashes();
    }

    private void Close()
    {
        if (_parquet is null && _lines is null) Open(); // a split without rows still has a file with its columns
        var part = Unfinished(_done.Count) + ".part";
        var pieces = _parquet is null ? null : new ParquetParts(part, _settings.Provenance, _parquet.Close());
        if (_open is not null) _schema.Add(_open);
        _parquet?.Dispose();
        _lines?.Finish();
        _lines?.Dispose();
        _done.Add(new Done(part, _rows, _jsonBytes, pieces, _hashes));
        (_parquet, _lines, _open, _hashes) = (null, null, null, null);
        _rows = _jsonBytes = 0;
    }

    /// <summary>Closes the last shard.</summary>
    /// <returns>The columns that the split's rows need.</returns>
    public SchemaBuilder End()
    {
        if (_rows > 0 || _done.Count == 0) Close();
        return _schema;
    }

    /// <summary>Parquet shards that are closed.</summary>
    public IEnumerable<ParquetParts> Pieces => _done.Select(d => d.Pieces).OfType<ParquetParts>();

    /// <summary>Reads the shards back, and tells the final names, which hold their number, with the parts that take them.</summary>
    /// <exception cref="InvalidOperationException">A shard does not hold what was written.</exception>
    public IReadOnlyList<(string Part, ShardFile File)> Finish() => [.. _done.Select((d, i) =>
    {
        if (d.Hashes is not null) ParquetCheck.Verify(d.Part, d.Hashes);
        var (bytes, sha256) = Sync(d.Part);
        return (d.Part, new ShardFile($"{Stem}-{i:D5}-of-{_done.Count:D5}.{_settings.Format.Suffix()}", _split.Length == 0 ? "train" : _split, d.Rows, bytes, d.JsonBytes, sha256));
    })];

    private static (long Bytes, string Sha256) Sync(string part)
    {
        try
        {
            using var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            return (file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{part}: cannot be written: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _parquet?.Dispose();
        _lines?.Dispose();
        (_parquet, _lines) = (null, null);
    }
}
