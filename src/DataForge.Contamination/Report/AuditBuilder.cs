using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Gathers an audit, fed with rows in corpus order from one thread. Memory grows with the benchmarks' items and the sources, never with the corpus.</summary>
/// <param name="texts">Item texts the user gave, by (benchmark, item).</param>
/// <param name="maxListed">Hits kept with their context; all are counted.</param>
/// <param name="maxSources">Sources counted by name; the rest are counted together as <c>(other)</c>.</param>
public sealed class AuditBuilder(BenchmarkIndex index, IReadOnlyDictionary<(string Benchmark, string Item), string> texts, AuditFields fields, int maxListed, int maxSources = 10_000)
{
    private const int ContextWidth = 160;
    private const int MatchedLimit = 2_000;

    private sealed class Count
    {
        public long Records, Hit, Dropped, Flagged;
        public HashSet<string> Items { get; } = new(StringComparer.Ordinal);
    }

    private readonly Dictionary<string, Count> _benchmarks = index.Data.Benchmarks.Select(b => b.Name).Distinct().ToDictionary(n => n, _ => new Count());
    private readonly SortedDictionary<string, Count> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Benchmark, string Item), (long Records, SortedSet<string> Tiers)> _items = [];
    private readonly SortedDictionary<string, long> _tiers = new(StringComparer.Ordinal);
    private readonly List<AuditHit> _listed = [];
    private readonly Count _all = new();
    private long _hits;
    private long _bad;

    public long Dropped => _all.Dropped;

    public long Flagged => _all.Flagged;

    public long Records => _all.Records;

    /// <summary>What was not looked at.</summary>
    public Coverage Coverage { get; } = new();

    public void AddBad() => _bad++;

    /// <param name="row">The row; only read where it has a hit or a source is asked for.</param>
    public void Add(Row row, RowOutcome outcome)
    {
        var source = Source(row);
        Coverage.Add(outcome);
        Tell(_all, outcome);
        Tell(SourceCount(source), outcome);
        if (outcome.Hits.Count == 0) return;
        _hits += outcome.Hits.Count;
        foreach (var hit in outcome.Hits) _tiers[hit.Tier] = _tiers.GetValueOrDefault(hit.Tier) + 1;
        foreach (var benchmark in outcome.Hits.GroupBy(h => h.Benchmark))
        {
            var count = _benchmarks[benchmark.Key];
            Tell(count, new RowOutcome(1, [.. benchmark.OrderByDescending(h => h.Action)]));
            foreach (var item in benchmark.GroupBy(h => h.Item))
            {
                count.Items.Add(item.Key);
                var known = _items.GetValueOrDefault((benchmark.Key, item.Key), (0, new SortedSet<string>(StringComparer.Ordinal)));
                known.Item2.UnionWith(item.Select(h => h.Tier));
                _items[(benchmark.Key, item.Key)] = (known.Item1 + 1, known.Item2);
            }
        }

        foreach (var hit in outcome.Hits)
        {
            if (_listed.Count >= maxListed) break;
            _listed.Add(List(row, source, hit));
        }
    }

    private Count SourceCount(string source)
    {
        if (_sources.TryGetValue(source, out var count)) return count;
        if (_sources.Count >= maxSources && _sources.TryGetValue("(other)", out count)) return count;
        return _sources[_sources.Count >= maxSources ? "(other)" : source] = new Count();
    }

    private static void Tell(Count count, RowOutcome outcome)
    {
        count.Records++;
        if (outcome.Hits.Count == 0) return;
        count.Hit++;
        if (outcome.IsDropped) count.Dropped++;
        else count.Flagged++;
    }

    private string Source(Row row)
    {
        if (fields.Source is { } name && row.HasValue(name)) return Scalar(row, name) ?? "";
        return row.Path == "-" ? ForgeException.Name(row.Path) : Path.GetFileName(row.Path);
    }

    private static string? Scalar(Row row, string name)
    {
        var raw = row.Raw(name);
        if (raw.Length == 0 || raw[0] is (byte)'{' or (byte)'[') return null;
        return row.TextOrNumber(name);
    }

    private AuditHit List(Row row, string source, Hit hit)
    {
        var name = fields.Ids.FirstOrDefault(row.HasValue);
        var id = (name is null ? null : Scalar(row, name)) ?? $"{row.Path}:{row.Line}";
        using var document = System.Text.Json.JsonDocument.Parse(row.Utf8.ToArray(), new System.Text.Json.JsonDocumentOptions { MaxDepth = 256 });
        var text = FieldText.At(document.RootElement, hit.Field);
        var (before, after) = text is null ? ("", "") : FieldText.Around(text, hit.Start, hit.End, ContextWidth);
        var matched = hit.Matched.Length <= MatchedLimit ? hit.Matched : hit.Matched[..MatchedLimit] + "…";
        return new AuditHit(id, source, hit.Benchmark, hit.Item, hit.Field, hit.Tier, hit.Action == HitAction.Drop ? "drop" : "flag", hit.Ngrams, Math.Round(hit.LcsRatio, 4),
            [hit.Start, hit.End], before, matched, after, texts.GetValueOrDefault((hit.Benchmark, hit.Item)));
    }

    /// <param name="files">Names of the corpus's files.</param>
    /// <param name="notes">What the audit cannot see.</param>
    public AuditReport Build(string tool, string version, string normalizer, IReadOnlyList<string> files, long bytes, IReadOnlyList<string> notes) => new(
        tool, version, normalizer, new AuditCorpus(files, _all.Records, bytes, _bad),
        new AuditCoverage(Coverage.Unread, Coverage.WithoutText, Coverage.PassedOver.ToDictionary(f => f.Field, f => f.Rows)),
        new AuditTotals(_all.Hit, _all.Records == 0 ? 0 : (double)_all.Hit / _all.Records, _all.Dropped, _all.Flagged, _hits, _tiers),
        [.. index.Data.Benchmarks.DistinctBy(b => b.Name).Select(b => (Info: b, Count: _benchmarks[b.Name])).Select(b => new AuditBenchmark(b.Info.Name, b.Info.Items, b.Count.Items.Count, b.Count.Records, b.Count.Dropped, b.Count.Flagged))],
        [.. _items.OrderByDescending(i => i.Value.Records).ThenBy(i => i.Key.Benchmark, StringComparer.Ordinal).ThenBy(i => i.Key.Item, StringComparer.Ordinal)
            .Select(i => new AuditItem(i.Key.Benchmark, i.Key.Item, i.Value.Records, [.. i.Value.Tiers], texts.GetValueOrDefault(i.Key)))],
        [.. _sources.Select(s => new AuditSource(s.Key, s.Value.Records, s.Value.Hit, s.Value.Dropped, s.Value.Flagged))],
        _listed, notes);
}

/// <summary>Which fields name a record and its source.</summary>
/// <param name="Source">A row without it, or null, takes the file's name.</param>
public sealed record AuditFields(string? Source, IReadOnlyList<string> Ids);
