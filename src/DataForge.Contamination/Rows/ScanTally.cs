using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Counts of a scan: by row, by benchmark, by rule. Fed in input order from one thread.</summary>
public sealed class ScanTally(BenchmarkIndex index)
{
    private sealed class PerBenchmark
    {
        public long Dropped, Flagged;
        public HashSet<string> Items { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<Rules, HashSet<string>> ItemsByRule { get; } = [];
    }

    private readonly Dictionary<string, PerBenchmark> _benchmarks = index.Data.Benchmarks.Select(b => b.Name).Distinct().ToDictionary(n => n, _ => new PerBenchmark());
    private readonly SortedDictionary<Rules, (long Rows, long Alone)> _rules = [];

    public long Rows { get; private set; }

    public long Dropped { get; private set; }

    public long Flagged { get; private set; }

    public long Bad { get; private set; }

    /// <summary>What was not looked at.</summary>
    public Coverage Coverage { get; } = new();

    public long Hits { get; private set; }

    public void Add(RowOutcome row)
    {
        if (row.Bad is not null)
        {
            Bad++;
            return;
        }

        Rows++;
        Coverage.Add(row);
        Hits += row.Hits.Count;
        if (row.IsDropped) Dropped++;
        else if (row.Hits.Count > 0) Flagged++;
        if (row.Hits.Count == 0) return;
        var fired = Rules.None;
        foreach (var hit in row.Hits)
        {
            fired |= hit.Rule | hit.Others;
            var found = _benchmarks[hit.Benchmark];
            found.Items.Add(hit.Item);
            foreach (var member in RuleNames.Members)
                if (((hit.Rule | hit.Others) & member) != 0)
                {
                    if (!found.ItemsByRule.TryGetValue(member, out var items)) found.ItemsByRule[member] = items = new HashSet<string>(StringComparer.Ordinal);
                    items.Add(hit.Item);
                }
        }

        foreach (var name in row.Hits.Select(h => h.Benchmark).Distinct())
        {
            if (row.Hits.Any(h => h.Benchmark == name && h.Action == HitAction.Drop)) _benchmarks[name].Dropped++;
            else _benchmarks[name].Flagged++;
        }

        foreach (var member in RuleNames.Members)
            if ((fired & member) != 0)
                _rules[member] = (_rules.GetValueOrDefault(member).Rows + 1, _rules.GetValueOrDefault(member).Alone + (fired == member ? 1 : 0));
    }

    /// <summary>Lines for a person: one a benchmark with hits.</summary>
    public IEnumerable<string> Summary()
    {
        foreach (var b in index.Data.Benchmarks.DistinctBy(b => b.Name))
            if (_benchmarks[b.Name] is { Items.Count: > 0 } found)
                yield return $"{b.Name}: {found.Items.Count:N0} of {Quantity.Of(b.Items, "item")} in {found.Dropped:N0} dropped and {found.Flagged:N0} flagged rows";
        if (_rules.Count > 0) yield return "rows by rule (several may fire): " + string.Join(", ", _rules.Select(r => $"{RuleNames.Of(r.Key)} {r.Value.Rows:N0}"));
    }

    /// <summary>The counts as one JSON object.</summary>
    public byte[] ToJson() => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("rows", Rows);
        w.WriteNumber("dropped", Dropped);
        w.WriteNumber("flagged", Flagged);
        w.WriteNumber("bad_records", Bad);
        Coverage.Write(w);
        w.WriteNumber("hits", Hits);
        w.WriteStartObject("rules");
        foreach (var (rule, (rows, alone)) in _rules)
        {
            w.WriteStartObject(RuleNames.Of(rule));
            w.WriteNumber("rows", rows);
            w.WriteNumber("rows_by_it_alone", alone);
            w.WriteEndObject();
        }

        w.WriteEndObject();
        w.WriteStartArray("benchmarks");
        foreach (var b in index.Data.Benchmarks.DistinctBy(b => b.Name)) Write(w, b);
        w.WriteEndArray();
        w.WriteEndObject();
    });

    private void Write(Utf8JsonWriter w, BenchmarkInfo b)
    {
        var found = _benchmarks[b.Name];
        w.WriteStartObject();
        w.WriteString("name", b.Name);
        w.WriteNumber("items", b.Items);
        w.WriteNumber("items_hit", found.Items.Count);
        w.WriteStartObject("items_by_rule");
        foreach (var (rule, items) in found.ItemsByRule) w.WriteNumber(RuleNames.Of(rule), items.Count);
        w.WriteEndObject();
        w.WriteNumber("rows_dropped", found.Dropped);
        w.WriteNumber("rows_flagged", found.Flagged);
        w.WriteEndObject();
    }
}
