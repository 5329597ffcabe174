using System.Text;
using DataForge.Core;
using DataForge.Tests;

namespace DataForge.Contamination.Tests;

public class Scans
{
    private static BenchmarkIndex Index(string name, params string[] path)
    {
        var builder = new IndexBuilder(GramSettings.Default);
        var (info, items) = BenchmarkFile.Read(name, path[^1], Encoding.UTF8.GetBytes(string.Join('\n', SharedData.Lines(path))), null);
        builder.Add(info, items);
        return BenchmarkIndex.Open(builder.Build());
    }

    [Fact]
    public void All_thousand_questions_of_agieval_are_found_when_an_answer_follows()
    {
        var index = Index("agieval", "data", "agieval", "math.jsonl.gz");
        var scanner = new FieldScanner(index, ScanSettings.Default);
        var hits = new List<Hit>();
        var found = 0;
        var line = 0;
        foreach (var text in SharedData.Lines("data", "agieval", "math.jsonl.gz"))
        {
            var row = Row.Parse(text);
            hits.Clear();
            scanner.Scan(Encoding.UTF8.GetBytes($"{row.Required("question")} The answer is {row.TextOrNumber("answer")}."), "text", hits);
            line++;
            if (hits.Any(h => h.Item == $"{line}")) found++;
        }

        Assert.Equal((1000, 1000), (line, found));
    }

    [Theory]
    [InlineData(5549, "3344")]
    [InlineData(5477, "3551")]
    [InlineData(1487, "798")]
    public void The_three_pairs_of_the_reports_table_1_are_exact_hits(int trainLine, string item)
    {
        var index = Index("math", "data", "math", "test.jsonl.gz");
        var hits = new List<Hit>();
        new FieldScanner(index, ScanSettings.Default).Scan(Encoding.UTF8.GetBytes(Row.Parse(SharedData.Lines("data", "math", "train.jsonl.gz").ElementAt(trainLine - 1)).Required("problem")), "problem", hits);
        Assert.Contains(hits, h => h.Item == item && h.Tier == "exact" && h.Action == HitAction.Drop);
    }

    [Fact]
    public void Every_turn_and_every_field_is_scanned_on_its_own()
    {
        const string item = "Nadia stacks 14 crates of oranges beside the harbour wall every morning before the ferry leaves for the island.";
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo("b", "b", "", 0, "problem"), [new BenchmarkItem("1", [("problem", item)])]);
        var scanner = new RowScanner(BenchmarkIndex.Open(builder.Build()), FieldPaths.Parse(FieldPaths.Usual), ScanSettings.Default);
        var hits = new List<Hit>();
        var texts = scanner.Scan(Encoding.UTF8.GetBytes($$"""{"id": 7, "messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "\u004e{{item[1..]}}"}], "solution": "{{item}}", "other": "{{item}}"}"""), hits);
        Assert.Equal(3, texts);
        Assert.Equal(["messages[1].content", "solution"], hits.Select(h => h.Field));
    }
}
