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
    [InlineData("2::DOUBLE", "2.0")]
    [InlineData("'NaN'::DOUBLE", "\"NaN\"")]
    [InlineData("'-inf'::FLOAT", "\"-Infinity\"")]
    [InlineData("[1.50::DECIMAL(38,2), NULL]", "[1.50,null]")]
    [InlineData("'\\xE6\\x95\\xB0'::BLOB", "\"数\"")]
    [InlineData("'\\xFF'::BLOB", "{\"base64\":\"/w==\"}")]
    [InlineData("'{\"a\":\n[1]}'::JSON", "{\"a\": [1]}")]
    [InlineData("DATE '0001-01-01'", "\"0001-01-01\"")]
    [InlineData("TIME '10:11:12'", "\"10:11:12\"")]
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
    public void Names_that_differ_by_case_stay_apart()
    {
        ParquetFile("text");
        Assert.Equal(["""{"text":"a","Text":"b","TEXT":"c"}"""], RowReader.Open(_temp["case.parquet"]).Select(r => r.ToString()));

        void ParquetFile(string name)
        {
            using var writer = new ParquetWriter(_temp["case.parquet"], new Dictionary<string, string>());
            writer.Write(Row.Parse($$"""{"{{name}}":"a","Text":"b","TEXT":"c"}"""));
            writer.Finish();
        }
    }

    [Fact]
    public void An_encrypted_file_is_named_for_what_it_is()
    {
        using (var database = DuckDb.Open()) database.Execute($"SET force_mbedtls_unsafe = 'true'; PRAGMA add_parquet_key('k', '0123456789112345'); COPY (SELECT 1 AS a) TO {DuckDb.Literal(_temp["e.parquet"])} (FORMAT PARQUET, ENCRYPTION_CONFIG {{footer_key: 'k'}})");
        Assert.Equal(
            _temp["e.parquet"] + ": cannot be read as Parquet: it is encrypted (Parquet modular encryption, its table of contents too); decrypt it first",
            Assert.Throws<ForgeException>(() => RowReader.Open(_temp["e.parquet"]).Count()).Message);
    }

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
        Assert.StartsWith(_temp["a.parquet"] + ": cannot be read as Parquet: its end is not", Assert.Throws<ForgeException>(() => RowReader.Open(_temp["a.parquet"]).Count()).Message);
    }
}
