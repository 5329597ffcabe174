using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class FileShapeTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private string[] Read(string name, string text, BadRows? bad = null)
    {
        File.WriteAllText(_temp[name], text);
        return [.. RowReader.Open(_temp[name], bad).Select(r => r.ToString())];
    }

    private string Refused(string name, string text) => Assert.Throws<ForgeException>(() => Read(name, text)).Message.Replace(_temp.Root + "/", "");

    [Theory]
    [InlineData("a.json", "[{\"a\":1},{\"a\":2}]")]
    [InlineData("a.jsonl", "[{\"a\":1},{\"a\":2}]")] // other people's suffixes do not always tell
    [InlineData("a.json", "\uFEFF \n[\n  {\n    \"a\": 1\n  },\n  { \"a\" :\t2 }\n]\n")]
    [InlineData("a.json", "{\"a\":1}\n{\"a\":2}\n")]
    [InlineData("a.json", "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}")]
    [InlineData("a.json", "{\"version\":1,\"data\":[{\"a\":1},{\"a\":2}]}")]
    [InlineData("a.json", "{\n\"version\": 1,\n\"data\": [{\"a\": 1}, {\"a\": 2}]\n}")]
    public void Rows_of_json_in_all_shapes(string name, string text) => Assert.Equal(["""{"a":1}""", """{"a":2}"""], Read(name, text));

    [Theory]
    [InlineData("a.json", "{\n  \"x\": {\"a\": 1},\n  \"y\": {\"a\": 2, \"key\": 7}\n}")]
    [InlineData("a.jsonl", "{\"x\":{\"a\":1},\"y\":{\"a\":2,\"key\":7}}\n")]
    public void An_object_keyed_by_id_gives_each_row_its_key(string name, string text) =>
        Assert.Equal(["""{"a":1,"key":"x"}""", """{"a":2,"key":7}"""], Read(name, text));

    [Fact]
    public void Columns_of_one_length_are_rows() =>
        Assert.Equal(["""{"q":"x","a":[1,2]}""", """{"q":"y","a":null}"""], Read("a.json", "{\"q\": [\"x\", \"y\"],\n \"a\": [[1, 2], null]}"));

    [Fact]
    public void A_row_of_objects_alone_is_a_row_when_others_follow() =>
        Assert.Equal(["""{"x":{"a":1},"y":{"a":2}}""", """{"x":{},"y":{}}"""], Read("a.jsonl", "{\"x\":{\"a\":1},\"y\":{\"a\":2}}\n{\"x\":{},\"y\":{}}\n"));

    [Fact]
    public void A_single_object_is_a_row() => Assert.Equal(["""{"a":{"b":1},"c":2}"""], Read("a.json", "{\n\"a\": {\"b\": 1}, \"c\": 2}"));

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \n ", 0)]
    [InlineData("[]", 0)]
    [InlineData(" [ ] ", 0)]
    public void An_empty_file_has_no_rows(string text, int rows) => Assert.Equal(rows, Read("a.json", text).Length);

    [Fact]
    public void Comma_separated_text_keeps_quotes_and_line_ends() =>
        Assert.Equal(
            ["""{"q":"a, \"b\"\nc","answer":"","column3":"x"}""", """{"q":"plain \"inner\" quotes","answer":"2","column3":"é"}"""],
            Read("a.csv", "\uFEFFq, answer ,\r\n\"a, \"\"b\"\"\r\nc\",,x\r\n\r\nplain \"inner\" quotes,2,é"));

    [Fact]
    public void Tab_separated_text() => Assert.Equal(["""{"a":"1,5","b":"2"}"""], Read("a.tsv", "a\tb\n1,5\t2\n"));

    [Fact]
    public void Lines_of_plain_text() => Assert.Equal(["""{"text":"one \\ \"1\""}""", """{"text":" two"}"""], Read("a.txt", "one \\ \"1\"\n\n two\r\n"));

    [Theory]
    [InlineData("a.csv", "a,b\n1,2\n3\n", "a.csv:3: expected 2 fields as in line 1, found 1")]
    [InlineData("a.csv", "a,a\n1,2\n", "a.csv:1: two columns are called \"a\"")]
    [InlineData("a.csv", "a\n1\n\"2\n3\n", "a.csv:3: the file ends within a quoted field that begins in this record")]
    [InlineData("a.json", "[{\"a\":1},\n{\"a\":", "a.json:2: the file ends within its array (its writer was killed, or the file is cut off)")]
    [InlineData("a.json", "[{\"a\":1}\n", "a.json:2: the file ends within its array (its writer was killed, or the file is cut off)")]
    [InlineData("a.json", "[{\"a\":1}\n{\"a\":2}]", "a.json:2: expected , or ] after an element of the array")]
    [InlineData("a.json", "[{\"a\":1}]\n[]", "a.json:2: expected nothing after the array")]
    [InlineData("a.json", "[{\"a\":\"x\n\"}]", "a.json:1: expected the string to end before the line does")]
    [InlineData("a.json", "[{\"a\":1},\n\"b\"]", "a.json:2: expected a JSON object on this line, found a string")]
    public void What_is_wrong_names_file_and_line(string name, string text, string message) => Assert.Equal(message, Refused(name, text));

    [Fact]
    public void A_budget_passes_over_bad_elements_and_records()
    {
        var bad = new BadRows("read", 9, null);
        Assert.Equal(["""{"a":1}""", """{"a":2}"""], Read("a.json", "[{\"a\":1}, 7, {\"a\":NaN}, {\"a\":2}]", bad));
        Assert.Equal(["""{"a":"1","b":"2"}"""], Read("a.csv", "a,b\n1\n1,2\n1,2,3\n", bad));
        Assert.Equal(4, bad.Count);
    }

    [Fact]
    public void Compression_is_told_by_content_not_by_name()
    {
        using (var gzip = new GZipStream(File.Create(_temp["a.jsonl"]), CompressionLevel.Fastest)) gzip.Write("{\"a\":1}\n"u8);
        using (var zstd = new ZstdWriteStream(File.Create(_temp["b.gz"]))) zstd.Write("[{\"a\":1}]"u8);
        File.WriteAllText(_temp["c.zst"], "{\"a\":1}");
        foreach (var name in (string[])["a.jsonl", "b.gz", "c.zst"]) Assert.Equal(["""{"a":1}"""], RowReader.Open(_temp[name]).Select(r => r.ToString()));
    }

    [Fact]
    public void Rows_may_be_read_again()
    {
        var rows = RowReader.Open(_temp["a.jsonl"]);
        File.WriteAllText(_temp["a.jsonl"], "{}\n");
        Assert.Equal((1, 1), (rows.Count(), rows.Count()));
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 40)];

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value drawn from the seed, on one line.</summary>
    private static string Value(CounterRandom random, ref ulong at, int depth)
    {
        var kind = random.Below(at++, depth > 3 ? 5 : 8);
        switch (kind)
        {
            case 0: return "null";
            case 1: return random.Below(at++, 1000).ToString();
            case 2: return "-1.5e+3";
            case 3: return "true";
            case 4:
                var from = at += 10;
                return "\"" + string.Concat(Enumerable.Range(0, random.Below(from - 10, 9)).Select(i => new[] { "a", "\\\"", "\\\\", "{", "]", ",", "é", " ", "\\n", "\\u00e9" }[random.Below((ulong)i + from, 10)])) + "\"";
            default:
                var count = random.Below(at++, 4);
                var items = new List<string>();
                for (var i = 0; i < count; i++) items.Add((kind == 5 ? "" : $"\"k{i}\":") + Value(random, ref at, depth + 1));
                return kind == 5 ? $"[{string.Join(',', items)}]" : $"{{{string.Join(',', items)}}}";
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Elements_of_an_array_are_those_of_the_plain_parser(int seed)
    {
        var random = CounterRandom.For(seed, "shape", "array");
        ulong at = 0;
        var rows = new List<string>();
        for (var i = 0; i < 30; i++) rows.Add($$"""{"v":{{Value(random, ref at, 0)}}}""");
        var text = "[" + string.Join(',', rows) + "]";
        if (seed % 2 == 0) text = JsonSerializer.Serialize(JsonElement.Parse(text), Pretty);
        var read = Read("a.json", text);
        Assert.Equal(rows.Count, read.Length);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(rows[i]), JsonElement.Parse(read[i])));
            Assert.DoesNotContain('\n', read[i]);
        }

        if (seed % 2 == 1) Assert.Equal(rows, read);
    }

    [Theory]
    [InlineData("dart-math", "theoremqa.json", 800)]
    [InlineData("dart-math", "odyssey-math.jsonl", 387)]
    [InlineData("gaokao-bench", "2010-2022_Math_II_MCQs.json", 218)]
    [InlineData("deepscaler/test", "olympiad_bench.json.gz", 675)]
    [InlineData("llm-decontaminator", "abstract_algebra_test.csv", 99)]
    [InlineData("truthrl", "math_dapo.parquet", 14116)]
    [InlineData("aqua", "test.json", 254)]
    public void Published_files_come_in_as_they_are(string folder, string file, int rows) =>
        Assert.Equal(rows, RowReader.Open(SharedData.Require("data", folder, file)).Count());
}
