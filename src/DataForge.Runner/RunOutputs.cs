using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>Where a run's rows go. Files take their names together, the main output last.</summary>
internal sealed class RunOutputs : IDisposable
{
    private readonly RowWriter? _main;
    private readonly IRowSink? _sink;
    private readonly TreeWriter? _tree;
    private readonly RowWriter? _rejects;
    private readonly Dictionary<string, RowWriter> _side = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _ids = [];
    private readonly Shard? _shard;

    /// <exception cref="ForgeException">A file cannot be made, or another process is writing it.</exception>
    public RunOutputs(RunSettings settings)
    {
        _shard = settings.Shard;
        try
        {
            if (settings.Tree is { } tree) _tree = new TreeWriter(tree);
            else _main = RowWriter.OpenOptional(settings.Out);
            _sink = settings.Sink?.Invoke();
            foreach (var (name, path) in settings.Side) _side[name] = RowWriter.Open(path);
            _rejects = RowWriter.OpenOptional(settings.Rejects);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Rows of the main output.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes one item's rows; a row whose id was written or claimed before becomes its reject.</summary>
    /// <param name="bad">Rejects of bad records that stood before the item.</param>
    /// <param name="path">The input file that the item stood in; null where inputs are not told apart.</param>
    /// <param name="flush">Hands the rows on at once.</param>
    public void Write(IReadOnlyList<Row> bad, long item, string? path, StageResult result, RunCounts counts, bool flush)
    {
        var main = path is null ? _main : _tree!.For(path);
        var rejects = 0;
        if (_shard is null or { Index: 1 })
            foreach (var row in bad) Reject(row);
        foreach (var row in result.Rejects) Reject(row);
        foreach (var id in result.Claims) _ids.Add(Key(id));
        var rows = 0;
        foreach (var (row, id, otherwise) in result.Rows)
        {
            if (id is not null && !_ids.Add(Key(id)))
            {
                counts.Add(RunCounts.Dropped + Duplicate);
                Reject(otherwise!);
                continue;
            }

            SourceClasses.Add(counts, row);
            var placed = Placed(row, rows++);
            main?.Write(placed);
            _sink?.Write(placed);
            Rows++;
        }

        var sides = 0;
        foreach (var (output, row) in result.Side)
            if (_side.TryGetValue(output, out var writer)) writer.Write(Placed(row, sides++));
        if (flush) main?.Flush();

        void Reject(Row row) => _rejects?.Write(Placed(row, rejects++));

        Row Placed(Row row, int number) => _shard is null ? row : Shard.Place(row, item, number);
    }

    private const string Duplicate = "duplicate";

    private static UInt128 Key(string id) => System.IO.Hashing.XxHash128.HashToUInt128(System.Text.Encoding.UTF8.GetBytes(id));

    /// <summary>All files are whole and on disk before the first takes its name.</summary>
    public void Commit()
    {
        _sink?.Finish();
        RowWriter.CommitAll([_rejects, .. _side.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value), .. _tree?.End() ?? [], _main]);
        _sink?.TakePlace();
    }

    public void Dispose()
    {
        _main?.Dispose();
        _sink?.Dispose();
        _tree?.Dispose();
        foreach (var writer in _side.Values) writer.Dispose();
        _rejects?.Dispose();
    }
}
