using System.Buffers.Binary;
using System.Text;
using DataForge.Core;

namespace DataForge.Contamination.Tests;

public class IndexFiles
{
    private const string Item = "Nadia stacks 14 crates of oranges beside the harbour wall every morning before the ferry leaves for the island.";

    private static IndexData Build(params string[] items)
    {
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo("b", "b.jsonl", new string('0', 64), 0, "problem", Revision: "r1", License: "MIT"), items.Select((t, i) => new BenchmarkItem($"{i}", [("problem", t)], "42")));
        return builder.Build();
    }

    private static List<Hit> Scan(IndexData data, string text, ScanSettings? settings = null)
    {
        var hits = new List<Hit>();
        new FieldScanner(BenchmarkIndex.Open(data), settings ?? ScanSettings.Default).Scan(Encoding.UTF8.GetBytes(text), "text", hits);
        return hits;
    }

    [Fact]
    public void Reading_back_gives_the_same_hits_and_writing_again_the_same_bytes()
    {
        var bytes = IndexFile.Write(Build(Item, "What is 9 times 8 plus 4?"));
        var back = IndexFile.Read(bytes, "x");
        Assert.Equal(bytes, IndexFile.Write(back));
        Assert.Equal(("MIT", "r1", 2), (back.Benchmarks[0].License, back.Benchmarks[0].Revision, back.Benchmarks[0].Items));
        Assert.Equal("exact", Assert.Single(Scan(back, "Before. " + Item + " After that, 42.")).Tier);
    }

    [Fact]
    public void Items_of_one_file_that_share_an_id_are_told_apart_by_their_record()
    {
        var lines = Encoding.UTF8.GetBytes("""
            {"question_number": "exercise.1", "question": "How many crates?"}
            {"question_number": "exercise.2", "question": "How many oranges?"}
            {"question_number": "exercise.1", "question": "How many ferries?"}
            """);
        Assert.Equal(["exercise.1", "exercise.2", "exercise.1#3"], BenchmarkFile.Read("b", "b.jsonl", lines, null).Items.Select(i => i.Id));
    }

    [Theory]
    [InlineData("b1", 3)]
    [InlineData("b2", 4)]
    public void A_benchmark_that_two_indexes_hold_is_taken_once(string third, int together)
    {
        IndexData Of(params string[] names)
        {
            var builder = new IndexBuilder(GramSettings.Default);
            foreach (var name in names) builder.Add(new BenchmarkInfo(name, name + ".jsonl", name, 1, "text"), [new BenchmarkItem("1", [("text", $"What does {name} say of the seventeen sheep that ran over the hill?")])]);
            return builder.Build();
        }

        var files = new Dictionary<string, byte[]> { ["a"] = IndexFile.Write(Of("b0", "b1")), ["b"] = IndexFile.Write(Of(third, "b3")) };
        var joined = IndexSources.Load(["a", "b"], [], [], GramSettings.Default, path => files[path]);
        Assert.Equal(((string[])["b0", "b1", third, "b3"]).Distinct(), joined.Benchmarks.Select(b => b.Name));
        Assert.Equal(Enumerable.Range(0, together), joined.Entries.Select(e => e.Benchmark));
    }

    [Fact]
    public void The_file_holds_no_word_of_the_item() => Assert.DoesNotContain("oranges", Encoding.Latin1.GetString(IndexFile.Write(Build(Item))));

    [Theory]
    [InlineData("\"short_n\":8", "\"short_n\":0")]
    [InlineData("\"min_distinct\":5,\"boilerplate_items\":3", "\"min_distinct\":2000000000,\"boilerplate_items\":3")]
    public void A_header_that_asks_for_more_than_tables_hold_is_refused(string written, string forged)
    {
        var file = IndexFile.Write(Build(Item));
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.AsSpan().IndexOf((byte)'{') - 4));
        var start = file.AsSpan().IndexOf((byte)'{');
        var header = Encoding.UTF8.GetString(file, start, length);
        Assert.Contains(written, header, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(header.Replace(written, forged, StringComparison.Ordinal));
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, changed.Length);
        byte[] whole = [.. file[..(start - 4)], .. size, .. changed, .. file[(start + length)..]];
        Assert.Equal("x.idx: the index is damaged; build or fetch it again", Assert.Throws<ForgeException>(() => IndexFile.Read(whole, "x.idx")).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public void A_damaged_file_is_refused_by_name(int at)
    {
        var bytes = IndexFile.Write(Build(Item));
        bytes[at < 0 ? ^1 : at] ^= 0x55;
        Assert.StartsWith("x.idx: ", Assert.Throws<ForgeException>(() => IndexFile.Read(bytes, "x.idx")).Message);
    }

    [Fact]
    public void The_span_counts_code_points_and_the_answer_behind_it_is_seen()
    {
        var hit = Assert.Single(Scan(Build(Item), "🍊🍊 " + Item + " It is 42."));
        Assert.Equal((3, 3 + Item.Length - 1, true), (hit.Start, hit.End, hit.AnswerFollows)); // the full stop is no token
        Assert.Equal(Item[..^1], hit.Matched);
    }

    [Fact]
    public void A_phrase_of_three_unrelated_items_is_boilerplate_and_one_of_a_single_item_never()
    {
        const string phrase = "express the final answer as a common fraction in lowest terms please";
        var data = Build(
            "A fox walks around seven lakes counting herons and otters, then " + phrase,
            "Given the parabola through these vertices determine its directrix and " + phrase,
            "Two trains leave opposite stations while a bird flies between them so " + phrase);
        Assert.Empty(Scan(data, "Something else entirely; " + phrase));
        Assert.NotEmpty(Scan(data, "A fox walks around seven lakes counting herons and otters, then " + phrase));
        Assert.True(data.Entries.All(e => e.Boilerplate > 0));
        Assert.NotEmpty(Scan(Build("A fox walks around seven lakes, then " + phrase), phrase));
    }

    [Fact]
    public void Fields_out_of_order_with_text_between_are_a_template_hit()
    {
        const string body = "Marta keeps thirty seven speckled hens behind the old chapel and sells their eggs at dawn";
        const string question = "how many speckled eggs remain unsold when the market square closes at noon";
        var hits = Scan(Build(body + " " + question), $"Question: {question}? Some glue text that stands between the two of them here. Context: {body}.", ScanSettings.Default.Only(Rules.Template));
        Assert.Equal(Rules.Shuffled, Assert.Single(hits).Rule);
    }
}
