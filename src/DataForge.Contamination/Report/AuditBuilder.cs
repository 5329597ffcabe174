using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Gathers an audit, fed with rows in corpus order from one thread. Memory grows with the benchmarks' items and the sources, never with the corpus.</summary>
/// <param name="texts">Item texts that are at hand.</param>
/// <param name="maxListed">Hits kept with their context, the strongest ones; all are counted.</param>
/// <param name="maxSources">Sources and files counted by name; the rest are counted together as <c>(other)</c>.</param>
public sealed class AuditBuilder(BenchmarkIndex index, ItemTexts texts, AuditFields fields, int maxListed, int maxSources = 10_000)
{
    private readonly Dictionary<string, AuditCount> _benchmarks = index.Data.Benchmarks.Select(b => b.Name).Distinct().ToDictionary(n => n, _ => new AuditCount());
    private readonly CountsByName _sources = new(maxSources);
    private readonly CountsByName _files = new(maxSources);
    private readonly Dictionary<(string Benchmark, string Item), ItemCount> _items = [];
    private readonly SortedDictionary<string, long> _tiers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Rules, long> _rules = [];
    private readonly ListedRecords _listed = new(maxListed);
    private readonly RecordLister _lister = new(index, texts, fields);
    private readonly AuditCount _all = new();
    private long _hits;
    private long _bad;

    public long Dropped => _all.Dropped;

    public long Flagged => _all.Flagged;

    public long Records => _all.Records;

    /// <summary>What was not looked at.</summary>
    public Coverage Coverage { get; } = new();

    public void AddBad() => _bad++;

    /// <param name="path">The row's file.</param>
    /// <param name="row">The row; may be null where it has neither a hit nor the source field.</param>
    public void Add(string path, Row? row, RowOutcome outcome)
    {
        var file = path == "-" ? ForgeException.Name(path) : Path.GetFileName(path);
        var source = row is not null && fields.Source is { } name && row.HasValue(name) ? RecordLister.Scalar(row, name) ?? "" : file;
        Coverage.Add(outcome);
        _all.Add(outcome);
        var (inSource, inFile) = (_sources[source], _files[file]);
        inSource.Add(outcome);
        inFile.Add(outcome);
        if (outcome.Hits.Count == 0 || row is null) return;
        _hits += outcome.Hits.Count;
        foreach (var hit in outcome.Hits)
        {
            _tiers[hit.Tier] = _tiers.GetValueOrDefault(hit.Tier) + 1;
            _rules[hit.Rule] = _rules.GetValueOrDefault(hit.Rule) + 1;
        }

        foreach (var tier in outcome.Hits.Select(h => h.Tier).Distinct()) inSource.Split(tier);
        foreach (var benchmark in outcome.Hits.GroupBy(h => h.Benchmark))
        {
            inFile.Split(benchmark.Key);
            var count = _benchmarks[benchmark.Key];
            count.Add(new RowOutcome(1, [.. benchmark.OrderByDescending(h => h.Action)]));
            foreach (var item in benchmark.GroupBy(h => h.Item))
            {
                count.Items.Add(item.Key);
                if (!_items.TryGetValue((benchmark.Key, item.Key), out var known)) _items[(benchmark.Key, item.Key)] = known = new ItemCount();
                known.Add(item, source);
            }
        }

        if (_listed.HasRoom(outcome.Hits[0])) _listed.Add(outcome.Hits[0], _lister.List(row, file, source, outcome));
    }

    /// <param name="names">Names of the corpus's files.</param>
    /// <param name="sampled">The share of records that was to be scanned, and the records of the corpus; null for all.</param>
    /// <param name="notes">What the audit cannot see.</param>
    public AuditReport Build(AuditRun run, IReadOnlyList<string> names, long bytes, (double Share, long Seen)? sampled, IReadOnlyList<string> notes) => new(
        run, new AuditCorpus(names, _all.Records, bytes, _bad),
        new AuditCoverage(Coverage.Unread, Coverage.WithoutText, Coverage.PassedOver.ToDictionary(f => f.Field, f => f.Rows), Coverage.LanguageNotCovered > 0 ? Coverage.LanguageNotCovered : null),
        new AuditTotals(_all.Hit, _all.Records == 0 ? 0 : (double)_all.Hit / _all.Records, _all.Dropped, _all.Flagged, _hits, _tiers, _rules.ToDictionary(r => RuleNames.Of(r.Key), r => r.Value)),
        sampled is { } s ? Sample(s.Share, s.Seen) : null,
        [.. index.Data.Benchmarks.DistinctBy(b => b.Name).Select(b => (Info: b, Count: _benchmarks[b.Name]))
            .Select(b => new AuditBenchmark(b.Info.Name, b.Info.Items, b.Count.Items.Count, b.Count.Hit, b.Count.Dropped, b.Count.Flagged, sampled is null ? null : Interval(b.Count.Hit)))],
        [.. _items.OrderByDescending(i => i.Value.Records).ThenBy(i => i.Key.Benchmark, StringComparer.Ordinal).ThenBy(i => i.Key.Item, StringComparer.Ordinal).Select(i => i.Value.ToItem(i.Key.Benchmark, i.Key.Item, texts))],
        [.. _sources.Select(s => new AuditSource(s.Key, s.Value.Records, s.Value.Hit, s.Value.Dropped, s.Value.Flagged, s.Value.Parts))],
        [.. _files.Select(s => new AuditFile(s.Key, s.Value.Records, s.Value.Hit, s.Value.Dropped, s.Value.Flagged, s.Value.Parts))],
        _listed.ToList(), notes);

    private AuditSample Sample(double share, long seen)
    {
        var interval = Interval(_all.Hit);
        return new AuditSample(share, seen, interval, [(long)Math.Floor(interval[0] * seen), (long)Math.Ceiling(interval[1] * seen)]);
    }

    private double[] Interval(long hit)
    {
        const int digits = 8;
        var (low, high) = Wilson.Interval(hit, _all.Records);
        return [Math.Round(low, digits), Math.Round(high, digits)];
    }
}

/// <summary>Which fields name a record and its source.</summary>
/// <param name="Source">A row without it, or null, takes the file's name.</param>
public sealed record AuditFields(string? Source, IReadOnlyList<string> Ids);
