using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Rows as a DuckDB table function, so that a COPY pulls them chunk by chunk while they are still being made. Nothing is kept: memory is the queue and one row group.</summary>
/// <remarks>The queue joins two threads: the caller's, which makes rows, and the one that runs the COPY.</remarks>
internal sealed class RowSource : IDisposable
{
    /// <summary>The table function's name in SQL.</summary>
    public const string Name = "forge_rows";

    private const int QueuedBatches = 4;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Callback(nint info);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Body(nint info, nint chunk);

    private readonly BlockingCollection<IReadOnlyList<Row>> _queue = new(QueuedBatches);
    private readonly CancellationTokenSource _stop = new();
    private readonly RowSchema _schema;
    private readonly ChunkWriter _writer;
    private readonly Callback _bind;
    private readonly Callback _init;
    private readonly Body _body;

    public RowSource(RowSchema schema)
    {
        _schema = schema;
        _writer = new ChunkWriter(schema);
        (_bind, _init, _body) = (Bind, Init, Next); // fields, so that the collector leaves them while native code may call
    }

    /// <summary>What went wrong while a chunk was filled; DuckDB reports only its text.</summary>
    public Exception? Fault { get; private set; }

    public void Register(DuckDb database)
    {
        var function = DuckNative.CreateTableFunction();
        DuckNative.SetFunctionName(function, Name);
        DuckNative.SetFunctionBind(function, Marshal.GetFunctionPointerForDelegate(_bind));
        DuckNative.SetFunctionInit(function, Marshal.GetFunctionPointerForDelegate(_init));
        DuckNative.SetFunctionBody(function, Marshal.GetFunctionPointerForDelegate(_body));
        var failed = DuckNative.RegisterTableFunction(database.Connection, function) != 0;
        DuckNative.DestroyTableFunction(ref function);
        if (failed) throw new InvalidOperationException("DuckDB refuses the table function");
    }

    /// <summary>Hands over at most 2,048 rows; waits while the queue is full.</summary>
    /// <returns>False once the reading side has stopped.</returns>
    public bool Add(IReadOnlyList<Row> rows)
    {
        try
        {
            _queue.Add(rows, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>No more rows will come.</summary>
    public void Complete() => _queue.CompleteAdding();

    /// <summary>Either side gives up; the other stops waiting.</summary>
    public void Stop() => _stop.Cancel();

    private void Bind(nint info)
    {
        foreach (var column in _schema.Columns) Add(column.Name, column.Type);
        Add(RowSchema.Extra, ColumnType.Text);

        void Add(string name, ColumnType type)
        {
            var handle = type.Create();
            DuckNative.AddResultColumn(info, name, handle);
            DuckNative.DestroyType(ref handle);
        }
    }

    private void Init(nint info) => DuckNative.SetMaxThreads(info, 1);

    private void Next(nint info, nint chunk)
    {
#pragma warning disable CA1031 // no exception may cross into native code; it is kept and thrown where the COPY returns
        try
        {
            if (_queue.TryTake(out var rows, Timeout.Infinite, _stop.Token)) _writer.Fill(chunk, rows);
            else DuckNative.SetChunkSize(chunk, 0);
        }
        catch (Exception e)
        {
            Fault = e;
            DuckNative.SetFunctionError(info, e is OperationCanceledException ? "stopped" : e.Message);
        }
#pragma warning restore CA1031
    }

    public void Dispose()
    {
        _queue.Dispose();
        _stop.Dispose();
    }
}
