using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Decisions that stand above the rules: which records and items are kept or dropped whatever was found. Safe for several threads.</summary>
/// <remarks>
/// A line is <c>{"decision": "keep" | "drop"}</c> with <c>row</c> (the row's hash) or <c>record</c> (its name, or file:line), with <c>benchmark</c> and <c>item</c>, or with both.
/// The narrower decision counts: an item in a record before the record, the record before the item. A kept item's hits no longer drop a row; a dropped one's always do.
/// </remarks>
public sealed class DecisionList
{
    private readonly List<Decision> _all = [];
    private readonly Dictionary<(ulong? Row, string? Record, string? Benchmark, string? Item), Decision> _byKey = [];
    private readonly HashSet<ulong> _rows = [];
    private readonly HashSet<string> _records = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _ids;
    private long _kept;
    private long _dropped;

    /// <param name="ids">Fields that name a record.</param>
    /// <exception cref="ForgeException">A line is no decision, or contradicts an earlier one.</exception>
    public DecisionList(IEnumerable<Row> lines, IReadOnlyList<string> ids)
    {
        _ids = ids;
        foreach (var line in lines) Add(Read(line));
    }

    private void Add(Decision d)
    {
        var key = (d.Row, d.Row is null ? d.Record : null, d.Benchmark, d.Item);
        if (_byKey.TryGetValue(key, out var known))
            if (known.Verdict == d.Verdict) return;
            else throw new ForgeException($"{d.Place}: says {d.Word} of {d.About}, where {known.Place} says {known.Word}");
        _byKey[key] = d;
        _all.Add(d);
        if (d.Row is { } row) _rows.Add(row);
        else if (d.Record is not null) _records.Add(d.Record);
    }

    private static Decision Read(Row line)
    {
        var place = $"{ForgeException.Name(line.Path)}:{line.Line}";
        var verdict = Text("decision") switch
        {
            "keep" => HitAction.Flag,
            "drop" => HitAction.Drop,
            var other => throw new ForgeException($"{place}: expected \"decision\": \"keep\" or \"drop\", found {(other is null ? "none" : $"\"{other}\"")}"),
        };
        var (row, record, benchmark, item) = (Text("row"), Text("record"), Text("benchmark"), Text("item"));
        if ((benchmark is null) != (item is null)) throw new ForgeException($"{place}: expected \"benchmark\" and \"item\" together, found one of them");
        if (row is null && record is null && item is null) throw new ForgeException($"{place}: expected what the decision is about: \"row\", \"record\", or \"benchmark\" and \"item\"");
        ulong key = 0;
        if (row is not null && !RowKey.TryParse(row, out key)) throw new ForgeException($"{place}: expected \"row\" as 16 hex digits, found \"{row}\"");
        return new Decision(place, verdict, row is null ? null : key, record, benchmark, item);

        string? Text(string name) => line.HasValue(name) ? line.TextOrNumber(name) : null;
    }

    /// <summary>The outcome as decided; as it was where nothing is decided of it.</summary>
    /// <param name="line">The row's JSON.</param>
    public RowOutcome Apply(RowOutcome outcome, ReadOnlySpan<byte> line, string path, long number)
    {
        if (outcome.Bad is not null) return outcome;
        ulong? row = _rows.Count > 0 && RowKey.Of(line) is var key && _rows.Contains(key) ? key : null;
        var record = _records.Count > 0 ? Named(line, path, number) : null;
        var ofRecord = Of(row, record, null, null);
        if (ofRecord is null && outcome.Hits.Count == 0) return outcome;
        ofRecord?.Use();
        var changed = ofRecord is not null;
        var hits = new Hit[outcome.Hits.Count];
        for (var i = 0; i < hits.Length; i++)
        {
            var hit = outcome.Hits[i];
            var decision = Of(row, record, hit.Benchmark, hit.Item) ?? ofRecord ?? _byKey.GetValueOrDefault((null, null, hit.Benchmark, hit.Item));
            if (decision is not null && decision != ofRecord) decision.Use();
            changed |= decision is not null;
            hits[i] = decision is null ? hit : hit with { Action = decision.Verdict, Decided = true };
        }

        if (!changed) return outcome;
        Array.Sort(hits, Hit.StrongestFirst);
        var decided = outcome with { Hits = hits, Decision = ofRecord?.Word, DecidedAt = ofRecord?.Place };
        if (decided.IsDropped && !outcome.IsDropped) Interlocked.Increment(ref _dropped);
        if (!decided.IsDropped && outcome.IsDropped) Interlocked.Increment(ref _kept);
        return decided;
    }

    /// <summary>By the row's content before its name.</summary>
    private Decision? Of(ulong? row, string? record, string? benchmark, string? item) =>
        (row is null ? null : _byKey.GetValueOrDefault((row, null, benchmark, item))) ?? (record is null ? null : _byKey.GetValueOrDefault((null, record, benchmark, item)));

    /// <summary>The row's name, or its file and line, if a decision names it so.</summary>
    private string? Named(ReadOnlySpan<byte> line, string path, long number)
    {
        try
        {
            var parsed = Row.Parse(line, path, number);
            if (RecordLister.Id(parsed, _ids) is var id && _records.Contains(id)) return id;
        }
        catch (ForgeException)
        {
            return null; // the row itself is refused later
        }

        return $"{path}:{number}" is var place && _records.Contains(place) ? place : null;
    }

    /// <summary>Lines for a person: what the decisions did, and which of them are about nothing in this run.</summary>
    public IEnumerable<string> Summary()
    {
        const int named = 8;
        yield return $"{Quantity.Of(_all.Count, "decision")}: {Quantity.Of(_kept, "row")} kept and {Quantity.Of(_dropped, "row")} dropped against the rules";
        var idle = _all.Where(d => d.Used == 0).ToList();
        if (idle.Count > 0)
            yield return $"{Quantity.Of(idle.Count, "decision")} of {_all.Count:N0} named nothing in this run: {string.Join(", ", idle.Take(named).Select(d => $"{d.Place} ({d.About})"))}{(idle.Count > named ? $", and {idle.Count - named:N0} more" : "")}";
    }

    /// <summary>The counts as a property <c>decisions</c>.</summary>
    public void Write(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteNumber("decisions", _all.Count);
        w.WriteNumber("rows_kept", _kept);
        w.WriteNumber("rows_dropped", _dropped);
        w.WriteStartArray("naming_nothing");
        foreach (var d in _all.Where(d => d.Used == 0)) w.WriteStringValue($"{d.Place}: {d.Word} {d.About}");
        w.WriteEndArray();
        w.WriteEndObject();
    }
}
