using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

/// <summary>Parquet files that others wrote.</summary>
public sealed class ForeignParquetTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private string[] Read(string select, string name = "theirs.parquet", string options = "FORMAT PARQUET")
    {
        using (var database = DuckDb.Open()) database.Execute($"COPY ({select}) TO {DuckDb.Literal(_temp[name])} ({options})");
        return [.. RowReader.Open(_temp[name]).Select(r => r.ToString())];
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("-7::TINYINT", "-7")]
    [InlineData("65535::USMALLINT", "65535")]
    [InlineData("18446744073709551615::UBIGINT", "18446744073709551615")]
    [InlineData("'-9223372036854775808'::BIGINT", "-9223372036854775808")]
    [InlineData("0.1::FLOAT", "0.1")]
    [InlineData("1e300::DOUBLE", "1E+300")]
    [InlineData("'NaN'::DOUBLE", "null")]
    [InlineData("12.340::DECIMAL(9,3)", "12.340")]
    [InlineData("'-0.00000000012345678901234567890'::DECIMAL(38,29)", "-0.00000000012345678901234567890")]
    [InlineData("'a\"\\'::VARCHAR", "\"a\\\"\\\\\"")]
    [InlineData("DATE '2026-11-21'", "\"2026-11-21\"")]
    [InlineData("TIMESTAMP '2026-11-21 10:11:12.5'", "\"2026-11-21 10:11:12.5\"")]
    [InlineData("[1, NULL, 3]", "[1,null,3]")]
    [InlineData("[]::INTEGER[]", "[]")]
    [InlineData("{'a': [{'b': 'c'}], 'd': NULL}", "{\"a\":[{\"b\":\"c\"}],\"d\":null}")]
    [InlineData("MAP {'k': 1, 'l': 2}", "{\"k\":1,\"l\":2}")]
    [InlineData("[{'at': DATE '2026-01-02'}]", "[{\"at\":\"2026-01-02\"}]")]
    [InlineData("'x'::ENUM('x', 'y')", "\"x\"")]
    [InlineData("NULL::VARCHAR", "null")]
    public void Every_type_in_use_comes_as_json(string sql, string json) => Assert.Equal([$$"""{"v":{{json}}}"""], Read($"SELECT {sql} AS v"));

    [Fact]
    public void Odd_column_names_stay_as_they_are() =>
        Assert.Equal(["""{"a \"b\"":1,"c.d":2,"":3}"""], Read("SELECT 1 AS \"a \"\"b\"\"\", 2 AS \"c.d\", 3 AS \" \"").Select(r => r.Replace("\" \"", "\"\"", StringComparison.Ordinal)));

    [Fact]
    public void A_folder_called_like_a_partition_adds_no_column()
    {
        Directory.CreateDirectory(_temp["year=2026"]);
        Assert.Equal(["""{"a":1}"""], Read("SELECT 1 AS a", "year=2026/x.parquet"));
    }

    [Fact]
    public void Their_text_column_called_extra_is_theirs_unless_it_holds_an_object() =>
        Assert.Equal(["""{"a":1,"extra":"note"}""", """{"a":2,"k":[1]}""", """{"a":3,"extra":"{broken"}"""],
            Read("SELECT * FROM (VALUES (1, 'note'), (2, '{\"k\":[1]}'), (3, '{broken')) t(a, extra)"));

    [Theory]
    [InlineData("SNAPPY")]
    [InlineData("GZIP")]
    [InlineData("ZSTD")]
    [InlineData("UNCOMPRESSED")]
    public void Rows_keep_the_files_order_over_many_row_groups(string compression) =>
        Assert.Equal(Enumerable.Range(0, 50_000).Select(i => $$"""{"i":{{i}}}"""), Read("SELECT i::INTEGER AS i FROM range(50000) t(i)", options: $"FORMAT PARQUET, COMPRESSION {compression}, ROW_GROUP_SIZE 2048"));

    [Fact]
    public void A_file_that_is_no_parquet_is_named()
    {
        File.WriteAllText(_temp["a.parquet"], "PAR1 and then nothing");
        Assert.StartsWith(_temp["a.parquet"] + ": cannot be read as Parquet: ", Assert.Throws<ForgeException>(() => RowReader.Open(_temp["a.parquet"]).Count()).Message);
    }

    [Fact]
    public void A_row_group_is_closed_by_its_bytes_when_rows_are_long()
    {
        var path = _temp["long.parquet"];
        using (var writer = new ParquetWriter(path, RowSchema.Problems, new Dictionary<string, string>()))
        {
            for (var i = 0; i < 300; i++) writer.Write(Row.Parse($$"""{"problem_id":"{{i}}","problem":"{{new string((char)('a' + i % 26), 1 << 20)}}"}"""));
            writer.Finish();
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(i => i.ToString()), RowReader.Open(path).Select(r => r.Text("problem_id")!));
        using var metadata = System.Text.Json.JsonDocument.Parse(Hyparquet.Metadata(path));
        Assert.InRange(metadata.RootElement.GetProperty("row_groups").GetArrayLength(), 4, 10); // 300 MB in groups of 64 MB
    }
}
