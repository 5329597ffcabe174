using System.Text.Json;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>A host's row, or a page for the next round's seeds, or a prefix to review.</summary>
public sealed record PoolItem(Row Row, string? Output);

/// <summary>Makes the table of hosts of scored documents: which are mathematical, which pages become seeds of the next round, which prefixes a person should look at.</summary>
/// <param name="keepSeeds">Whether rows are set down on disk, to give seeds out.</param>
public sealed class PoolStage(PoolSettings settings, bool keepSeeds) : Stage<PoolItem>
{
    public const string Seeds = "seeds", Review = "review";

    private const string Taken = "hosts_taken", Left = "hosts_left";
    private const int ListedHosts = 20;

    private readonly List<(string Host, PoolCount Count)> _undecided = [];
    private long _documents, _hits, _unknown, _missed;

    public override string Name => "pool";

    public override string Unit => "rows";

    public override string ShardKey(PoolItem item) => item.Row.ToString();

    public override IEnumerable<StageItem<PoolItem>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        using var spool = new RowSpool();
        var table = new PoolTable(settings);
        foreach (var (row, hit, page) in rows.SelectGood(bad, Page))
        {
            _documents++;
            if (hit) _hits++;
            if (page is null)
            {
                _unknown++;
                continue;
            }

            table.Add(page.Value, hit);
            if (keepSeeds) spool.Add(row);
        }

        foreach (var host in table.Hosts)
        {
            yield return new StageItem<PoolItem>(new PoolItem(HostRow(table, host), null), 1);
            if (table.IsUndecided(host))
            {
                _undecided.Add((host, table.CountOf(host)));
                yield return ReviewRow(host, "/", table.CountOf(host));
            }

            foreach (var (prefix, count, _) in table.PrefixesOf(host).Where(p => p.Verdict == PoolTable.Review))
                yield return ReviewRow(host, prefix, count);
        }

        spool.Flush();
        for (var i = 0; i < spool.Count; i++)
        {
            var (row, hit, page) = Page(spool.Read(i));
            if (!table.IsTaken(page!.Value)) continue;
            if (!hit) _missed++;
            yield return new StageItem<PoolItem>(new PoolItem(row, Seeds), 0);
        }
    }

    private static StageItem<PoolItem> ReviewRow(string host, string prefix, PoolCount count) =>
        new(new PoolItem(Row.Empty.With(e => Set(e.Set("host", host).Set("prefix", prefix), count)), Review), 0);

    private (Row Row, bool Hit, WebAddress? Page) Page(Row row) =>
        (row, row.Flag(settings.VerdictField) ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected true or false in \"{settings.VerdictField}\", found none; forge-recall score adds it"),
            AddressOf(row));

    private WebAddress? AddressOf(Row row)
    {
        var url = settings.Fields.UrlOf(row);
        if (settings.HostField is { } field && row.PlainText(field) is { Length: > 0 } host)
            return url is null ? new WebAddress(host, "/", "") : WebAddress.Parse(url) is { } address ? address with { Host = host } : new WebAddress(host, url.StartsWith('/') ? url : "/" + url, "");
        return url is null ? null : WebAddress.Parse(url);
    }

    private static RowEdit Set(RowEdit edit, PoolCount count) => edit.Set("pages", count.Pages).Set("hits", count.Hits).Set("share", Math.Round(count.Share, 4));

    private static Row HostRow(PoolTable table, string host) => Row.Empty.With(e =>
    {
        var rule = table.RuleOf(host);
        Set(e.Set("host", host), table.CountOf(host)).Set("verdict", rule is not null ? PoolTable.Math : table.IsUndecided(host) ? PoolTable.Review : PoolTable.Other).Set("rule", rule);
        e.Write("prefixes", w => WritePrefixes(w, table.PrefixesOf(host).Where(p => p.Verdict != PoolTable.Other)));
    });

    private static void WritePrefixes(Utf8JsonWriter w, IEnumerable<(string Prefix, PoolCount Count, string Verdict)> prefixes)
    {
        w.WriteStartArray();
        foreach (var (prefix, count, verdict) in prefixes)
        {
            w.WriteStartObject();
            w.WriteString("prefix", prefix);
            w.WriteNumber("pages", count.Pages);
            w.WriteNumber("hits", count.Hits);
            w.WriteString("verdict", verdict);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    public override ValueTask<StageResult> Process(PoolItem item, CancellationToken cancel)
    {
        if (item.Output is { } output) return ValueTask.FromResult(new StageResult { Units = 0 }.AddTo(output, item.Row));
        return ValueTask.FromResult(new StageResult().Add(item.Row).Count(item.Row.Text("verdict") == PoolTable.Math ? Taken : Left));
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(_documents, "document")}, {_hits:N0} of them hits; {counts.Of(Taken):N0} of {Quantity.Of(counts.Of(Taken) + counts.Of(Left), "host")} are mathematical"
            + (keepSeeds ? $"; {Quantity.Of(_missed, "page")} that the classifier missed {(_missed == 1 ? "is" : "are")} among the seeds of the next round" : "");
        if (Found is not { } found) yield break;
        var open = NotConverged(found).ToList();
        yield return $"the classifier found {found:0.000} of the pages that count as mathematical: the loop has {(open.Count == 0 ? "converged" : "not converged")}";
        foreach (var reason in open) yield return "  " + reason;
    }

    /// <summary>Share of the pages that count as mathematical, hits and missed ones, that the classifier found by itself; null where seeds are not looked for.</summary>
    private double? Found => !keepSeeds || _hits + _missed == 0 ? null : (double)_hits / (_hits + _missed);

    /// <summary>What speaks against having converged. That a classifier finds the pages of the hosts it was trained on says nothing of the others.</summary>
    private IEnumerable<string> NotConverged(double found)
    {
        if (found < settings.Converged) yield return $"{found:0.000} of the pages were found, {settings.Converged:0.###} are wanted";
        if (settings.Trained is not { } trained) yield return "nothing is known of sources that the classifier was not trained on";
        else foreach (var fault in trained.Faults) yield return fault;
        foreach (var (host, count) in _undecided.Take(ListedHosts)) yield return $"{Printable.Line(host, 60)} is undecided: {count.Hits:N0} hits among {count.Pages:N0} pages ({count.Share:0.000})";
        if (_undecided.Count > ListedHosts) yield return $"and {_undecided.Count - ListedHosts:N0} more hosts are undecided";
    }

    public override byte[]? Report(RunCounts counts) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("documents", _documents);
        w.WriteNumber("hits", _hits);
        w.WriteNumber("hosts", counts.Of(Taken) + counts.Of(Left));
        w.WriteNumber("math_hosts", counts.Of(Taken));
        w.WriteNumber("undecided_hosts", _undecided.Count);
        w.WriteNumber("missed", _missed);
        if (Found is { } found)
        {
            w.WriteNumber("found_share", Math.Round(found, 4));
            var open = NotConverged(found).ToList();
            w.WriteBoolean("converged", open.Count == 0);
            w.WriteStartArray("not_converged");
            foreach (var reason in open) w.WriteStringValue(reason);
            w.WriteEndArray();
        }

        w.WriteEndObject();
    });

    public override IEnumerable<string> Warnings(RunCounts counts)
    {
        if (_unknown > 0) yield return $"{Quantity.Of(_unknown, "document")} without an address of a page";
    }
}
