using System.Runtime.InteropServices;

namespace DataForge.Formats;

/// <summary>Rows as a DuckDB table function, so that a COPY pulls them chunk by chunk while they are still being made. It ends with the rows, or before the first that the columns do not hold.</summary>
internal sealed class RowSource
{
    /// <summary>The table function's name in SQL.</summary>
    public const string Name = "forge_rows";

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Callback(nint info);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Body(nint info, nint chunk);

    private readonly RowSchema _schema;
    private readonly RowQueue _queue;
    private readonly ChunkWriter _writer;
    private readonly Callback _bind;
    private readonly Callback _init;
    private readonly Body _body;

    public RowSource(RowSchema schema, RowQueue queue)
    {
        _schema = schema;
        _queue = queue;
        _writer = new ChunkWriter(schema);
        (_bind, _init, _body) = (Bind, Init, Next); // fields, so that the collector leaves them while native code may call
    }

    /// <summary>What went wrong while a chunk was filled; DuckDB reports only its text.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>True where a row did not fit and waits in the queue.</summary>
    public bool Misfit { get; private set; }

    public long Rows { get; private set; }

    /// <summary>Where null means that a field was not there.</summary>
    public IReadOnlyList<string> AbsentPaths => _writer.AbsentPaths;

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

    private void Bind(nint info)
    {
        for (var i = 0; i < _schema.Columns.Count; i++)
        {
            var handle = _schema.Columns[i].Type.Create();
            DuckNative.AddResultColumn(info, ColumnType.InnerName(i), handle);
            DuckNative.DestroyType(ref handle);
        }
    }

    private void Init(nint info) => DuckNative.SetMaxThreads(info, 1);

    private void Next(nint info, nint chunk)
    {
#pragma warning disable CA1031 // no exception may cross into native code; it is kept and thrown where the COPY returns
        try
        {
            var count = 0;
            if (!Misfit && _queue.TryTake(out var rows))
            {
                count = _writer.Fill(chunk, rows);
                if (count < rows.Count)
                {
                    Misfit = true;
                    _queue.PutBack([.. rows.Skip(count)]);
                }
            }

            Rows += count;
            DuckNative.SetChunkSize(chunk, (ulong)count);
        }
        catch (Exception e)
        {
            Fault = e;
            DuckNative.SetFunctionError(info, e is OperationCanceledException ? "stopped" : e.Message);
        }
#pragma warning restore CA1031
    }
}
