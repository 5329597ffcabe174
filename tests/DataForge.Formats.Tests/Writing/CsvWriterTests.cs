using System.Diagnostics;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class CsvWriterTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("csv-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Written(string name, params string[] rows)
    {
        var path = Path.Combine(_root, name);
        using (var writer = RowWriter.Open(path))
        {
            foreach (var row in rows) writer.Write(Row.Parse(row));
            writer.Commit();
        }

        return path;
    }

    [Fact]
    public void Each_field_of_any_row_is_a_column_and_an_absent_or_null_one_is_empty()
    {
        var path = Written("a.csv", """{"id":1,"text":"a"}""", """{"text":null,"more":{"x":[1,"y"]}}""", """{"id":true,"text":""}""");
        Assert.Equal("id,text,more\n1,a,\n,,\"{\"\"x\"\":[1,\"\"y\"\"]}\"\ntrue,,\n", File.ReadAllText(path));
    }

    [Fact]
    public void Separators_quotes_and_line_ends_are_quoted() =>
        Assert.Equal("a\n\"x,y\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\n", File.ReadAllText(Written("a.csv", """{"a":"x,y"}""", """{"a":"say \"hi\""}""", """{"a":"two\nlines"}""")));

    [Fact]
    public void A_tab_separates_where_the_name_says_so() => Assert.Equal("a\tb\nx,y\t\"1\t2\"\n", File.ReadAllText(Written("a.tsv", """{"a":"x,y","b":"1\t2"}""")));

    [Fact]
    public void An_empty_value_alone_in_its_line_is_quoted_so_that_the_row_is_not_a_blank_line() =>
        Assert.Equal(2, RowReader.Open(Written("a.csv", """{"a":""}""", """{"a":"x"}""")).Count());

    [Fact]
    public void No_rows_make_an_empty_file() => Assert.Equal("", File.ReadAllText(Written("a.csv")));

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused() =>
        Assert.Contains("half of a surrogate pair", Assert.Throws<ForgeException>(() => Written("a.csv", """{"a":"\ud800"}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.tsv.zst")]
    [InlineData("a.csv.gz")]
    public void Random_texts_come_back_as_they_were(string name)
    {
        var random = CounterRandom.For(7, "csv", name);
        ulong at = 0;
        string[] pieces = [",", "\t", "\"", "\n", " ", "a", "é", "中", "😀", "\\", "=1+1", "''", ";", "\u2028"];
        string Text() => string.Concat(Enumerable.Range(0, random.Below(at++, 8)).Select(_ => pieces[random.Below(at++, pieces.Length)]));
        var rows = Enumerable.Range(0, 2_000).Select(i => JsonSerializer.Serialize(new { id = $"r{i}", first = Text(), second = Text() })).ToArray();
        var path = Written(name, rows);
        var back = RowReader.Open(path).Select(r => (r.Text("id"), r.Text("first"), r.Text("second")));
        Assert.Equal(rows.Select(r => Row.Parse(r)).Select(r => (r.Text("id"), r.Text("first"), r.Text("second"))), back);
    }

    [Fact]
    public void Pythons_reader_reads_the_same_texts()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs python3");
        string[] texts = ["x,y", "say \"hi\"", "two\nlines", "", "\"", "a\r\nb", "中文，😀"];
        var path = Written("a.csv", [.. texts.Select(t => JsonSerializer.Serialize(new { a = t, b = 1 }))]);
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", "import csv,json,sys; print(json.dumps([r['a'] for r in csv.DictReader(open(sys.argv[1], newline=''))]))", path]) { RedirectStandardOutput = true };
        using var python = Process.Start(start)!;
        Assert.Equal(texts, JsonSerializer.Deserialize<string[]>(python.StandardOutput.ReadToEnd())!);
    }
}
