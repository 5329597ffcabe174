using DataForge.Core;

namespace DataForge.Contamination.Tests;

/// <summary>What the audit's report is made of.</summary>
public class AuditParts
{
    private const string Item = "A farmer counts 40 red hens, 25 grey geese and 7 brown goats before breakfast; how many animals does the farmer count in all?";

    private static AuditRecord Listed(string text, string item = Item, Rules rules = Rules.All)
    {
        var data = Data(item);
        var texts = new ItemTexts();
        texts.Add("b", [new BenchmarkItem("1", [("text", item)])]);
        var builder = new AuditBuilder(BenchmarkIndex.Open(data), texts, new AuditFields("source", ["id"]), 100);
        var row = Row.Parse(System.Text.Json.JsonSerializer.Serialize(new { id = "r", text }), "c.jsonl", 1);
        builder.Add("c.jsonl", row, Scan(data, row, rules));
        return builder.Build(Run("x"), ["c.jsonl"], 1, null, []).Records.Single();
    }

    private static IndexData Data(string item)
    {
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo("b", "", "", 1, "text"), [new BenchmarkItem("1", [("text", item)])]);
        return builder.Build();
    }

    private static RowOutcome Scan(IndexData data, Row row, Rules rules)
    {
        var batch = new LineBatch("c.jsonl");
        batch.Add(row.Utf8, 1);
        return new BatchScanner(BenchmarkIndex.Open(data), FieldPaths.Default, ScanSettings.Default.Only(rules)).Scan(batch)[0];
    }

    private static AuditRun Run(string index, string version = "1", string lcs = "0.6") =>
        new("forge-audit", version, "2026-01-01T00:00:00Z", "forge-audit", index, "n", new Dictionary<string, string?> { ["min-lcs"] = lcs }, new AuditGate("passed", 0, []));

    private static string[] Marked(string text, IReadOnlyList<IReadOnlyList<int>> marks)
    {
        var points = text.EnumerateRunes().ToArray();
        return [.. marks.Select(m => string.Concat(points[m[0]..m[1]]))];
    }

    [Fact]
    public void Only_words_that_stand_in_both_texts_are_marked_on_either_side()
    {
        var text = Item.Replace("40", "61", StringComparison.Ordinal).Replace("grey", "very white", StringComparison.Ordinal);
        var hit = Listed("😀 Before. " + text + " Behind.").Hits[0];
        Assert.Equal(("exact13", "drop"), (hit.Rule, hit.Action));
        Assert.Equal(["A farmer counts", "red hens, 25", "geese and 7 brown goats before breakfast; how many animals does the farmer count in all"], Marked("😀 Before. " + text, hit.Marks));
        Assert.Equal(["A farmer counts", "red hens, 25", "geese and 7 brown goats before breakfast; how many animals does the farmer count in all"], Marked(Item, hit.ItemMarks!));
    }

    [Fact]
    public void Parts_in_another_order_are_marked_where_they_stand()
    {
        const string first = "In the old harbour town a tired baker sells crusty loaves of rye bread", second = "while seven noisy gulls circle over his wooden stall every single morning of June";
        var hit = Listed($"{second}! And so it is: {first}!", $"{first} {second}.", Rules.Shuffled).Hits[0];
        Assert.Equal([second, first], Marked($"{second}! And so it is: {first}!", hit.Marks));
        Assert.Equal([$"{first} {second}"], Marked($"{first} {second}.", hit.ItemMarks!));
    }

    [Fact]
    public void An_items_text_that_is_not_what_was_indexed_is_not_marked()
    {
        var words = new MatchedWords(GramSettings.Default);
        var entry = Data(Item).Entries[0];
        Assert.Null(words.Of(Rules.Exact13, Item, 0, entry, "Another text altogether.").Item);
        Assert.Equal([[0, Item.Length - 1]], words.Of(Rules.Exact13, Item, 0, entry, null).Match);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 100, 0, 0.03699)]
    [InlineData(10, 100, 0.05523, 0.17437)]
    [InlineData(50, 100, 0.40383, 0.59617)]
    [InlineData(100, 100, 0.96301, 1)]
    public void The_interval_is_Wilsons(long hits, long all, double low, double high)
    {
        var found = Wilson.Interval(hits, all);
        Assert.Equal((low, high), (Math.Round(found.Low, 5), Math.Round(found.High, 5)));
    }

    [Fact]
    public void The_strongest_records_are_listed_whatever_their_order_and_the_last_one_only_in_part()
    {
        static AuditRecord Record(string name, int hits) => new(name, name, "f", 1, "s", "drop", [.. Enumerable.Repeat(new AuditHit("b", "1", "p", "text", "exact", "run", [], "drop", 1, 1, false, [0, 1], "", "", "", [], null), hits)]);
        static Hit Strength(double ratio) => new("b", "1", "p", "text", Rules.Run, Rules.None, HitAction.Drop, 1, ratio, 0, 1, "", false);
        foreach (var most in (int[])[0, 1, 7, 5_000])
        {
            var listed = new ListedRecords(most);
            for (var i = 0; i < 3_000; i++)
                if (Strength(i * 7 % 3_000 / 3_000.0) is var hit && listed.HasRoom(hit)) listed.Add(hit, Record($"{i * 7 % 3_000}", 2));
            var all = listed.ToList();
            Assert.Equal(most, all.Sum(r => r.Hits.Count));
            Assert.Equal(Enumerable.Range(0, (most + 1) / 2).Select(i => $"{2_999 - i}"), all.Select(r => r.Record));
        }
    }

    [Fact]
    public void A_comparison_says_what_is_new_what_is_gone_and_how_the_runs_differ()
    {
        static AuditReport Report(AuditRun run, string[] items, string[] records, long hits) => new(
            run, new AuditCorpus(["c"], 9, 9, 0), new AuditCoverage(0, 0, new Dictionary<string, long>()), new AuditTotals(records.Length, 0, records.Length, 0, hits, new Dictionary<string, long>(), new Dictionary<string, long>()), null,
            [new AuditBenchmark("b", 10, items.Length, records.Length, records.Length, 0), new AuditBenchmark("same", 5, 0, 0, 0, 0)],
            [.. items.Select(i => new AuditItem("b", i, 1, 1, 0, 1, ["exact"], ["run"], new Dictionary<string, long>(), null))], [], [],
            [.. records.Select(r => new AuditRecord(r, "row of " + r, "c", 1, "c", "drop", [new AuditHit("b", "1", "p", "text", "exact", "run", [], "drop", 1, 1, false, [0, 1], "", "", "", [], null)]))], []);
        var before = Report(Run("aa"), ["1", "2"], ["x", "y"], 2);
        var now = Report(Run("bb", lcs: "0.7"), ["2", "3", "4"], ["y", "z", "w"], 3);
        var change = AuditComparison.Of(AuditReport.Read(before.ToJson(), "old.json"), now);
        Assert.Equal(["index: aa, now bb", "min-lcs: 0.6, now 0.7"], change.Differences);
        Assert.Equal([new AuditItemName("b", "3"), new AuditItemName("b", "4")], change.NewItems);
        Assert.Equal([new AuditItemName("b", "1")], change.GoneItems);
        Assert.Equal(["w", "z"], change.NewRecords!);
        Assert.Equal(["x"], change.GoneRecords!);
        Assert.Equal([new AuditBenchmarkChange("b", 2, 3, 2, 3, 2, 3)], change.Benchmarks);
        Assert.Equal([new AuditChange("records_hit", 2, 3), new AuditChange("dropped", 2, 3), new AuditChange("hits", 2, 3)], change.Totals);
        Assert.Null(AuditComparison.Of(before, Report(Run("aa"), ["1"], ["x"], 5)).NewRecords); // four of five hits are not listed
    }

    [Theory, InlineData("[1]"), InlineData("{}"), InlineData("no"), InlineData("""{"run":null}""")]
    public void What_is_no_report_is_refused(string json) =>
        Assert.StartsWith("old.json: expected a report that forge-audit wrote as JSON", Assert.Throws<ForgeException>(() => AuditReport.Read(System.Text.Encoding.UTF8.GetBytes(json), "old.json")).Message, StringComparison.Ordinal);
}
