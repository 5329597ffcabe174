using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class ParquetRoundTripTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private string[] RoundTrip(params string[] rows) => RoundTrip(null, rows);

    private string[] RoundTrip(RowSchema? schema, string[] rows)
    {
        var path = _temp["rows.parquet"];
        var parsed = rows.Select(r => Row.Parse(r)).ToArray();
        using (var writer = new ParquetWriter(path, schema ?? RowSchema.For(parsed), new Dictionary<string, string> { [ParquetReader.Mark] = "1" }))
        {
            foreach (var row in parsed) writer.Write(row);
            writer.Finish();
        }

        return [.. RowReader.Open(path).Select(r => r.ToString())];
    }

    [Fact]
    public void Known_and_unknown_fields_of_every_type_come_back()
    {
        string[] rows =
        [
            """{"problem_id":"0a","messages":[{"role":"user","content":"x \"1\"\n\u0000 é 数 😀"},{"role":"assistant","content":""}],"problem":"short","tags":["a","b"],"rollout":-3,"is_correct":true,"reward_model_score":-0.1,"mine":{"a":[1,1e400,1.10],"b":null},"n":123456789012345678901234567890}""",
            """{"problem_id":"a string of more than twelve bytes","messages":[],"is_correct":false,"tool_calls":[{"code":"print(1)","output":"1\n","status":"ok","seconds":0.25}]}""",
            "{}",
            """{"messages":[{"role":"user","content":"second"}],"tags":[],"decontamination":{"action":"flag","hits":[{"benchmark":"gsm8k","item":"3","field":"problem","tier":"exact","ngrams":4,"lcs_ratio":0.75,"span":[0,12],"matched":"text"}]}}""",
        ];
        Assert.Equal(
            [
                """{"problem_id":"0a","messages":[{"role":"user","content":"x \"1\"\n\u0000 é 数 😀"},{"role":"assistant","content":""}],"problem":"short","tags":["a","b"],"rollout":-3,"is_correct":true,"reward_model_score":-0.1,"mine":{"a":[1,1e400,1.10],"b":null},"n":123456789012345678901234567890}""",
                """{"problem_id":"a string of more than twelve bytes","messages":[],"tool_calls":[{"code":"print(1)","output":"1\n","status":"ok","seconds":0.25}],"is_correct":false}""",
                "{}",
                """{"messages":[{"role":"user","content":"second"}],"tags":[],"decontamination":{"action":"flag","hits":[{"benchmark":"gsm8k","item":"3","field":"problem","tier":"exact","ngrams":4,"lcs_ratio":0.75,"span":[0,12],"matched":"text"}]}}""",
            ],
            RoundTrip(rows));
    }

    [Theory]
    [InlineData("""{"problem":"p","difficulty":"hard"}""")] // another type than the column's
    [InlineData("""{"problem":"p","rollout":1.5}""")]
    [InlineData("""{"problem":"p","rollout":9223372036854775808}""")]
    [InlineData("""{"problem":"p","difficulty":1e999}""")]
    [InlineData("""{"problem":"p","messages":[{"role":"user","content":"c","name":"n"}]}""")] // a key the struct does not have
    [InlineData("""{"problem":"p","messages":"none"}""")]
    [InlineData("""{"problem":"p","answer":42}""")]
    [InlineData("""{"problem":"p","is_correct":null}""")] // undecided is not absent
    [InlineData("""{"problem":"p","solution":"\ud800"}""")] // no Unicode: its escape survives
    [InlineData("""{"problem":"p","extra":"mine"}""")]
    [InlineData("""{"problem":"p","extra":{"a":1}}""")]
    public void What_a_column_cannot_hold_is_kept_as_it_stands(string row) => Assert.Equal([row], RoundTrip(row));

    [Fact]
    public void A_text_with_escapes_that_is_longer_than_all_before_it_comes_back_whole()
    {
        string[] rows = [.. new[] { 10, 4095, 4097, 9000, 20_000, 1_000_000 }.Select(n => $$"""{"solution":"{{new string('x', n)}}\\frac\n"}""")];
        Assert.Equal(rows, RoundTrip(rows));
    }

    [Fact]
    public void Broken_utf8_is_refused_with_its_line()
    {
        using var writer = new ParquetWriter(_temp["x.parquet"], RowSchema.Problems, new Dictionary<string, string>());
        byte[] broken = [.. "{\"problem\":\""u8, 0xC3, .. "\"}"u8];
        var e = Assert.Throws<ForgeException>(() => writer.Write(Row.Parse(broken, "in.jsonl", 7)));
        Assert.Equal("in.jsonl:7: expected valid UTF-8, found broken bytes; Parquet holds only valid text", e.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        using var writer = new ParquetWriter(_temp["none/x.parquet"], RowSchema.Problems, new Dictionary<string, string>());
        Assert.StartsWith(_temp["none/x.parquet"] + ": cannot be written: ", Assert.Throws<ForgeException>(writer.Finish).Message);
    }

    [Fact]
    public void A_file_cut_off_is_named()
    {
        RoundTrip("""{"problem":"p"}""");
        File.WriteAllBytes(_temp["rows.parquet"], File.ReadAllBytes(_temp["rows.parquet"])[..^9]);
        var e = Assert.Throws<ForgeException>(() => RowReader.Open(_temp["rows.parquet"]).Count());
        Assert.StartsWith(_temp["rows.parquet"] + ": cannot be read as Parquet: ", e.Message);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 30)];

    /// <summary>Rows of the suite's fields with values of all shapes, and strangers.</summary>
    private static string[] Draw(int seed)
    {
        var random = CounterRandom.For(seed, "parquet", "rows");
        ulong at = 0;
        int Below(int n) => random.Below(at++, n);
        string Text() => string.Concat(Enumerable.Range(0, Below(4) == 0 ? 400 : Below(20)).Select(_ => "aé数😀\"\\\n\t\0 z"u8.Length > 0 ? new[] { "a", "é", "数", "😀", "\"", "\\", "\n", "\t", "\0", " ", "z" }[Below(11)] : ""));
        object? Value(int depth) => Below(depth > 2 ? 5 : 7) switch
        {
            0 => null,
            1 => Text(),
            2 => random.Bits(at++) >> 12,
            3 => random.Share(at++),
            4 => Below(2) == 0,
            5 => Enumerable.Range(0, Below(3)).Select(_ => Value(depth + 1)).ToArray(),
            _ => Enumerable.Range(0, Below(3)).ToDictionary(i => "k" + i, _ => Value(depth + 1)),
        };
        object? Message() => new Dictionary<string, object?> { ["role"] = Below(9) == 0 ? null : Text(), ["content"] = Text() };
        var options = new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        return [.. Enumerable.Range(0, Below(3) == 0 ? 5000 : Below(40)).Select(_ =>
        {
            var row = new Dictionary<string, object?>();
            if (Below(3) > 0) row["problem_id"] = Text();
            if (Below(3) > 0) row["messages"] = Below(5) == 0 ? Value(0) : Enumerable.Range(0, Below(4)).Select(_ => Message()).ToArray();
            if (Below(3) > 0) row["tags"] = Enumerable.Range(0, Below(3)).Select(_ => Text()).ToArray();
            if (Below(3) > 0) row["is_correct"] = Below(2) == 0;
            if (Below(3) > 0) row["reward_model_score"] = random.Share(at++);
            if (Below(3) > 0) row["odd"] = Value(0);
            return JsonSerializer.Serialize(row, options);
        })];
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Rows_come_back_with_the_same_values_in_the_same_order(int seed)
    {
        var rows = Draw(seed);
        var read = RoundTrip(rows);
        Assert.Equal(rows.Length, read.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var (expected, actual) = (JsonElement.Parse(rows[i]), JsonElement.Parse(read[i]));
            Assert.True(JsonElement.DeepEquals(expected, actual), $"row {i}: {rows[i]} became {read[i]}");
        }
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes()
    {
        var rows = Draw(3);
        RoundTrip(rows);
        var first = File.ReadAllBytes(_temp["rows.parquet"]);
        RoundTrip(rows);
        Assert.Equal(first, File.ReadAllBytes(_temp["rows.parquet"]));
    }

    [Fact]
    public void A_second_reader_reads_the_same_values()
    {
        var rows = Enumerable.Range(0, 5000).Select(i => $$"""{"problem_id":"{{i}}","messages":[{"role":"user","content":"数 {{i}}"},{"role":"assistant","content":null}],"tags":["t{{i % 3}}"],"rollout":{{i}},"is_correct":{{(i % 2 == 0 ? "true" : "false")}},"reward_model_score":{{i / 8.0}},"mine":[{{i}}]}""").ToArray();
        RoundTrip(rows);
        var lines = Hyparquet.Read(_temp["rows.parquet"]);
        Assert.Equal(rows.Length, lines.Length);
        for (var i = 0; i < rows.Length; i += 97)
            Assert.Equal($$"""{"problem_id":"{{i}}","messages":[{"role":"user","content":"数 {{i}}"},{"role":"assistant","content":null}],"tags":["t{{i % 3}}"],"rollout":{{i}},"is_correct":{{(i % 2 == 0 ? "true" : "false")}},"reward_model_score":{{i / 8.0}},"extra":"{\"mine\":[{{i}}]}"}""", lines[i]);
    }
}
