using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

/// <summary>Rows with very many columns.</summary>
public sealed class WideTableTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    /// <summary>Rows that hold one struct of five texts each, under a name of its own.</summary>
    private static string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => $$$"""
        {"Problem_{{{i}}}":{"question":"q{{{i}}}","answer":"{{{i}}}","reasoning":"since {{{i}}}","label":"l","level":"v"}}
        """)];

    private RowSchema Write(string[] rows)
    {
        var schema = new SchemaBuilder();
        using var writer = new ParquetWriter(_temp["wide.parquet"], new Dictionary<string, string> { [ParquetReader.Mark] = "1" }, schema, look: true);
        foreach (var row in rows) writer.Write(Row.Parse(row));
        writer.Finish();
        return schema.Schema;
    }

    [Fact]
    public void Four_hundred_structs_are_columns_each()
    {
        var rows = Rows(400);
        var schema = Write(rows);
        Assert.Equal(2000, schema.Leaves);
        Assert.Empty(schema.JsonText);
        Assert.Equal(rows, RowReader.Open(_temp["wide.parquet"]).Select(r => r.ToString()));
    }

    [Fact]
    public void Beyond_4096_leaves_the_last_structs_are_json_text()
    {
        var rows = Rows(900);
        var schema = Write(rows);
        Assert.Equal(4096, schema.Leaves); // 799 structs and 101 texts
        Assert.Equal(Enumerable.Range(799, 101).Select(i => $"Problem_{i}"), schema.JsonText);
        Assert.Equal(rows, RowReader.Open(_temp["wide.parquet"]).Select(r => r.ToString()));
    }
}
