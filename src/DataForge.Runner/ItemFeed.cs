using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>A stage's items with the bad records that stood before each, so that rejects come out in input order too.</summary>
internal sealed class ItemFeed<TItem>(Stage<TItem> stage, RunSettings settings, CallJournal journal, IRunReport report, CancellationToken cancel) : IBadRecords
    where TItem : class
{
    private readonly List<Row> _pending = [];
    private BadRows? _bad;
    private long _number;

    /// <summary>Rows that were read as items.</summary>
    public long Rows { get; private set; }

    /// <summary>Bad records so far.</summary>
    public long Bad => _bad?.Count ?? 0;

    public BadRows BadRows => _bad ??= BadRows.To(stage.Name, settings.MaxBad, _pending.Add);

    public void Pass(ForgeException bad, ReadOnlySpan<byte> line) => BadRows.Pass(bad, line);

    /// <summary>The items of this shard; read once, by one thread.</summary>
    public IEnumerable<WorkEntry<TItem>> Read()
    {
        if (settings.Tree is null) return Read(settings.Input, null);
        return settings.Input.Paths.TakeWhile(_ => !(Rows >= settings.Limit)).SelectMany(path => Read(settings.Input with { Paths = [path] }, path));
    }

    private IEnumerable<WorkEntry<TItem>> Read(RunInput input, string? path)
    {
        var rows = input.Open(BadRows, report, settings.Names, cancel);
        if (input.Paths.Contains("-") && journal.IsOpen) rows = Noted(rows);
        foreach (var (item, count) in stage.Read(rows, this))
        {
            Rows += count;
            if (settings.Shard is not { } shard || shard.Takes(stage.ShardKey(item))) yield return new WorkEntry<TItem>(item, Take(), _number, path);
            else if (_pending.Count > 0) yield return new WorkEntry<TItem>(null, Take(), _number, path);
            _number++;
            if (Rows >= settings.Limit) yield break;
        }

        if (_pending.Count > 0) yield return new WorkEntry<TItem>(null, Take(), _number, path);
    }

    private IEnumerable<Row> Noted(IEnumerable<Row> rows)
    {
        var number = 0L;
        foreach (var row in rows)
        {
            journal.Row(number++, row.Utf8);
            yield return row;
        }
    }

    private List<Row> Take()
    {
        if (_pending.Count == 0) return [];
        var taken = _pending.ToList();
        _pending.Clear();
        return taken;
    }
}
