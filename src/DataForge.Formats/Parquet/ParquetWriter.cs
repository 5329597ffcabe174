using System.Globalization;
using System.Text.Unicode;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Writes rows into one Parquet file: every field a column of the type its values have, zstd, row groups of bounded size, provenance as key-value metadata. The same rows give the same bytes.</summary>
/// <remarks>
/// The file is written under its own name; <c>.part</c> and renaming are the caller's. Encoding runs on a thread of its own beside the one that makes the rows. Not safe for several writing threads.
/// The first rows decide the columns. Where a later row does not fit, the file so far is closed, the columns are widened, and a second file is begun beside it; at the end all are copied into one.
/// So memory is bounded whatever comes, and only sets whose shape changes are written twice.
/// </remarks>
public sealed class ParquetWriter : IDisposable
{
    /// <summary>Rows of a row group, unless its bytes are spent first. Chosen so that a reader that samples or shuffles groups holds tens of megabytes.</summary>
    public const int RowGroupRows = 20 * 2048;

    /// <summary>Uncompressed bytes after which a row group is closed; bounds memory when rows are long.</summary>
    public const int RowGroupBytes = 64 << 20;

    private const int DictionaryBytes = 1 << 20; // DuckDB's own bound for one column's
    private const int DictionariesBytes = 256 << 20; // of all columns; DuckDB takes each at once, so a thousand text columns would fill its memory

#if DEBUG
    private const int BatchRows = 3; // boundaries get exercised
    private const int LookRows = 5;
#else
    private const int BatchRows = 2048; // DuckDB's vector size
    private const int LookRows = 2 * BatchRows;
#endif
    private const int BatchBytes = 4 << 20;
    private const long LookBytes = 4 << 20;

    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _metadata;
    private readonly SchemaBuilder _schema;
    private readonly RowQueue _queue = new();
    private readonly List<ParquetPart> _parts = [];
    private readonly Thread _thread;
    private List<Row> _batch = [];
    private long _batchBytes;
    private Exception? _fault;
    private bool _ended;

    /// <param name="metadata">Key-value metadata of the file, written in ordinal order of the keys.</param>
    /// <exception cref="ForgeException">DuckDB's library is missing.</exception>
    public ParquetWriter(string path, IReadOnlyDictionary<string, string> metadata) : this(path, metadata, new SchemaBuilder(), look: true)
    {
    }

    /// <param name="schema">What is known of the columns; widened as rows come.</param>
    /// <param name="look">False where it is taken to hold the first rows already.</param>
    internal ParquetWriter(string path, IReadOnlyDictionary<string, string> metadata, SchemaBuilder schema, bool look)
    {
        NativeLibraries.RequireDuckDb();
        (_path, _metadata, _schema) = (path, metadata, schema);
        _thread = new Thread(() => Run(look)) { IsBackground = true, Name = "parquet" };
        _thread.Start();
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    private void Run(bool look)
    {
#pragma warning disable CA1031 // kept and thrown on the caller's thread
        try
        {
            for (var misfit = look; ;)
            {
                if (misfit)
                    foreach (var row in _queue.Look(LookRows, LookBytes))
                        _schema.Observe(row);
                misfit = Encode();
                if (!misfit) return;
            }
        }
        catch (Exception e)
        {
            _fault = e;
        }
#pragma warning restore CA1031
        finally
        {
            _queue.Stop();
        }
    }

    /// <summary>Writes rows until they end or one does not fit; then true.</summary>
    private bool Encode()
    {
        var schema = _schema.Schema.NotEmpty;
        var path = _parts.Count == 0 ? _path : string.Create(CultureInfo.InvariantCulture, $"{_path}.{_parts.Count}");
        var source = new RowSource(schema, _queue);
        using (var database = DuckDb.Open())
        {
            database.Execute("SET preserve_insertion_order = false"); // row groups by bytes ask for it; one thread keeps the order
            source.Register(database);
            _parts.Add(new ParquetPart(path, schema.Key));
            var dictionary = Math.Min(DictionaryBytes, DictionariesBytes / schema.Leaves);
            try
            {
                database.Execute(string.Create(CultureInfo.InvariantCulture,
                    $"COPY (SELECT * FROM {RowSource.Name}()) TO {DuckDb.Literal(path)} (FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE {RowGroupRows}, ROW_GROUP_SIZE_BYTES {RowGroupBytes}, STRING_DICTIONARY_PAGE_SIZE_LIMIT {dictionary}, USE_TMP_FILE false)"));
            }
            catch (DuckDbException) when (source.Fault is { } fault and not OperationCanceledException)
            {
                throw fault is ForgeException ? fault : new InvalidOperationException($"{_path}: {fault.Message}", fault);
            }
        }

        if (source.Misfit && source.Rows == 0 && _parts.Count > 1) throw new InvalidOperationException($"{_path}: a row does not fit into the columns that were made for it");
        ParquetFooter.Finish(path, schema, _metadata, source.AbsentPaths);
        return source.Misfit;
    }

    /// <exception cref="ForgeException">The disk is full, or the row holds broken UTF-8 or a lone surrogate, which Parquet does not take.</exception>
    public void Write(Row row)
    {
        if (!Utf8.IsValid(row.Utf8)) throw ForgeException.BadRecord(row.Path, row.Line, "expected valid UTF-8, found broken bytes; Parquet holds only valid text");
        if (JsonCursor.HasLoneSurrogate(row.Utf8)) throw ForgeException.BadRecord(row.Path, row.Line, "expected Unicode text, found a lone surrogate (\\ud800 to \\udfff without its other half); Parquet holds only valid text");
        _batch.Add(row);
        Rows++;
        _batchBytes += row.Utf8.Length;
        if (_batch.Count >= BatchRows || _batchBytes >= BatchBytes) Hand();
    }

    private void Hand()
    {
        if (_batch.Count > 0 && !_queue.Add(_batch)) Fail();
        _batch = [];
        _batchBytes = 0;
    }

    private void Fail()
    {
        _thread.Join();
        _ended = true;
        if (_fault is ForgeException or InvalidOperationException) throw _fault;
        throw new ForgeException($"{_path}: cannot be written: {_fault?.Message}", _fault ?? new IOException());
    }

    /// <summary>Writes what is left and closes the file.</summary>
    /// <exception cref="ForgeException">The disk is full.</exception>
    public void Finish() => new ParquetParts(_path, _metadata, Close()).Conform(_schema);

    /// <summary>Writes what is left. The rows stand in the parts, in order; their columns are the schema builder's or narrower.</summary>
    internal IReadOnlyList<ParquetPart> Close()
    {
        Hand();
        _queue.Complete();
        _thread.Join();
        if (_fault is not null) Fail();
        _ended = true;
        return _parts;
    }

    /// <summary>Without <see cref="Finish"/> the file is given up: what stands there is no Parquet file.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _queue.Stop();
            _thread.Join();
            foreach (var part in _parts.Skip(1)) File.Delete(part.Path);
        }

        _queue.Dispose();
    }
}
