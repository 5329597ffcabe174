using System.Globalization;
using System.Text;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>The audit's tables as Markdown. Corpus text is escaped, so it cannot break out of a cell or become a link or markup.</summary>
public static class AuditMarkdown
{
    private const int ListedHits = 50;
    private const string Special = "\\`*_{}[]<>()#+-!|$~&";

    public static string Render(AuditReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Contamination audit\n\n{Cell(string.Join(", ", report.Corpus.Files))}: {report.Corpus.Records:N0} records against {Quantity.Of(report.Benchmarks.Count, "benchmark")}. ");
        page.Append(CultureInfo.InvariantCulture, $"{report.Totals.RecordsHit:N0} records ({report.Totals.Share:P2}) have a hit: {report.Totals.Dropped:N0} to drop, {report.Totals.Flagged:N0} to look at. {report.Corpus.BadRecords:N0} records could not be read.\n");
        if (report.Sample is { } sample)
            page.Append(CultureInfo.InvariantCulture, $"\nA sample of {sample.Share:P2} of {sample.RecordsSeen:N0} records: between {sample.Interval[0]:P2} and {sample.Interval[1]:P2} of all have a hit (95 %, Wilson), which is {sample.RecordsHit[0]:N0} to {sample.RecordsHit[1]:N0} records.\n");
        if (Unread(report) is { } unread) page.Append(CultureInfo.InvariantCulture, $"\n**{Cell(unread)}**\n");
        page.Append(CultureInfo.InvariantCulture, $"\n{Cell(report.Run.Date)}, {Cell(report.Run.Tool)} {Cell(report.Run.Version)}, index {Cell(report.Run.Index)}, gate {report.Run.Gate.Verdict}{Cell(string.Concat(report.Run.Gate.Broken.Select(b => ": " + b)))}. Command: {Cell(report.Run.Command)}\n");
        if (report.Compare is { } changes) Changes(page, changes);
        Table(page, "By benchmark", "benchmark|items|items hit|records|dropped|flagged", report.Benchmarks.Where(b => b.Records > 0).Select(b => (object[])[b.Name, b.Items, b.ItemsHit, b.Records, b.Dropped, b.Flagged]));
        if (report.Benchmarks.Count(b => b.Records == 0) is > 0 and var clean) page.Append(CultureInfo.InvariantCulture, $"\n{Quantity.Of(clean, "benchmark")} without a hit.\n");
        Table(page, "By rule", "rule|hits", report.Totals.Rules.Select(t => (object[])[t.Key, t.Value]));
        Table(page, "By source", "source|records|records hit|dropped|flagged", report.Sources.Select(s => (object[])[s.Name, s.Records, s.RecordsHit, s.Dropped, s.Flagged]));
        Table(page, "Most leaked items", "benchmark|item|records|dropped|best LCS|rules", report.Items.Take(ListedHits)
            .Select(i => (object[])[i.Benchmark, i.Item, i.Records, i.Dropped, i.BestLcs.ToString("0.00", CultureInfo.InvariantCulture), string.Join(", ", i.Rules)]));
        var strongest = report.Records.SelectMany(r => r.Hits.Select(h => (Record: r, Hit: h))).Take(ListedHits).ToList();
        Table(page, string.Create(CultureInfo.InvariantCulture, $"Strongest {strongest.Count} of {report.Totals.Hits:N0} hits"), "record|benchmark|item|rule|action|LCS ratio|matched", strongest
            .Select(h => (object[])[h.Record.Record, h.Hit.Benchmark, h.Hit.Item, h.Hit.Rule, h.Hit.Action, h.Hit.LcsRatio.ToString("0.00", CultureInfo.InvariantCulture), Short(h.Hit.Matched)]));
        if (report.Notes.Count > 0) page.Append("\n## What this audit cannot see\n\n").AppendJoin('\n', report.Notes.Select(n => "- " + Cell(n))).Append('\n');
        return page.ToString();
    }

    private static void Changes(StringBuilder page, AuditComparison c)
    {
        page.Append("\n## Changes\n\n").Append(Cell(c.Summary())).Append(".\n");
        if (c.Totals.Count > 0) Table(page, "Counts that changed", "count|before|now", c.Totals.Select(t => (object[])[t.Name, t.Before, t.After]));
        if (c.Benchmarks.Count > 0) Table(page, "Benchmarks that changed", "benchmark|items hit before|now|records before|now", c.Benchmarks.Select(b => (object[])[b.Name, Known(b.ItemsHitBefore), Known(b.ItemsHit), Known(b.RecordsBefore), Known(b.Records)]));
        if (c.NewItems.Count > 0) Table(page, "Items newly found", "benchmark|item", c.NewItems.Take(ListedHits).Select(i => (object[])[i.Benchmark, i.Item]));
        if (c.GoneItems.Count > 0) Table(page, "Items no longer found", "benchmark|item", c.GoneItems.Take(ListedHits).Select(i => (object[])[i.Benchmark, i.Item]));
    }

    private static object Known(long? count) => count is { } known ? known : "not in it";

    private static string Short(string text)
    {
        const int width = 160;
        if (text.Length <= width) return text;
        return text[..(char.IsHighSurrogate(text[width - 1]) ? width - 1 : width)] + "…";
    }

    /// <summary>The sentence that stands at the head of a report that did not see everything; null when it did.</summary>
    private static string? Unread(AuditReport report)
    {
        var c = report.Coverage;
        if (report.Corpus.Records == 0) return "No record was read: this says nothing of any corpus.";
        if (c.RowsUnread == 0) return null;
        var fields = c.FieldsPassedOver.Count == 0 ? "" : $"; prose was passed over in {string.Join(", ", c.FieldsPassedOver.Take(8).Select(f => f.Key))}";
        return string.Create(CultureInfo.InvariantCulture, $"{c.RowsUnread:N0} of {report.Corpus.Records:N0} records were not read in full: {c.RowsWithoutText:N0} have no text that was read{fields}.");
    }

    private static void Table(StringBuilder page, string title, string head, IEnumerable<object[]> rows)
    {
        var columns = head.Split('|').Length;
        page.Append("\n## ").Append(title).Append("\n\n| ").Append(head.Replace("|", " | ", StringComparison.Ordinal)).Append(" |\n|").Insert(page.Length, "---|", columns).Append('\n');
        foreach (var row in rows) page.Append("| ").AppendJoin(" | ", row.Select(c => c is long n ? n.ToString("N0", CultureInfo.InvariantCulture) : Cell($"{c}"))).Append(" |\n");
    }

    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029') cell.Append(' ');
            else if (Special.Contains(c, StringComparison.Ordinal)) cell.Append('\\').Append(c);
            else cell.Append(c);
        }

        return cell.ToString();
    }
}
