namespace DataForge.Contamination;

/// <summary>What changed between two reports.</summary>
/// <param name="Date">Of the earlier report.</param>
/// <param name="Version">Of the tool that wrote it.</param>
/// <param name="Differences">How the two runs differ, each as <c>min-lcs: 0.6, now 0.7</c>: what they found may differ for that alone.</param>
/// <param name="Totals">Counts that changed.</param>
/// <param name="Benchmarks">Benchmarks whose counts changed, or that only one report knows.</param>
/// <param name="NewItems">Items found now and not before.</param>
/// <param name="GoneItems">Items found before and not now.</param>
/// <param name="NewRecords">Records with a hit now and not before; null where a report does not list all of its hits.</param>
/// <param name="GoneRecords">Records with a hit before and not now, by their earlier names.</param>
public sealed record AuditComparison(
    string Date, string Version, IReadOnlyList<string> Differences, IReadOnlyList<AuditChange> Totals, IReadOnlyList<AuditBenchmarkChange> Benchmarks,
    IReadOnlyList<AuditItemName> NewItems, IReadOnlyList<AuditItemName> GoneItems, IReadOnlyList<string>? NewRecords, IReadOnlyList<string>? GoneRecords)
{
    public static AuditComparison Of(AuditReport before, AuditReport now)
    {
        var all = before.Listed == before.Totals.Hits && now.Listed == now.Totals.Hits;
        var (old, found) = (Names(before), Names(now));
        return new AuditComparison(
            before.Run.Date, before.Run.Version, [.. Differing(before.Run, now.Run)],
            [.. Counts(before).Zip(Counts(now), (b, n) => new AuditChange(b.Name, b.Value, n.Value)).Where(c => c.Before != c.After)],
            [.. Changed(before.Benchmarks, now.Benchmarks)],
            [.. found.Where(i => !old.Contains(i)).Order(AuditItemName.ByName)], [.. old.Where(i => !found.Contains(i)).Order(AuditItemName.ByName)],
            all ? Missing(now, before) : null, all ? Missing(before, now) : null);
    }

    /// <summary>One line for a person.</summary>
    public string Summary() =>
        $"since {Date}: {Quantity(NewItems.Count, "item")} newly found, {Quantity(GoneItems.Count, "item")} no longer; "
        + (NewRecords is null ? "records not compared, because one report does not list all of its hits" : $"{Quantity(NewRecords.Count, "record")} newly hit, {Quantity(GoneRecords!.Count, "record")} no longer")
        + (Differences.Count == 0 ? "" : $"; the runs differ in {string.Join("; ", Differences)}");

    private static string Quantity(int count, string unit) => Core.Quantity.Of(count, unit);

    private static HashSet<AuditItemName> Names(AuditReport report) => [.. report.Items.Select(i => new AuditItemName(i.Benchmark, i.Item))];

    private static IEnumerable<(string Name, long Value)> Counts(AuditReport r) =>
        [("records", r.Corpus.Records), ("records_hit", r.Totals.RecordsHit), ("dropped", r.Totals.Dropped), ("flagged", r.Totals.Flagged), ("hits", r.Totals.Hits), ("rows_unread", r.Coverage?.RowsUnread ?? 0)];

    private static IEnumerable<string> Differing(AuditRun before, AuditRun now)
    {
        if (before.Index != now.Index) yield return $"index: {before.Index}, now {now.Index}";
        if (before.Normalizer != now.Normalizer) yield return $"normalizer: {before.Normalizer}, now {now.Normalizer}";
        if (before.Version != now.Version) yield return $"version: {before.Version}, now {now.Version}";
        foreach (var name in now.Settings.Keys.Union(before.Settings?.Keys ?? []).Order(StringComparer.Ordinal))
            if ((before.Settings?.GetValueOrDefault(name), now.Settings.GetValueOrDefault(name)) is var (b, n) && b != n)
                yield return $"{name}: {b ?? "none"}, now {n ?? "none"}";
    }

    private static IEnumerable<AuditBenchmarkChange> Changed(IReadOnlyList<AuditBenchmark> before, IReadOnlyList<AuditBenchmark> now) =>
        from name in now.Concat(before).Select(b => b.Name).Distinct()
        let b = before.FirstOrDefault(x => x.Name == name)
        let n = now.FirstOrDefault(x => x.Name == name)
        where b is null || n is null || (b.ItemsHit, b.Records, b.Dropped, b.Flagged) != (n.ItemsHit, n.Records, n.Dropped, n.Flagged)
        select new AuditBenchmarkChange(name, b?.ItemsHit, n?.ItemsHit, b?.Records, n?.Records, b?.Dropped, n?.Dropped);

    /// <summary>Records of one report that are in the other neither by content nor by name.</summary>
    private static List<string> Missing(AuditReport from, AuditReport other)
    {
        var (rows, names) = (other.Records.Select(r => r.Row).ToHashSet(StringComparer.Ordinal), other.Records.Select(r => r.Record).ToHashSet(StringComparer.Ordinal));
        return [.. from.Records.Where(r => !rows.Contains(r.Row) && !names.Contains(r.Record)).Select(r => r.Record).Distinct().Order(StringComparer.Ordinal)];
    }
}

/// <summary>A count before and now.</summary>
public sealed record AuditChange(string Name, long Before, long After);

/// <summary>A benchmark's counts before and now; null where a report does not know it.</summary>
public sealed record AuditBenchmarkChange(string Name, long? ItemsHitBefore, long? ItemsHit, long? RecordsBefore, long? Records, long? DroppedBefore, long? Dropped);

/// <summary>An item by name.</summary>
public sealed record AuditItemName(string Benchmark, string Item)
{
    internal static IComparer<AuditItemName> ByName { get; } = Comparer<AuditItemName>.Create((a, b) =>
        string.CompareOrdinal(a.Benchmark, b.Benchmark) is not 0 and var order ? order : string.CompareOrdinal(a.Item, b.Item));
}
