using System.Text.Json;
using DataForge.Core;

namespace DataForge.Corpus;

/// <summary>A document with what became of it.</summary>
/// <param name="Kept">The row that is kept in its place; null where it is kept itself.</param>
public sealed record DedupItem(Row Row, Row? Kept, Reject? Why);

/// <summary>Drops copies: of the same text, of the same address, and of texts that are alike. All rows are read, and set down on disk, before the first verdict.</summary>
public sealed class DedupStage(DedupSettings settings) : Stage<DedupItem>
{
    private const int BatchRows = 128;
    private const string Documents = "documents";

    private readonly MinHash _hash = new(settings.Bands);
    private readonly RowPath? _score = settings.KeepBy is { } path ? RowPath.Parse(path) ?? throw new ForgeException($"expected a field or a path with a score, found \"{path}\"") : null;
    private long _compared, _joined, _undecided, _scored;

    public override string Name => "dedup";

    public override string Unit => "documents";

    public override string ShardKey(DedupItem item) => item.Row.ToString();

    public override IEnumerable<StageItem<DedupItem>> Read(IEnumerable<Row> rows, IBadRecords bad)
    {
        using var spool = new RowSpool();
        using var texts = new KeySpill();
        using var urls = new KeySpill();
        using var bands = new KeySpill();
        var documents = new ChunkedList<DocumentKeys>();
        foreach (var keyed in RowBatches.Map(rows, settings.Threads, Keyer, (keyer, row) => keyer.Of(row)))
        {
            if (keyed.Bad is { } fault)
            {
                bad.Pass(fault, keyed.Row.Utf8);
                continue;
            }

            if (double.IsFinite(keyed.Keys.Score)) _scored++;
            var number = documents.Count;
            spool.Add(keyed.Row);
            documents.Add(keyed.Keys);
            if (settings.Exact) texts.Add((ulong)(keyed.Keys.Text >> 64), number);
            if (keyed.Keys.Url != 0) urls.Add(keyed.Keys.Url, number);
            foreach (var key in keyed.Bands ?? []) bands.Add(key, number);
        }

        if (_score is not null && _scored == 0 && documents.Count > 0) throw new ForgeException($"no row has a number in {settings.KeepBy}, by which the best copy is to be kept");
        spool.Flush();
        var verdicts = Decide(spool, documents, texts, urls, bands);
        foreach (var item in Items(spool, verdicts)) yield return new StageItem<DedupItem>(item, 1);
    }

    private DocumentKeyer Keyer() => new(settings, _hash, _score);

    private Verdicts Decide(RowSpool spool, ChunkedList<DocumentKeys> documents, KeySpill texts, KeySpill urls, KeySpill bands)
    {
        var verdicts = new Verdicts(spool, documents, settings, Keyer());
        verdicts.Begin();
        if (settings.Exact) verdicts.DropEqual(texts.Groups(_ => true), Verdicts.Exact, (a, b) => documents[a].Text == documents[b].Text);
        if (settings.Url) verdicts.DropEqual(urls.Groups(verdicts.IsKept), Verdicts.Url, (a, b) => Address(spool, a) == Address(spool, b));
        if (!settings.Near) return verdicts;
        var clusters = new Clusters(documents.Count);
        var search = new NearSearch(spool, documents, settings, Keyer);
        search.Run(bands, verdicts.IsKept, clusters, CancellationToken.None);
        verdicts.DropNear(search.Edges, clusters, CancellationToken.None);
        (_compared, _joined, _undecided) = (search.Compared, search.Edges.Count, verdicts.Undecided);
        return verdicts;
    }

    private string Address(RowSpool spool, int document) => settings.AddressOf(spool.Read(document)) ?? "";

    private IEnumerable<DedupItem> Items(RowSpool spool, Verdicts verdicts)
    {
        var keyer = Keyer();
        var batches = Enumerable.Range(0, (spool.Count + BatchRows - 1) / BatchRows);
        return batches.SelectOrdered(settings.Threads + 1, (batch, _) => Task.Run(() =>
        {
            var end = Math.Min(spool.Count, (batch + 1) * BatchRows);
            return Enumerable.Range(batch * BatchRows, end - batch * BatchRows).Select(i => (Number: i, Row: spool.Read(i))).ToList();
        })).ToBlockingEnumerable().SelectMany(b => b).Select(d => Item(d.Row, d.Number));

        DedupItem Item(Row row, int number)
        {
            var verdict = verdicts.Final(number);
            if (verdict.Rule is not { } rule) return new DedupItem(row, null, null);
            var kept = spool.Read(verdict.Kept);
            var overlap = verdict.Overlap == default && rule != Verdicts.Exact ? ShingleSet.Compare(keyer.Shingles(row), keyer.Shingles(kept)) : verdict.Overlap;
            return new DedupItem(row, kept, Why(rule, kept, overlap));
        }
    }

    private Reject Why(string rule, Row kept, Overlap overlap)
    {
        var similarity = rule == Verdicts.Exact ? 1 : Math.Round(overlap.Of(settings.Measure), 4);
        var reason = rule switch
        {
            Verdicts.Exact => "another row has the same text",
            Verdicts.Url => "another row has the same address",
            _ => "another row has nearly the same text",
        };
        return new Reject(Name, rule, reason, System.Text.Encoding.UTF8.GetString(RowEdit.Json(w =>
        {
            w.WriteStartObject();
            w.WriteStartObject("kept");
            w.WriteString("file", kept.Path);
            w.WriteNumber("line", kept.Line);
            foreach (var name in (ReadOnlySpan<string>)["id", "document_id", "problem_id"])
                if (kept.HasValue(name)) WriteField(w, name, kept);
            if (settings.Fields.UrlOf(kept) is { } url) w.WriteString("url", url);
            w.WriteEndObject();
            w.WriteNumber("similarity", similarity);
            w.WriteString("measure", settings.Measure == SimilarityMeasure.Jaccard ? "jaccard" : "containment");
            w.WriteEndObject();
        })));
    }

    private static void WriteField(Utf8JsonWriter w, string name, Row row)
    {
        w.WritePropertyName(name);
        w.WriteRawValue(row.Raw(name), skipInputValidation: true);
    }

    public override ValueTask<StageResult> Process(DedupItem item, CancellationToken cancel)
    {
        var result = new StageResult().Count(Documents);
        return ValueTask.FromResult(item.Why is { } why ? result.Drop(item.Row, why) : result.Add(item.Row));
    }

    public override IEnumerable<string> Summary(RunCounts counts)
    {
        yield return $"{counts.Of(RunCounts.RowsOut):N0} of {Quantity.Of(counts.Of(Documents), "document")} kept{counts.DroppedAs("dropped")}";
        if (settings.Near) yield return $"{Quantity.Of(_compared, "pair")} compared, {_joined:N0} joined";
    }

    public override IEnumerable<string> Warnings(RunCounts counts)
    {
        if (_score is not null && counts.Of(Documents) - _scored is > 0 and var without) yield return $"{Quantity.Of(without, "document")} {(without == 1 ? "has" : "have")} no number in {settings.KeepBy}, and give way to copies that have one";
        if (_undecided > 0) yield return $"{Quantity.Of(_undecided, "document")} of clusters with more than {Verdicts.MostKept} kept ones: compared with the best {Verdicts.MostKept} only";
    }
}
