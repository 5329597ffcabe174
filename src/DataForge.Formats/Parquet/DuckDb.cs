using System.Globalization;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>A DuckDB database in memory with one connection. Not safe for several threads.</summary>
/// <remarks>Nothing is read from or kept in the user's home: extensions are neither loaded nor installed, and a database that may spill gets its own folder.</remarks>
internal sealed class DuckDb : IDisposable
{
    private nint _database;
    private nint _connection;

    private DuckDb(nint database, nint connection)
    {
        _database = database;
        _connection = connection;
    }

    internal nint Connection => _connection;

    /// <param name="threads">1 keeps everything on the calling thread, and rows in the order they come.</param>
    /// <param name="memoryBytes">Most memory its buffers take.</param>
    /// <param name="spillFolder">Where it may spill to; null spills nowhere.</param>
    /// <exception cref="ForgeException">The library is missing or will not start.</exception>
    public static DuckDb Open(int threads = 1, long memoryBytes = 1L << 30, string? spillFolder = null)
    {
        NativeLibraries.RequireDuckDb();
        _ = DuckNative.CreateConfig(out var config);
        try
        {
            Set("threads", threads.ToString(CultureInfo.InvariantCulture));
            Set("memory_limit", string.Create(CultureInfo.InvariantCulture, $"{memoryBytes >> 10}KiB"));
            Set("temp_directory", spillFolder ?? "");
            Set("autoinstall_known_extensions", "false");
            Set("autoload_known_extensions", "false");
            if (DuckNative.Open(null, out var database, config, out var error) != 0)
            {
                var message = DuckNative.Text(error);
                DuckNative.Free(error);
                throw new ForgeException($"DuckDB does not start: {message}");
            }

            if (DuckNative.Connect(database, out var connection) != 0) throw new ForgeException("DuckDB does not start: no connection");
            return new DuckDb(database, connection);
        }
        finally
        {
            DuckNative.DestroyConfig(ref config);
        }

        void Set(string name, string value)
        {
            if (DuckNative.SetConfig(config, name, value) != 0) throw new ForgeException($"DuckDB does not take the setting {name} = {value}");
        }
    }

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="DuckDbException">With DuckDB's own words.</exception>
    public void Execute(string sql)
    {
        var result = default(DuckResult);
        var failed = DuckNative.Query(_connection, sql, ref result) != 0;
        var message = failed ? DuckNative.Text(DuckNative.ResultError(ref result)) : "";
        DuckNative.DestroyResult(ref result);
        if (failed) throw new DuckDbException(message);
    }

    /// <summary>Starts a query whose rows are fetched piece by piece.</summary>
    /// <exception cref="DuckDbException">With DuckDB's own words.</exception>
    public DuckQuery Query(string sql) => new(_connection, sql);

    /// <summary>A query's columns without running it, and how each is selected so that it can be read.</summary>
    /// <exception cref="DuckDbException">With DuckDB's own words.</exception>
    public IReadOnlyList<DuckColumn> Describe(string sql)
    {
        var failed = DuckNative.Prepare(_connection, sql, out var statement) != 0;
        var message = failed ? DuckNative.Text(DuckNative.PrepareError(statement)) : "";
        var columns = new List<DuckColumn>();
        for (ulong i = 0; !failed && i < DuckNative.StatementColumnCount(statement); i++)
        {
            var name = DuckNative.StatementColumnName(statement, i);
            var type = DuckNative.StatementColumnType(statement, i);
            columns.Add(new DuckColumn(DuckNative.Text(name), VectorReader.ReadingOf(type), ColumnType.Of(type)));
            DuckNative.Free(name);
            DuckNative.DestroyType(ref type);
        }

        DuckNative.DestroyPrepare(ref statement);
        return failed ? throw new DuckDbException(message) : columns;
    }

    /// <summary>The text as an SQL string literal.</summary>
    public static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>The text as a quoted SQL name.</summary>
    public static string Name(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public void Dispose()
    {
        if (_connection != 0) DuckNative.Disconnect(ref _connection);
        if (_database != 0) DuckNative.Close(ref _database);
    }
}

/// <param name="Type">Null where it cannot be written again.</param>
internal sealed record DuckColumn(string Name, ColumnReading Reading, ColumnType? Type);

/// <summary>DuckDB refused; the message is its own, first line, without the error's class.</summary>
internal sealed class DuckDbException : Exception
{
    public DuckDbException() { }

    public DuckDbException(string message) : base(Short(message))
    {
        IsOutOfMemory = message.StartsWith("Out of Memory", StringComparison.Ordinal);
        IsBrokenText = message.Contains("Invalid string encoding", StringComparison.Ordinal);
    }

    public DuckDbException(string message, Exception inner) : base(message, inner) { }

    /// <summary>True where the memory that it may take did not do.</summary>
    public bool IsOutOfMemory { get; }

    /// <summary>True where a text of a Parquet file is no UTF-8.</summary>
    public bool IsBrokenText { get; }

    private static string Short(string message)
    {
        var line = message.Split('\n')[0].Trim();
        var at = line.IndexOf("Error: ", StringComparison.Ordinal);
        return at >= 0 ? line[(at + 7)..] : line;
    }
}
