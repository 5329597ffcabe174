namespace DataForge.Formats;

/// <summary>A running query: columns with their types, and chunks of at most 2,048 rows fetched one at a time, so memory does not grow with the result.</summary>
internal sealed class DuckQuery : IDisposable
{
    private nint _statement;
    private DuckResult _result;
    private nint _chunk;

    internal DuckQuery(nint connection, string sql)
    {
        if (DuckNative.Prepare(connection, sql, out _statement) != 0)
        {
            var message = DuckNative.Text(DuckNative.PrepareError(_statement));
            DuckNative.DestroyPrepare(ref _statement);
            throw new DuckDbException(message);
        }

        if (DuckNative.ExecuteStreaming(_statement, ref _result) != 0)
        {
            var message = DuckNative.Text(DuckNative.ResultError(ref _result));
            Dispose();
            throw new DuckDbException(message);
        }

        var count = (int)DuckNative.ColumnCount(ref _result);
        var columns = new (string, VectorReader)[count];
        for (var i = 0; i < count; i++)
        {
            var type = DuckNative.ColumnType(ref _result, (ulong)i);
            columns[i] = (DuckNative.Text(DuckNative.ColumnName(ref _result, (ulong)i)), VectorReader.For(type));
            DuckNative.DestroyType(ref type);
        }

        Columns = columns;
    }

    /// <summary>Names, and readers that stand on the current chunk.</summary>
    public IReadOnlyList<(string Name, VectorReader Values)> Columns { get; }

    /// <summary>Rows of the current chunk.</summary>
    public int Rows { get; private set; }

    /// <summary>Moves to the next chunk; false at the end.</summary>
    /// <exception cref="DuckDbException">With DuckDB's own words.</exception>
    public bool Next()
    {
        if (_chunk != 0) DuckNative.DestroyChunk(ref _chunk);
        _chunk = DuckNative.FetchChunk(_result);
        Rows = _chunk == 0 ? 0 : (int)DuckNative.ChunkSize(_chunk);
        if (Rows == 0)
        {
            var error = DuckNative.ResultError(ref _result);
            return error == 0 ? false : throw new DuckDbException(DuckNative.Text(error));
        }

        for (var i = 0; i < Columns.Count; i++) Columns[i].Values.Point(DuckNative.Vector(_chunk, (ulong)i));
        return true;
    }

    public void Dispose()
    {
        if (_chunk != 0) DuckNative.DestroyChunk(ref _chunk);
        DuckNative.DestroyResult(ref _result);
        if (_statement != 0) DuckNative.DestroyPrepare(ref _statement);
    }
}
