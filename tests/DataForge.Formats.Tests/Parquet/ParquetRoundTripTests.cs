using System.Text;
using System.Text.Json;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class ParquetRoundTripTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private string At => _temp["rows.parquet"];

    private string[] RoundTrip(params string[] rows)
    {
        Write(At, rows.Select((r, i) => Row.Parse(r, "in.jsonl", i + 1)));
        return [.. RowReader.Open(At).Select(r => r.ToString())];
    }

    private static void Write(string path, IEnumerable<Row> rows)
    {
        var hashes = new ColumnHashes();
        using (var writer = new ParquetWriter(path, new Dictionary<string, string> { [ParquetReader.Mark] = "1" }))
        {
            foreach (var row in rows)
            {
                writer.Write(row);
                hashes.Add(row);
            }

            writer.Finish();
        }

        ParquetCheck.Verify(path, hashes);
        Assert.Equal([Path.GetFileName(path)], Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*").Select(Path.GetFileName));
    }

    private static string Columns(string path) => string.Join("; ", ParquetReader.TypesOf(path).Select(c => $"{c.Key}: {c.Value.Words}"));

    [Fact]
    public void Every_field_is_a_column_of_the_type_that_its_values_have()
    {
        string[] rows =
        [
            """{"id":7,"text":"x \"1\"\n\u0000 é 数 😀","n":1,"x":0.5,"ok":true,"tags":["a"],"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null}],"info":{"index":3,"split":"train","deep":{"a":[[1],[]]}},"none":null}""",
            """{"id":-8,"text":"","n":-9223372036854775808,"x":3.0,"ok":false,"tags":[],"messages":[],"info":{"index":null,"split":"","deep":{"a":[]}},"none":null}""",
        ];
        Assert.Equal(rows.Select(r => r.Replace("\\u0000", "\\u0000", StringComparison.Ordinal)), RoundTrip(rows));
        Assert.Equal(
            "id: integer; text: text; n: integer; x: number; ok: true or false; tags: list of text; messages: list of {role: text, content: text}; info: {index: integer, split: text, deep: {a: list of list of integer}}; none: text",
            Columns(At));
    }

    [Theory]
    [InlineData("JSON text", """{"v":1}""", """{"v":"one"}""")] // no type in common
    [InlineData("JSON text", """{"v":[1]}""", """{"v":{"a":1}}""")]
    [InlineData("list of JSON text", """{"v":["sums",0]}""")]
    [InlineData("{a: integer, b: JSON text}", """{"v":{"a":1,"b":2}}""", """{"v":{"a":1,"b":[2]}}""")]
    [InlineData("JSON text", """{"v":{"a":1,"a":2}}""")] // a key twice
    [InlineData("integer", """{"v":18446744073709551615}""")]
    [InlineData("JSON text", """{"v":18446744073709551615}""", """{"v":-1}""")]
    [InlineData("JSON text", """{"v":18446744073709551616}""")]
    [InlineData("JSON text", """{"v":123456789012345678901234567890}""")]
    [InlineData("number", """{"v":0.1}""", """{"v":1e+22}""")]
    [InlineData("JSON text", """{"v":0.12345678901234567890}""")]
    [InlineData("JSON text", """{"v":0.5}""", """{"v":9007199254740993}""")] // 2^53 + 1 is no double
    [InlineData("JSON text", """{"v":1e999}""")]
    [InlineData("JSON text", """{"v":1e-999}""")]
    [InlineData("map of text to text", """{"v":{}}""")]
    [InlineData("list of list of integer", """{"v":[[1,null],null,[]]}""", """{"v":[]}""", """{"v":null}""")] // the second reader takes a null list for an empty one
    [InlineData("map of text to integer", """{"v":{"a":1,"A":2}}""")] // DuckDB takes the two for one
    [InlineData("JSON text", """{"v":{"a":1,"A":"b"}}""")]
    [InlineData("{a: integer, b: integer}", """{"v":{"a":1}}""", """{"v":{"b":2}}""", """{"v":{}}""", """{"v":null}""", "{}")]
    public void Values_are_exact_whatever_stands_together(string type, params string[] rows)
    {
        var read = RoundTrip(rows);
        Assert.Equal("v: " + type, Columns(At));
        Assert.Equal(rows.Length, read.Length);
        foreach (var (before, after) in rows.Zip(read))
            Assert.True(before == after || JsonElement.DeepEquals(JsonElement.Parse(WithoutNulls(before)), JsonElement.Parse(WithoutNulls(after))), $"{before} became {after}");
    }

    private static string WithoutNulls(string json) => json.Replace("\"v\":null", "", StringComparison.Ordinal);

    [Fact]
    public void A_whole_number_among_fractions_stays_a_fraction_and_among_integers_an_integer() =>
        Assert.Equal(["""{"x":1.0,"n":1}""", """{"x":0.5,"n":2}"""], RoundTrip("""{"x":1,"n":1}""", """{"x":0.5,"n":2}"""));

    [Fact]
    public void Null_and_absent_are_told_apart_where_a_column_has_one_of_them()
    {
        Assert.Equal(["""{"a":1}""", """{"a":2,"b":3}"""], RoundTrip("""{"a":1}""", """{"a":2,"b":3}"""));
        Assert.Equal(["""{"a":1,"b":null}""", """{"a":2,"b":3}"""], RoundTrip("""{"a":1,"b":null}""", """{"a":2,"b":3}"""));
        Assert.Equal(["""{"m":[{"r":"u"}]}""", """{"m":[{"r":"u","name":"n"}]}"""], RoundTrip("""{"m":[{"r":"u"}]}""", """{"m":[{"r":"u","name":"n"}]}"""));
        Assert.Equal(["""{"a":1,"b":null}""", """{"a":2,"b":null}"""], RoundTrip("""{"a":1,"b":null}""", """{"a":2}""")); // both: null
    }

    [Fact]
    public void Keys_that_are_data_become_a_map()
    {
        string[] rows = [.. Enumerable.Range(0, 300).Select(i => $$$"""{"counts":{"word {{{i}}}":{{{i}}}}}""")];
        Assert.Equal(rows, RoundTrip(rows));
        Assert.Equal("counts: map of text to integer", Columns(At));
    }

    [Theory]
    [InlineData("text", "Text", "TEXT")]
    [InlineData("a b", "a-b", "a\"b\\")]
    [InlineData("c.d", "c/d", "c[]")]
    [InlineData("数", "é", "É")]
    [InlineData("element", "list", "c0")]
    [InlineData(" ", "  ", "\u0000")]
    public void Names_keep_their_case_and_may_be_anything(params string[] names)
    {
        var row = "{" + string.Join(",", names.Select((n, i) => $"{Encoding.UTF8.GetString(RowEdit.Quote(n))}:{(i == 0 ? "[{\"a\":[1]}]" : i)}")) + "}";
        Assert.Equal([row], RoundTrip(row));
        Assert.Equal(names, SecondReader.Head(At).Columns);
    }

    [Fact]
    public void A_field_that_comes_late_or_turns_out_otherwise_widens_the_columns()
    {
        string[] rows =
        [
            .. Enumerable.Range(0, 9000).Select(i => $$"""{"i":{{i}},"v":{{i}}}"""),
            """{"i":9000,"v":"not a number","late":[1]}""",
            .. Enumerable.Range(9001, 9000).Select(i => $$"""{"i":{{i}},"v":{{i}}}"""),
            """{"i":18001,"v":1,"late":["x"],"later":{"a":1}}""",
            .. Enumerable.Range(18_002, 50).Select(i => $$"""{"i":{{i}},"v":{{i}}}"""),
        ];
        Assert.Equal(rows, RoundTrip(rows));
        Assert.Equal("i: integer; v: JSON text; late: list of JSON text; later: {a: integer}", Columns(At));
        Assert.Equal(1, SecondReader.Head(At).RowGroups);
    }

    [Fact]
    public void An_empty_name_is_refused_with_the_row() =>
        Assert.Equal("in.jsonl:2: a field's name is empty, and a Parquet column needs one; rename it, or write .jsonl", Assert.Throws<ForgeException>(() => RoundTrip("""{"a":1}""", """{"":1}""")).Message);

    [Fact]
    public void Too_many_names_are_refused_with_the_row()
    {
        var e = Assert.Throws<ForgeException>(() => RoundTrip([.. Enumerable.Range(0, 5000).Select(i => $$"""{"k{{i}}":1}""")]));
        Assert.StartsWith("in.jsonl:4097: field \"k4096\": rows have more than 4,096 different field names", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_with_escapes_that_is_longer_than_all_before_it_comes_back_whole()
    {
        string[] rows = [.. new[] { 10, 4095, 4097, 9000, 20_000, 1_000_000 }.Select(n => $$"""{"solution":"{{new string('x', n)}}\\frac\n"}""")];
        Assert.Equal(rows, RoundTrip(rows));
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":"x\\\uDC00y"}""")]
    [InlineData("""{"a":[{"b":"\ud83d\u0041"}]}""")]
    public void A_lone_surrogate_is_refused_with_its_line(string row)
    {
        var e = Assert.Throws<ForgeException>(() => RoundTrip("""{"a":"\ud83d\ude00 \\ud800"}""", row));
        Assert.Equal("in.jsonl:2: expected Unicode text, found a lone surrogate (\\ud800 to \\udfff without its other half); Parquet holds only valid text", e.Message);
    }

    [Fact]
    public void Broken_utf8_is_refused_with_its_line()
    {
        using var writer = new ParquetWriter(_temp["x.parquet"], new Dictionary<string, string>());
        byte[] broken = [.. "{\"problem\":\""u8, 0xC3, .. "\"}"u8];
        var e = Assert.Throws<ForgeException>(() => writer.Write(Row.Parse(broken, "in.jsonl", 7)));
        Assert.Equal("in.jsonl:7: expected UTF-8, found the byte 0xC3 at byte 13 of the record", e.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        using var writer = new ParquetWriter(_temp["none/x.parquet"], new Dictionary<string, string>());
        Assert.StartsWith(_temp["none/x.parquet"] + ": cannot be written: ", Assert.Throws<ForgeException>(writer.Finish).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_is_named()
    {
        RoundTrip("""{"problem":"p"}""");
        File.WriteAllBytes(At, File.ReadAllBytes(At)[..^9]);
        var e = Assert.Throws<ForgeException>(() => RowReader.Open(At).Count());
        Assert.Equal(At + ": cannot be read as Parquet: its end is not that of a Parquet file (it is cut off, or its writer was killed)", e.Message);
    }

    [Theory]
    [InlineData("answer", "4")]
    [InlineData("answer", null)]
    [InlineData("n", "2")]
    [InlineData("rows", null)]
    public void A_file_that_differs_from_its_rows_is_found_out(string what, string? other)
    {
        string[] rows = ["""{"answer":"3","n":1}""", """{"answer":"4","n":2}"""];
        var hashes = new ColumnHashes();
        foreach (var row in rows) hashes.Add(Row.Parse(row));
        if (what == "rows") rows = [.. rows, "{}"];
        else if (other is null) rows[0] = """{"n":1}""";
        else rows[0] = rows[0].Replace(what == "n" ? ":1" : "\"3\"", what == "n" ? ":2" : "\"4\"", StringComparison.Ordinal);
        Write(At, rows.Select(r => Row.Parse(r)));
        var e = Assert.Throws<InvalidOperationException>(() => ParquetCheck.Verify(At, hashes));
        Assert.Contains(what == "rows" ? "3 rows of 2" : $"the column \"{what}\" has other values", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_group_is_closed_by_its_bytes_when_rows_are_long()
    {
        Write(At, Enumerable.Range(0, 300).Select(i => Row.Parse($$"""{"problem_id":"{{i}}","problem":"{{new string((char)('a' + i % 26), 1 << 20)}}"}""")));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i.ToString()), RowReader.Open(At).Select(r => r.Text("problem_id")!));
        Assert.InRange(SecondReader.Head(At).RowGroups, 4, 10); // 300 MB in groups of 64 MB
    }

    private const string Alphabet = "aé数😀\"\\\n\t\0 z{}[]:,\u2028\u007f";

    /// <summary>Rows with values of all shapes.</summary>
    private static string[] Draw(int seed, int count)
    {
        var random = CounterRandom.For(seed, "parquet", "rows");
        ulong at = 0;
        int Below(int n) => random.Below(at++, n);
        var runes = Alphabet.EnumerateRunes().Select(r => r.ToString()).ToArray();
        string Text() => string.Concat(Enumerable.Range(0, Below(50) == 0 ? 6000 : Below(20)).Select(_ => runes[Below(runes.Length)]));
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
        JsonSerializerOptions[] options = [new(), new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var row = new Dictionary<string, object?> { ["i"] = i };
            if (Below(3) > 0) row["text"] = Text();
            if (Below(3) > 0) row["messages"] = Enumerable.Range(0, Below(4)).Select(_ => Message()).ToArray();
            if (Below(3) > 0) row["grid"] = Enumerable.Range(0, Below(3)).Select(_ => Enumerable.Range(0, Below(3)).Select(_ => (object?)(Below(4) == 0 ? null : Below(9))).ToArray()).ToArray();
            if (Below(3) > 0) row["info"] = Below(5) == 0 ? null : new Dictionary<string, object?> { ["deep"] = Below(4) == 0 ? null : new Dictionary<string, object?> { ["texts"] = Enumerable.Range(0, Below(3)).Select(_ => Text()).ToArray() }, ["x"] = random.Share(at++) };
            if (Below(3) > 0) row["is_correct"] = Below(2) == 0;
            if (Below(3) > 0) row["score"] = random.Share(at++);
            if (Below(3) > 0) row["odd"] = Value(0);
            return JsonSerializer.Serialize(row, options[Below(2)]);
        })];
    }

    /// <summary>Ten thousand rows through the writer, the check, and both readers.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20261128)]
    public void Ten_thousand_random_rows_are_read_alike_by_both_readers(int seed)
    {
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var rows = Draw(seed, 5000); // two seeds make ten thousand
        var read = RoundTrip(rows);
        var second = SecondReader.Read(At);
        Assert.Equal((rows.Length, rows.Length), (read.Length, second.Length));
        for (var i = 0; i < rows.Length; i++)
        {
            var (expected, actual, other) = (JsonElement.Parse(rows[i]), JsonElement.Parse(read[i]), JsonElement.Parse(second[i]));
            Assert.True(Plain(expected) == Plain(actual), $"seed {seed}, row {i}: {rows[i]} became {read[i]}");
            Assert.True(Plain(expected, full: false) == Plain(other, full: false, jsonAsText: true), $"seed {seed}, row {i}: {rows[i]} became, for the second reader, {second[i]}");
        }
    }

    /// <summary>One spelling of a value: keys in order, null keys left out, numbers as doubles.</summary>
    /// <param name="full">False leaves nulls of lists, empty lists and empty objects out too: the second reader's untyped rows lose them. The check that <see cref="Write"/> makes reads its columns and does not.</param>
    /// <param name="jsonAsText">True where <c>odd</c>, a column of JSON text, is handed over as text.</param>
    private static string Plain(JsonElement value, bool full = true, bool jsonAsText = false)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).OrderBy(p => p.Name, StringComparer.Ordinal)
                    .Select(p => (p.Name, Text: p.Name == "odd" && jsonAsText ? Plain(JsonElement.Parse(p.Value.GetString()!), full) : Plain(p.Value, full, jsonAsText)))
                    .Where(p => full || p.Text is not ("" or "[]" or "{}"));
                return "{" + string.Join(",", fields.Select(p => JsonSerializer.Serialize(p.Name) + ":" + p.Text)) + "}";
            case JsonValueKind.Array:
                return "[" + string.Join(",", value.EnumerateArray().Select(v => Plain(v, full, jsonAsText)).Where(t => full || t is not ("null" or "[]" or "{}"))) + "]";
            case JsonValueKind.String:
                return JsonSerializer.Serialize(value.GetString());
            case JsonValueKind.Number:
                return value.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            default:
                return value.GetRawText();
        }
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes()
    {
        var rows = Draw(3, 5000);
        RoundTrip(rows);
        var first = File.ReadAllBytes(At);
        RoundTrip(rows);
        Assert.Equal(first, File.ReadAllBytes(At));
    }

    [Fact]
    public void Parquet_to_parquet_keeps_names_order_and_types()
    {
        const string Select = """
            SELECT i::INTEGER AS id, 'a'::VARCHAR AS "Text", 'b' AS "text", (i % 200)::UTINYINT AS u8, i::SMALLINT AS i16, (i / 4)::FLOAT AS f, (i / 4)::DOUBLE AS d, (i % 2 = 0) AS ok,
            (i / 8)::DECIMAL(30,5) AS dec, DATE '2026-11-21' + i::INTEGER AS day, TIMESTAMP '2026-11-21 10:11:12.5' AS at, [{'role': 'user', 'n': i::INTEGER}] AS turns,
            {'split': 'train', 'index': i, 'tags': ['x', NULL]} AS extra_info, MAP {'k' || i: i::SMALLINT} AS m, '{"a": 1}'::JSON AS j, '\xFF\x00'::BLOB AS bytes, NULL::BIGINT AS none,
            CASE WHEN i = 3 THEN 'nan'::DOUBLE WHEN i = 4 THEN '-inf'::DOUBLE ELSE i END AS odd
            FROM range(5000) t(i)
            """;
        var (theirs, ours) = (_temp["theirs.parquet"], _temp["ours.parquet"]);
        using (var database = DuckDb.Open()) database.Execute($"COPY ({Select.ReplaceLineEndings(" ")}) TO {DuckDb.Literal(theirs)} (FORMAT PARQUET)");
        Write(ours, RowReader.Open(theirs));
        Assert.Equal(SecondReader.Head(theirs).Columns, SecondReader.Head(ours).Columns);
        Assert.Equal(ParquetReader.TypesOf(theirs).Select(t => t.Value.Key), ParquetReader.TypesOf(ours).Select(t => t.Value.Key));
        Assert.Equal(18, ParquetReader.TypesOf(ours).Count);
        using var both = DuckDb.Open();
        using var query = both.Query($"SELECT (SELECT count(*) FROM (FROM read_parquet({DuckDb.Literal(theirs)}) EXCEPT FROM read_parquet({DuckDb.Literal(ours)})))::VARCHAR");
        query.Next();
        Assert.Equal("0", Encoding.UTF8.GetString(query.Columns[0].Values.Text(0)));
    }
}
