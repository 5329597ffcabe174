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

    private long _documents, _hits, _unknown, _recalled;

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
            if (keepSeeds && !hit) spool.Add(row);
        }

        foreach (var host in table.Hosts)
        {
            yield return new StageItem<PoolItem>(new PoolItem(HostRow(table, host), null), 1);
            foreach (var (prefix, count, _) in table.PrefixesOf(host).Where(p => p.Verdict == PoolTable.Review))
                yield return new StageItem<PoolItem>(new PoolItem(Row.Empty.With(e => Set(e.Set("host", host).Set("prefix", prefix), count)), Review), 0);
        }

        spool.Flush();
        for (var i = 0; i < spool.Count; i++)
            if (spool.Read(i) is var row && table.IsSeed(Page(row).Page!.Value, false))
                yield return new StageItem<PoolItem>(new PoolItem(row, Seeds), 0);
    }

    private (Row Row, bool Hit, WebAddress? Page) Page(Row row) =>
        (row, row.Flag(settings.VerdictField) ?? throw ForgeException.BadRecord(row.Path, row.Line, $"expected true or false in \"{settings.VerdictField}\", found none; forge-recall score adds it"),
            AddressOf(row));

    private WebAddress? AddressOf(Row row)
    {
        var url = settings.Fields.UrlOf(row);
        if (settings.HostField is { } field && row.Raw(field) is [(byte)'"', ..] && row.Text(field) is { Length: > 0 } host)
            return url is null ? new WebAddress(host, "/", "") : WebAddress.Parse(url) is { } address ? address with { Host = host } : new WebAddress(host, url.StartsWith('/') ? url : "/" + url, "");
        return url is null ? null : WebAddress.Parse(url);
    }

    private static RowEdit Set(RowEdit edit, PoolCount count) => edit.Set("pages", count.Pages).Set("hits", count.Hits).Set("share", Math.Round(count.Share, 4));

    private static Row HostRow(PoolTable table, string host) => Row.Empty.With(e =>
    {
        var rule = table.RuleOf(host);
        Set(e.Set("host", host), table.CountOf(host)).Set("verdict", rule is null ? PoolTable.Other : PoolTable.Math).Set("rule", rule);
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
        if (item.Output is { } output)
        {
            if (output == Seeds) _recalled++;
            return ValueTask.FromResult(new StageResult { Units = 0 }.AddTo(output, item.Row));
        }

        return ValueTask.FromResult(new StageResult().Add(item.Row).Count(item.Row.Text("verdict") == PoolTable.Math ? Taken : Left));
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{Quantity.Of(_documents, "document")}, {_hits:N0} of them hits; {counts.Of(Taken):N0} of {Quantity.Of(counts.Of(Taken) + counts.Of(Left), "host")} are mathematical"
            + (keepSeeds ? $"; {Quantity.Of(_recalled, "page")} that the classifier missed {(_recalled == 1 ? "is a seed" : "are seeds")} of the next round" : "");
        if (Found is { } found)
            yield return $"the classifier found {found:0.000} of the mathematical pages: {(found >= settings.Converged ? "the loop has converged" : $"not converged, which takes {settings.Converged:0.###}")}";
    }

    /// <summary>Share of the mathematical pages, hits and seeds, that the classifier found by itself; null where seeds are not looked for.</summary>
    private double? Found => !keepSeeds || _hits + _recalled == 0 ? null : (double)_hits / (_hits + _recalled);

    public override byte[]? Report(RunCounts counts) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteNumber("documents", _documents);
        w.WriteNumber("hits", _hits);
        w.WriteNumber("hosts", counts.Of(Taken) + counts.Of(Left));
        w.WriteNumber("math_hosts", counts.Of(Taken));
        w.WriteNumber("seeds", _recalled);
        if (Found is { } found)
        {
            w.WriteNumber("found_share", Math.Round(found, 4));
            w.WriteBoolean("converged", found >= settings.Converged);
        }

        w.WriteEndObject();
    });

    public override IEnumerable<string> Warnings(RunCounts counts)
    {
        if (_unknown > 0) yield return $"{Quantity.Of(_unknown, "document")} without an address of a page";
    }
}
