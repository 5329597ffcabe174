using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class RowReaderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".jsonl");

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_path + ".part");
    }

    private string[] Read(string text, BadRows? bad = null)
    {
        File.WriteAllBytes(_path, Encoding.UTF8.GetBytes(text));
        return [.. RowReader.Open(_path, bad).Select(r => r.ToString())];
    }

    [Fact]
    public void A_byte_order_mark_carriage_returns_and_blank_lines_are_not_rows() =>
        Assert.Equal(["""{"a":1}""", """{"a":2}"""], Read("\uFEFF{\"a\":1}\r\n\r\n  \n{\"a\":2}\n"));

    [Fact]
    public void A_last_line_without_a_line_feed_counts() => Assert.Equal(["""{"a":1}"""], Read("""{"a":1}"""));

    [Fact]
    public void A_line_longer_than_any_buffer_is_one_row()
    {
        var text = $$"""{"a":"{{new string('x', 3_000_000)}}"}""";
        Assert.Equal([text], Read(text + "\n"));
    }

    [Fact]
    public void A_bad_line_names_file_and_line()
    {
        var e = Assert.Throws<ForgeException>(() => Read("{\"a\":1}\n\n{\"a\":\n{}\n"));
        Assert.StartsWith(_path + ":3: expected a JSON object on this line: ", e.Message);
    }

    [Fact]
    public void A_budget_counts_bad_lines_and_goes_on()
    {
        var bad = new BadRows("test", 1, null);
        Assert.Equal(["""{"a":1}""", """{"a":2}"""], Read("{\"a\":1}\nnot json\n{\"a\":2}\n", bad));
        Assert.Equal(1, bad.Count);
        Assert.False(bad.Overspent);
    }

    [Fact]
    public void An_unfinished_last_line_stops_even_with_a_budget()
    {
        var e = Assert.Throws<ForgeException>(() => Read("{\"a\":1}\n{\"a\":", new BadRows("test", 10, null)));
        Assert.Equal(_path + ":2: the stream ends within a line (its writer was killed, or the file is cut off)", e.Message);
    }

    [Fact]
    public void A_file_has_its_name_only_after_it_is_committed()
    {
        using (var writer = RowWriter.Open(_path))
        {
            writer.Write(Row.Parse("""{"a":1}"""));
            Assert.False(File.Exists(_path));
            writer.Commit();
        }

        Assert.Equal("{\"a\":1}\n", File.ReadAllText(_path));
        Assert.False(File.Exists(_path + ".part"));
    }

    [Fact]
    public void A_writer_that_is_given_up_leaves_a_part_of_whole_lines()
    {
        using (var writer = RowWriter.Open(_path)) writer.Write(Row.Parse("""{"a":1}"""));
        Assert.False(File.Exists(_path));
        Assert.Equal("{\"a\":1}\n", File.ReadAllText(_path + ".part"));
    }
}
