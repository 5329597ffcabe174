using System.Globalization;
using System.Text;
using System.Text.Unicode;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Writes rows into one Parquet file: zstd, row groups of bounded size, provenance as key-value metadata. The same rows give the same bytes.</summary>
/// <remarks>The file is written under its own name; <c>.part</c> and renaming are the caller's. Encoding runs on a thread of its own beside the one that makes the rows. Not safe for several writing threads.</remarks>
public sealed class ParquetWriter : IDisposable
{
    /// <summary>Rows of a row group, unless its bytes are spent first. Chosen so that a reader that samples or shuffles groups holds tens of megabytes.</summary>
    public const int RowGroupRows = 20 * 2048;

    /// <summary>Uncompressed bytes after which a row group is closed; bounds memory when rows are long.</summary>
    public const int RowGroupBytes = 64 << 20;

#if DEBUG
    private const int BatchRows = 3; // boundaries get exercised
#else
    private const int BatchRows = 2048; // DuckDB's vector size
#endif
    private const int BatchBytes = 4 << 20;

    private readonly string _path;
    private readonly RowSource _source;
    private readonly Thread _thread;
    private List<Row> _batch = [];
    private long _batchBytes;
    private Exception? _fault;
    private bool _ended;

    /// <param name="metadata">Key-value metadata of the file, written in ordinal order of the keys.</param>
    /// <exception cref="ForgeException">DuckDB's library is missing.</exception>
    public ParquetWriter(string path, RowSchema schema, IReadOnlyDictionary<string, string> metadata)
    {
        NativeLibraries.RequireDuckDb();
        _path = path;
        _source = new RowSource(schema);
        var sql = Copy(path, metadata);
        _thread = new Thread(() => Run(sql)) { IsBackground = true, Name = "parquet" };
        _thread.Start();
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>JSON bytes of the rows written so far.</summary>
    public long JsonBytes { get; private set; }

    private static string Copy(string path, IReadOnlyDictionary<string, string> metadata)
    {
        var sql = new StringBuilder("COPY (SELECT * FROM ").Append(RowSource.Name).Append("()) TO ").Append(DuckDb.Literal(path));
        sql.Append(CultureInfo.InvariantCulture, $" (FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE {RowGroupRows}, ROW_GROUP_SIZE_BYTES {RowGroupBytes}, USE_TMP_FILE false");
        if (metadata.Count > 0)
            sql.Append(", KV_METADATA {").AppendJoin(", ", metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{DuckDb.Literal(m.Key)}: {DuckDb.Literal(m.Value)}")).Append('}');
        return sql.Append(')').ToString();
    }

    private void Run(string sql)
    {
#pragma warning disable CA1031 // kept and thrown on the caller's thread
        try
        {
            using var database = DuckDb.Open();
            database.Execute("SET preserve_insertion_order = false"); // row groups by bytes ask for it; one thread keeps the order
            _source.Register(database);
            database.Execute(sql);
        }
        catch (Exception e)
        {
            _fault = e;
        }
#pragma warning restore CA1031
        finally
        {
            _source.Stop();
        }
    }

    /// <exception cref="ForgeException">The disk is full, or the row holds broken UTF-8, which Parquet does not take.</exception>
    public void Write(Row row)
    {
        if (!Utf8.IsValid(row.Utf8)) throw ForgeException.BadRecord(row.Path, row.Line, "expected valid UTF-8, found broken bytes; Parquet holds only valid text");
        _batch.Add(row);
        Rows++;
        JsonBytes += row.Utf8.Length;
        _batchBytes += row.Utf8.Length;
        if (_batch.Count >= BatchRows || _batchBytes >= BatchBytes) Hand();
    }

    private void Hand()
    {
        if (_batch.Count > 0 && !_source.Add(_batch)) Fail();
        _batch = [];
        _batchBytes = 0;
    }

    private void Fail()
    {
        _thread.Join();
        _ended = true;
        throw _source.Fault is ForgeException ours ? ours
            : _source.Fault is { } fault and not OperationCanceledException ? new InvalidOperationException($"{_path}: {fault.Message}", fault)
            : new ForgeException($"{_path}: cannot be written: {_fault?.Message}", _fault ?? new IOException());
    }

    /// <summary>Writes what is left and closes the file.</summary>
    /// <exception cref="ForgeException">The disk is full.</exception>
    public void Finish()
    {
        Hand();
        _source.Complete();
        _thread.Join();
        if (_fault is not null) Fail();
        _ended = true;
    }

    /// <summary>Without <see cref="Finish"/> the file is given up: what stands there is no Parquet file.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _source.Stop();
            _thread.Join();
        }

        _source.Dispose();
    }
}
