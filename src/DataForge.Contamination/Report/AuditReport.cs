using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>What an audit found: the JSON report, from which the Markdown and the HTML page are drawn.</summary>
/// <param name="Normalizer">Id of the normalizer that index and corpus went through.</param>
/// <param name="Benchmarks">One row a benchmark of the index, in the index's order; those without hits too.</param>
/// <param name="Items">Items with a hit, most records first.</param>
/// <param name="Sources">One row for each value of the corpus's source field (the file's name where a row has none), in ordinal order.</param>
/// <param name="Hits">In corpus order, up to the page's limit; <see cref="AuditTotals.Hits"/> counts all.</param>
/// <param name="Notes">What the audit cannot see: items undetectable under the settings, n-grams suppressed as boilerplate.</param>
public sealed record AuditReport(
    string Tool,
    string Version,
    string Normalizer,
    AuditCorpus Corpus,
    AuditCoverage Coverage,
    AuditTotals Totals,
    IReadOnlyList<AuditBenchmark> Benchmarks,
    IReadOnlyList<AuditItem> Items,
    IReadOnlyList<AuditSource> Sources,
    IReadOnlyList<AuditHit> Hits,
    IReadOnlyList<string> Notes)
{
    /// <summary>Writes the report as one JSON object, fields in snake case.</summary>
    public byte[] ToJson() => RowEdit.Json(w => JsonSerializer.Serialize(w, this, AuditJson.Default.AuditReport));
}

/// <param name="Bytes">Bytes of text read, after decompression.</param>
public sealed record AuditCorpus(IReadOnlyList<string> Files, long Records, long Bytes, long BadRecords);

/// <param name="RowsUnread">Records in which no text was read, or prose was passed over.</param>
/// <param name="RowsWithoutText">Records in which no text was read.</param>
/// <param name="FieldsPassedOver">Fields that hold prose and were not read, with the records that have them; most records first.</param>
public sealed record AuditCoverage(long RowsUnread, long RowsWithoutText, IReadOnlyDictionary<string, long> FieldsPassedOver);

/// <param name="Share">Records with a hit, of all records, in [0, 1].</param>
/// <param name="Dropped">Records whose strongest hit has the policy drop.</param>
/// <param name="Flagged">Records with hits that are only flagged.</param>
public sealed record AuditTotals(long RecordsHit, double Share, long Dropped, long Flagged, long Hits, IReadOnlyDictionary<string, long> Tiers);

public sealed record AuditBenchmark(string Name, long Items, long ItemsHit, long Records, long Dropped, long Flagged);

/// <param name="Text">The item's own text, where the user gave it; an index holds none.</param>
public sealed record AuditItem(string Benchmark, string Item, long Records, IReadOnlyList<string> Tiers, string? Text);

public sealed record AuditSource(string Name, long Records, long RecordsHit, long Dropped, long Flagged);

/// <param name="Record">The row's id field, or file:line.</param>
/// <param name="Span">Start and end, counted in Unicode code points of the field.</param>
/// <param name="Before">Context in front of the match.</param>
public sealed record AuditHit(
    string Record, string Source, string Benchmark, string Item, string Field, string Tier, string Action, int Ngrams, double LcsRatio,
    IReadOnlyList<int> Span, string Before, string Matched, string After, string? ItemText);
