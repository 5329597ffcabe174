using DataForge.Core;
using DataForge.Formats;
using DataForge.Runner;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Decontam;

/// <summary>Where rows go: kept ones to one output or to one for each input file, dropped ones beside them; both with their place where this is a part of a run.</summary>
internal sealed class KeptRows : IDisposable
{
    private readonly Shard? _shard;
    private readonly RowWriter? _kept;
    private readonly TreeWriter? _tree;
    private readonly RowWriter? _rejects;
    private readonly List<Row> _bad = [];
    private readonly SortedDictionary<string, long> _dropped = new(StringComparer.Ordinal);

    public KeptRows(DecontamSettings s)
    {
        _shard = s.Shard;
        _tree = s.Tree is null ? null : new TreeWriter(s.Tree);
        try
        {
            _kept = s.Tree is null ? RowWriter.Open(s.Out) : null;
            _rejects = RowWriter.OpenOptional(s.Rejects);
        }
        catch
        {
            Dispose();
            throw;
        }

        Bad = BadRows.To("decontam", s.MaxBad, _bad.Add);
    }

    /// <summary>Takes bad records; each is written when the scan hands out its row.</summary>
    public BadRows Bad { get; }

    public long Kept => _kept?.Rows ?? _tree!.Rows;

    /// <summary>Dropped rows by rule.</summary>
    public IReadOnlyDictionary<string, long> Dropped => _dropped;

    public void Keep(ScannedRow row, Row kept) => At(row).Write(_shard is null ? kept : Shard.Place(kept, Place(row), 0));

    /// <param name="line">The row as it is written.</param>
    public void Keep(ScannedRow row, ReadOnlySpan<byte> line)
    {
        if (_shard is not null) Keep(row, Row.Parse(line, row.Batch.Path, row.Batch.Number(row.Index)));
        else At(row).Write(line);
    }

    public void Drop(ScannedRow row, Row dropped, Reject why)
    {
        _dropped[why.Rule] = _dropped.GetValueOrDefault(why.Rule) + 1;
        Reject(row, dropped.With(e => e.Set(why)));
    }

    public void PassBad(ScannedRow row)
    {
        foreach (var bad in _bad) Reject(row, bad);
        _bad.Clear();
    }

    public void Commit() => RowWriter.CommitAll([_rejects, .. _tree?.End() ?? [], _kept]);

    private RowWriter At(ScannedRow row) => _kept ?? _tree!.For(row.Batch.Path);

    private void Reject(ScannedRow row, Row rejected) => _rejects?.Write(_shard is null ? rejected : Shard.Place(rejected, Place(row), 0));

    private static long Place(ScannedRow row) => row.Batch.Place(row.Index);

    public void Dispose()
    {
        _tree?.Dispose();
        _kept?.Dispose();
        _rejects?.Dispose();
    }
}
