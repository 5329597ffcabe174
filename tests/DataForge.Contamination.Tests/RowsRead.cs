using System.Text;

namespace DataForge.Contamination.Tests;

/// <summary>Which strings of a row are looked at, and that the others are said.</summary>
public class RowsRead
{
    private const string Prose = "a sentence of five words";

    [Fact]
    public void Every_string_of_prose_length_is_read_by_default_wherever_it_stands()
    {
        var (texts, passed, count) = Read(FieldPaths.Default, $$"""
            {"id": "r-1", "reasoning_content": "{{Prose}}", "meta": {"note": "{{Prose}}", "url": "https://example.org/one/two/three"}, "drafts": ["{{Prose}}", 3, {"x": "{{Prose}}"}],
             "messages": [{"role": "user", "content": "hi", "thinking": "{{Prose}}"}], "titel": "四个苹果和两个梨子", "date": "2024-01-01 12:00:00"}
            """);
        Assert.Equal(
            ["reasoning_content=" + Prose, "meta.note=" + Prose, "drafts[0]=" + Prose, "drafts[2].x=" + Prose, "messages[0].content=hi", "messages[0].thinking=" + Prose, "titel=四个苹果和两个梨子"], texts);
        Assert.Equal(7, count);
        Assert.Empty(passed);
    }

    [Fact]
    public void Fields_narrow_and_prose_elsewhere_is_named_once_a_row()
    {
        var (texts, passed, _) = Read(FieldPaths.Parse(["text", "messages[].content"]), $$"""
            {"text": "x", "thinking": "{{Prose}}", "answers": ["{{Prose}}", "{{Prose}}"], "meta": {"original_question": "{{Prose}}", "n": 1}, "messages": [{"content": "y", "thought": "{{Prose}}"}], "id": "short"}
            """);
        Assert.Equal(["text=x", "messages[0].content=y"], texts);
        Assert.Equal(["thinking", "answers[]", "meta.original_question", "messages[].thought"], passed);
    }

    [Fact]
    public void Names_match_whatever_their_case()
    {
        var (texts, passed, _) = Read(FieldPaths.Parse(["question", "Messages[].content"]), """{"Question": "q", "messages": [{"CONTENT": "c"}]}""");
        Assert.Equal(["Question=q", "messages[0].CONTENT=c"], texts);
        Assert.Empty(passed);
    }

    [Fact]
    public void Joined_fields_give_one_text_more_in_the_order_of_the_path()
    {
        var (texts, _, count) = Read(FieldPaths.Parse(["Body+Question"]), """{"question": "How many?", "body": "Two pears."}""");
        Assert.Equal(["question=How many?", "body=Two pears.", "body+question=Two pears.\nHow many?"], texts);
        Assert.Equal(2, count);
        Assert.Equal(["question=How many?"], Read(FieldPaths.Parse(["Body+Question"]), """{"question": "How many?"}""").Texts);
        Assert.Equal("question+choices=Which?\nA\nB", Read(FieldPaths.Default, """{"question": "Which?", "choices": ["A", "B"]}""").Texts[^1]);
    }

    [Fact]
    public void What_an_earlier_run_wrote_into_a_row_is_no_text_of_it()
    {
        var line = $$$"""{"text": "x", "decontamination": {"hits": [{"matched": "{{{Prose}}}"}]}, "reject": {"reason": "{{{Prose}}}"}, "meta": {"reject": "{{{Prose}}}"}}""";
        Assert.Equal(["text=x", "meta.reject=" + Prose], Read(FieldPaths.Default, line).Texts);
        Assert.Equal(["meta.reject"], Read(FieldPaths.Parse(["text"]), line).Passed);
        Assert.Equal(["decontamination.hits[0].matched=" + Prose], Read(FieldPaths.Parse(["decontamination"]), line).Texts);
    }

    [Fact]
    public void An_item_split_over_two_fields_is_found_in_them_together_and_named_once()
    {
        const string body = "Milena packs jars of honey into wooden crates for the autumn market";
        const string question = "How many crates does she need for the whole harvest of the village?";
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo("b", "b", "", 0, "x"), [new BenchmarkItem("1", [("Body+Question", body + "\n" + question)])]);
        var scanner = new RowScanner(BenchmarkIndex.Open(builder.Build()), FieldPaths.Default, ScanSettings.Default);
        var hits = new List<Hit>();
        Assert.Equal(2, scanner.Scan(Encoding.UTF8.GetBytes($$"""{"Body": "{{body}}", "Question": "{{question}}"}"""), hits));
        var hit = Assert.Single(hits, h => h.Field == "Body+Question");
        Assert.Equal((Rules.Exact13, 1.0, 0, 134), (hit.Rule, hit.LcsRatio, hit.Start, hit.End));
        scanner.Scan(Encoding.UTF8.GetBytes($$"""{"Body": "{{body}}. {{question}}", "Question": "Solve it."}"""), hits);
        Assert.Equal(["Body"], hits.Select(h => h.Field));
    }

    [Fact]
    public void Coverage_counts_rows_without_text_and_fields_passed_over()
    {
        var coverage = new Coverage();
        coverage.Add(new RowOutcome(1, []));
        coverage.Add(new RowOutcome(0, []));
        coverage.Add(new RowOutcome(2, []) { PassedOver = ["thinking", "meta.note"] });
        coverage.Add(new RowOutcome(2, []) { PassedOver = ["thinking"] });
        coverage.Add(new RowOutcome(0, [], new Core.ForgeException("bad")));
        Assert.Equal((4, 1, 3, 0.75), (coverage.Rows, coverage.WithoutText, coverage.Unread, coverage.UnreadShare));
        Assert.Equal([("thinking", 2), ("meta.note", 1)], coverage.PassedOver);
        Assert.Equal(["1 of 4 rows have no text that was read", "prose was passed over in fields that --fields leaves out (rows): thinking 2, meta.note 1"], coverage.Summary());
    }

    private static (List<string> Texts, List<string> Passed, int Count) Read(FieldPaths fields, string line)
    {
        var texts = new List<string>();
        var row = new RowTexts(fields, (text, path) => texts.Add($"{path}={Encoding.UTF8.GetString(text)}"));
        var count = row.Read(Encoding.UTF8.GetBytes(line));
        return (texts, [.. row.PassedOver], count);
    }
}
