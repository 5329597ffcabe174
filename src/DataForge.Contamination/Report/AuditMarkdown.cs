using System.Globalization;
using System.Text;

namespace DataForge.Contamination;

/// <summary>The audit's tables as Markdown. Corpus text is escaped, so it cannot break out of a cell or become a link or markup.</summary>
public static class AuditMarkdown
{
    private const int ListedHits = 50;
    private const string Special = "\\`*_{}[]<>()#+-!|$~&";

    public static string Render(AuditReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Contamination audit\n\n{Cell(string.Join(", ", report.Corpus.Files))}: {report.Corpus.Records:N0} records against {report.Benchmarks.Count} benchmarks. ");
        page.Append(CultureInfo.InvariantCulture, $"{report.Totals.RecordsHit:N0} records ({report.Totals.Share:P2}) have a hit: {report.Totals.Dropped:N0} to drop, {report.Totals.Flagged:N0} to look at. {report.Corpus.BadRecords:N0} records could not be read.\n");
        if (Unread(report) is { } unread) page.Append(CultureInfo.InvariantCulture, $"\n**{Cell(unread)}**\n");
        Table(page, "By benchmark", "benchmark|items|items hit|records|dropped|flagged", report.Benchmarks.Select(b => (object[])[b.Name, b.Items, b.ItemsHit, b.Records, b.Dropped, b.Flagged]));
        Table(page, "By tier", "tier|hits", report.Totals.Tiers.Select(t => (object[])[t.Key, t.Value]));
        Table(page, "By source", "source|records|records hit|dropped|flagged", report.Sources.Select(s => (object[])[s.Name, s.Records, s.RecordsHit, s.Dropped, s.Flagged]));
        Table(page, "Most leaked items", "benchmark|item|records|tiers", report.Items.Take(ListedHits).Select(i => (object[])[i.Benchmark, i.Item, i.Records, string.Join(", ", i.Tiers)]));
        Table(page, $"First {Math.Min(ListedHits, report.Hits.Count)} of {report.Totals.Hits.ToString("N0", CultureInfo.InvariantCulture)} hits", "record|benchmark|item|tier|action|LCS ratio|matched", report.Hits.Take(ListedHits)
            .Select(h => (object[])[h.Record, h.Benchmark, h.Item, h.Tier, h.Action, h.LcsRatio.ToString("0.00", CultureInfo.InvariantCulture), h.Matched.Length > 160 ? h.Matched[..160] + "…" : h.Matched]));
        if (report.Notes.Count > 0) page.Append("\n## What this audit cannot see\n\n").AppendJoin('\n', report.Notes.Select(n => "- " + Cell(n))).Append('\n');
        return page.ToString();
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
