using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

/// <summary>Parquet files of which one column or one cell cannot be read: the rest is read, and what is missing is said.</summary>
public sealed class PartlyReadParquetTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly List<string> _notices = [];

    public PartlyReadParquetTests() => Notices.SendTo(_notices.Add);

    public void Dispose()
    {
        Notices.SendTo(null);
        _temp.Dispose();
    }

    private string Path => _temp["theirs.parquet"];

    private void Write(string select, string options = "COMPRESSION UNCOMPRESSED")
    {
        using var database = DuckDb.Open();
        database.Execute($"COPY ({select}) TO {DuckDb.Literal(Path)} (FORMAT PARQUET, {options})");
    }

    /// <summary>Changes the first occurrence of a run of bytes in the file.</summary>
    private void Patch(byte[] from, byte[] to, int occurrence = 0)
    {
        var bytes = File.ReadAllBytes(Path);
        var at = bytes.AsSpan().IndexOf(from);
        for (; occurrence > 0; occurrence--) at += from.Length + bytes.AsSpan(at + from.Length).IndexOf(from);
        Assert.True(at >= 0, "the bytes to change are not in the file");
        to.CopyTo(bytes, at);
        File.WriteAllBytes(Path, bytes);
    }

    private string[] Read(InputRecord? record = null) =>
        [.. (record is null ? RowReader.Open(Path) : RowReader.Open(record, BadRows.Strict, default)).Select(r => r.ToString())];

    [Fact]
    public void A_cell_that_is_no_utf8_is_bytes_and_every_other_cell_stays_as_it_is()
    {
        Write("SELECT i::INTEGER AS i, CASE WHEN i = 7000 THEN 'A@B' ELSE 'text ' || i END AS t, ['x', 'é' || i] AS l FROM range(20000) r(i)", "COMPRESSION UNCOMPRESSED, ROW_GROUP_SIZE 2048");
        while (File.ReadAllBytes(Path).AsSpan().IndexOf("A@B"u8) >= 0) Patch("A@B"u8.ToArray(), [0x41, 0xE9, 0x42]);
        var expected = Enumerable.Range(0, 20000).Select(i => $$"""{"i":{{i}},"t":{{(i == 7000 ? """{"base64":"QelC"}""" : $"\"text {i}\"")}},"l":["x","é{{i}}"]}""");
        Assert.Equal(expected, Read());
        Assert.Equal([$$"""{{Path}}: column "t": texts that are no UTF-8, given as {"base64":"…"}: 1, the first in row 7,001"""], _notices);
    }

    [Fact]
    public void Text_that_is_no_utf8_within_lists_and_structs_is_bytes_too()
    {
        Write("SELECT [{'role': 'user', 'content': 'A@B'}, {'role': 'bot', 'content': 'ok'}] AS messages, 'A@B'::BLOB AS raw");
        while (File.ReadAllBytes(Path).AsSpan().IndexOf("A@B"u8) >= 0) Patch("A@B"u8.ToArray(), [0x41, 0xE9, 0x42]);
        Assert.Equal(["""{"messages":[{"role":"user","content":{"base64":"QelC"}},{"role":"bot","content":"ok"}],"raw":{"base64":"QelC"}}"""], Read());
        Assert.Equal([$$"""{{Path}}: column "messages": texts that are no UTF-8, given as {"base64":"…"}: 1, the first in row 1"""], _notices);
    }

    [Fact]
    public void A_column_whose_annotation_nobody_knows_is_read_as_it_is_stored()
    {
        Write("SELECT 'q' || i AS question, ('b' || i)::VARCHAR AS odd FROM range(3) r(i)");
        Annotate("odd", converted: 20);
        Assert.Equal(["""{"question":"q0","odd":"b0"}""", """{"question":"q1","odd":"b1"}""", """{"question":"q2","odd":"b2"}"""], Read());
        Assert.StartsWith($"{Path}: column \"odd\" is read as the bytes that are stored: ", Assert.Single(_notices));
    }

    [Fact]
    public void A_column_that_cannot_be_read_is_left_out_said_and_recorded()
    {
        Write("SELECT 'q' || i AS question, i::DOUBLE AS odd, 'a' || i AS answer FROM range(3) r(i)");
        Damage("odd");
        using var record = new InputRecord(Path);
        Assert.Equal(["""{"question":"q0","answer":"a0"}""", """{"question":"q1","answer":"a1"}""", """{"question":"q2","answer":"a2"}"""], Read(record));
        Assert.Equal("odd", Assert.Single(record.LeftOut).Name);
        Assert.Equal($"{Path}: column \"odd\" cannot be read and is left out of the rows: {record.LeftOut[0].Why}", Assert.Single(_notices));
    }

    [Fact]
    public void A_column_that_cannot_be_read_on_ends_the_reading_and_is_named()
    {
        Write("SELECT 'q' || i AS question, i::DOUBLE AS odd FROM range(300000) r(i)", "COMPRESSION UNCOMPRESSED, ROW_GROUP_SIZE 100000");
        Damage("odd", group: 2);
        var rows = 0;
        var error = Assert.Throws<ForgeException>(() => { foreach (var _ in RowReader.Open(Path)) rows++; });
        Assert.StartsWith($"{Path}: cannot be read as Parquet: column \"odd\" cannot be read after row ", error.Message);
        Assert.InRange(rows, 100_000, 200_000);
        Assert.Empty(_notices);
    }

    [Fact]
    public void A_file_without_a_column_that_can_be_read_is_refused()
    {
        Write("SELECT i::DOUBLE AS odd FROM range(3) r(i)");
        Damage("odd");
        Assert.StartsWith($"{Path}: cannot be read as Parquet: ", Assert.Throws<ForgeException>(() => Read()).Message);
    }

    [Theory]
    [InlineData("bson.parquet", "is read as the bytes that are stored", 0)]
    [InlineData("enc_int_ByteStreamSplit.parquet", "cannot be read and is left out of the rows", 1)]
    [InlineData("invalid_utf8.parquet", "texts that are no UTF-8", 0)]
    public void Files_of_others_are_read_as_far_as_they_can_be(string name, string says, int leftOut)
    {
        using var record = new InputRecord(SharedData.Require("data", "cases", "files", name));
        Assert.NotEmpty(RowReader.Open(record, BadRows.Strict, default));
        Assert.Equal(leftOut, record.LeftOut.Count);
        Assert.Contains(says, Assert.Single(_notices), StringComparison.Ordinal);
    }

    private void Annotate(string column, long converted) => Change(footer =>
    {
        var element = footer.Structs(2).Single(e => NameOf(e) == column);
        element.Remove(10);
        element.Set(6, converted);
    });

    /// <summary>Makes a column unreadable: its first page begins with bytes that are no page's.</summary>
    private void Damage(string column, int group = 0)
    {
        var footer = Footer();
        var leaves = footer.Structs(2).Skip(1).ToList();
        var chunk = footer.Structs(4)[group].Structs(1)[leaves.FindIndex(e => NameOf(e) == column)].Inner(3);
        using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = chunk.Has(11) ? chunk.Number(11) : chunk.Number(9);
        file.Write([0xFF, 0xFF, 0xFF, 0xFF]);
    }

    private static string NameOf(ThriftStruct element) => Encoding.UTF8.GetString(element.Bytes(4));

    private ThriftStruct Footer()
    {
        var bytes = File.ReadAllBytes(Path);
        var length = BitConverter.ToInt32(bytes, bytes.Length - 8);
        return ThriftStruct.Read(bytes.AsSpan(bytes.Length - 8 - length, length));
    }

    private void Change(Action<ThriftStruct> change)
    {
        var footer = Footer();
        change(footer);
        var bytes = File.ReadAllBytes(Path);
        var begin = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        var written = footer.Write();
        File.WriteAllBytes(Path, [.. bytes.AsSpan(0, begin), .. written, .. BitConverter.GetBytes(written.Length), .. "PAR1"u8]);
    }
}
