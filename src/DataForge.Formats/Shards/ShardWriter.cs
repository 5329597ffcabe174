using System.Security.Cryptography;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>The shards of one split: opens the next when one is full. Files keep the suffix <c>.part</c> until the set is sealed.</summary>
internal sealed class ShardWriter : IDisposable
{
    private readonly ShardSettings _settings;
    private readonly string _split;
    private readonly List<(string Part, long Rows, long Bytes, long JsonBytes, string Sha256)> _done = [];
    private ParquetWriter? _parquet;
    private RowWriter? _lines;
    private long _rows;
    private long _jsonBytes;

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
        _lines?.Write(row);
        _rows++;
        _jsonBytes += row.Utf8.Length;
    }

    /// <summary>The unfinished file's name without <c>.part</c>.</summary>
    private string Unfinished(int index) => Path.Combine(_settings.Folder, $"{Stem}-{index:D5}.{_settings.Format.Suffix()}");

    private void Open()
    {
        var path = Unfinished(_done.Count);
        if (_settings.Format == ShardFormat.Parquet) _parquet = new ParquetWriter(path + ".part", _settings.Schema, _settings.Provenance);
        else _lines = RowWriter.Open(path);
    }

    private void Close()
    {
        if (_parquet is null && _lines is null) Open(); // a split without rows still has a file with its columns
        _parquet?.Finish();
        _parquet?.Dispose();
        _lines?.Finish();
        _lines?.Dispose();
        (_parquet, _lines) = (null, null);
        var part = Unfinished(_done.Count) + ".part";
        try
        {
            using var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 20);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            _done.Add((part, _rows, file.Length, _jsonBytes, Convert.ToHexStringLower(SHA256.HashData(file))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{part}: cannot be written: {e.Message}", e);
        }

        _rows = _jsonBytes = 0;
    }

    /// <summary>Closes the last shard and tells the final names, which hold their number, with the parts that take them.</summary>
    public IReadOnlyList<(string Part, ShardFile File)> Finish()
    {
        if (_rows > 0 || _done.Count == 0) Close();
        return [.. _done.Select((d, i) => (d.Part, new ShardFile(
            $"{Stem}-{i:D5}-of-{_done.Count:D5}.{_settings.Format.Suffix()}", _split.Length == 0 ? "train" : _split, d.Rows, d.Bytes, d.JsonBytes, d.Sha256)))];
    }

    public void Dispose()
    {
        _parquet?.Dispose();
        _lines?.Dispose();
    }
}
