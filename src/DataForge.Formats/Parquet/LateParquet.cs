using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A Parquet file whose columns are not known beforehand: the first rows decide which of the suite's fields get a column, and what comes later besides goes into <c>extra</c>.</summary>
internal sealed class LateParquet : IDisposable
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _metadata;
    private List<Row> _first = [];
    private long _firstBytes;
    private ParquetWriter? _writer;

    public LateParquet(string path, IReadOnlyDictionary<string, string> metadata)
    {
        NativeLibraries.RequireDuckDb();
        _path = path;
        _metadata = metadata;
    }

    public void Write(Row row)
    {
        if (_writer is not null)
        {
            _writer.Write(row);
            return;
        }

        _first.Add(row);
        _firstBytes += row.Utf8.Length;
        if (_first.Count >= RowSchema.LookRows || _firstBytes >= RowSchema.LookBytes) Begin();
    }

    private void Begin()
    {
        _writer = new ParquetWriter(_path, RowSchema.For(_first), _metadata);
        foreach (var row in _first) _writer.Write(row);
        _first = [];
    }

    public void Finish()
    {
        if (_writer is null) Begin();
        _writer!.Finish();
    }

    public void Dispose() => _writer?.Dispose();
}
