using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>What an audit found: the JSON report, from which the Markdown and the HTML page are drawn.</summary>
/// <param name="Run">How the report came about; all else is the same whenever and wherever the same corpus is audited.</param>
/// <param name="Sample">Null when every record was scanned.</param>
/// <param name="Benchmarks">One row a benchmark of the index, in the index's order; those without hits too.</param>
/// <param name="Items">Items with a hit, most records first.</param>
/// <param name="Sources">One row for each value of the corpus's source field (the file's name where a row has none), in ordinal order.</param>
/// <param name="Files">One row a file that was read, in ordinal order.</param>
/// <param name="Records">Records with hits, strongest first, up to the limit of listed hits; <see cref="AuditTotals.Hits"/> counts all.</param>
/// <param name="Notes">What the audit cannot see: items undetectable under the settings, n-grams suppressed as boilerplate.</param>
/// <param name="Compare">What changed since an earlier report; null when none was named.</param>
public sealed record AuditReport(
    AuditRun Run,
    AuditCorpus Corpus,
    AuditCoverage Coverage,
    AuditTotals Totals,
    AuditSample? Sample,
    IReadOnlyList<AuditBenchmark> Benchmarks,
    IReadOnlyList<AuditItem> Items,
    IReadOnlyList<AuditSource> Sources,
    IReadOnlyList<AuditFile> Files,
    IReadOnlyList<AuditRecord> Records,
    IReadOnlyList<string> Notes,
    AuditComparison? Compare = null)
{
    /// <summary>Hits that <see cref="Records"/> hold.</summary>
    internal long Listed => Records.Sum(r => (long)r.Hits.Count);

    /// <summary>Writes the report as one JSON object, fields in snake case.</summary>
    public byte[] ToJson() => RowEdit.Json(w => JsonSerializer.Serialize(w, this, AuditJson.Default.AuditReport));

    /// <summary>Reads a report that <see cref="ToJson"/> wrote.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="ForgeException">It is none.</exception>
    public static AuditReport Read(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, AuditJson.Default.AuditReport) is { Run.Index: not null, Totals: not null, Benchmarks: not null, Items: not null, Records: not null } report) return report;
        }
        catch (JsonException e)
        {
            throw new ForgeException($"{path}: expected a report that forge-audit wrote as JSON: {e.Message}", e);
        }

        throw new ForgeException($"{path}: expected a report that forge-audit wrote as JSON, found JSON without run, totals, benchmarks, items and records");
    }
}

/// <param name="Bytes">Bytes of text read, after decompression.</param>
public sealed record AuditCorpus(IReadOnlyList<string> Files, long Records, long Bytes, long BadRecords);

/// <param name="RowsUnread">Records in which no text was read, or prose was passed over.</param>
/// <param name="RowsWithoutText">Records in which no text was read.</param>
/// <param name="RowsLanguageNotCovered">Records that the semantic tier could not look at; null where there are none.</param>
/// <param name="FieldsPassedOver">Fields that hold prose and were not read, with the records that have them; most records first.</param>
public sealed record AuditCoverage(long RowsUnread, long RowsWithoutText, IReadOnlyDictionary<string, long> FieldsPassedOver, long? RowsLanguageNotCovered = null);

/// <param name="Share">Records with a hit, of all records, in [0, 1].</param>
/// <param name="Dropped">Records whose strongest hit has the policy drop.</param>
/// <param name="Flagged">Records with hits that are only flagged.</param>
/// <param name="Tiers">Hits by tier.</param>
/// <param name="Rules">Hits by their strongest rule.</param>
public sealed record AuditTotals(
    long RecordsHit, double Share, long Dropped, long Flagged, long Hits, IReadOnlyDictionary<string, long> Tiers, IReadOnlyDictionary<string, long> Rules);

/// <param name="Interval">Wilson's 95 % interval of the share of records with a hit, where a sample was scanned.</param>
public sealed record AuditBenchmark(string Name, long Items, long ItemsHit, long Records, long Dropped, long Flagged, IReadOnlyList<double>? Interval = null);

/// <summary>An item that was found: what its benchmark's owner asks for.</summary>
/// <param name="BestLcs">The highest LCS ratio of its hits.</param>
/// <param name="Where">Records by source; those beyond the first few sources as <c>(other)</c>.</param>
/// <param name="Texts">The item's own texts by part, where the benchmark's file was at hand; an index holds none.</param>
public sealed record AuditItem(
    string Benchmark, string Item, long Records, long Dropped, long Flagged, double BestLcs, IReadOnlyList<string> Tiers, IReadOnlyList<string> Rules,
    IReadOnlyDictionary<string, long> Where, IReadOnlyDictionary<string, string>? Texts);

/// <param name="Tiers">Records by the tiers of their hits; a record with several counts in each.</param>
public sealed record AuditSource(string Name, long Records, long RecordsHit, long Dropped, long Flagged, IReadOnlyDictionary<string, long> Tiers);

/// <param name="Benchmarks">Records by the benchmarks they have hits of.</param>
public sealed record AuditFile(string Name, long Records, long RecordsHit, long Dropped, long Flagged, IReadOnlyDictionary<string, long> Benchmarks);

/// <summary>A record with hits.</summary>
/// <param name="Record">The row's id field, or file:line.</param>
/// <param name="Row">Its <see cref="RowKey"/>.</param>
/// <param name="Hits">Strongest first.</param>
public sealed record AuditRecord(string Record, string Row, string File, long Line, string Source, string Action, IReadOnlyList<AuditHit> Hits);

/// <param name="Part">Which of the item's texts.</param>
/// <param name="Rule">The strongest rule that fired.</param>
/// <param name="Also">The other rules that fired.</param>
/// <param name="Span">Start and end, counted in Unicode code points of the field.</param>
/// <param name="Before">Context in front of the match.</param>
/// <param name="Marks">Words of the match that stand in the item too, in the same order: ranges in code points of the field.</param>
/// <param name="Cosine">Of a semantic hit.</param>
/// <param name="Score">Of a semantic hit, in [0, 1].</param>
/// <param name="ItemMarks">The same words in the item's text, in code points; null where the text is not at hand.</param>
public sealed record AuditHit(
    string Benchmark, string Item, string Part, string Field, string Tier, string Rule, IReadOnlyList<string> Also, string Action, int Ngrams, double LcsRatio, bool AnswerFollows,
    IReadOnlyList<int> Span, string Before, string Matched, string After, IReadOnlyList<IReadOnlyList<int>> Marks, IReadOnlyList<IReadOnlyList<int>>? ItemMarks,
    double? Cosine = null, double? Score = null);
