using System.IO.Compression;
using DataForge.Core;

namespace DataForge.Tests.Extraction;

public sealed class DamagedArchiveTests
{
    private static readonly byte[] A = WarcFile.Record(1), B = WarcFile.Record(2), C = WarcFile.Record(3);

    [Theory, InlineData(1, "response"), InlineData(4, "response"), InlineData(90, "response"), InlineData(90, "request"), InlineData(220, "response"), InlineData(255, "response"), InlineData(262, "response")]
    public void An_archive_that_breaks_off_anywhere_in_a_record_counts_it(int cut, string type)
    {
        var last = WarcFile.Record(2, type: type);
        if (cut <= 4) Assert.Equal(["1 at 0", $"2 at {A.Length}"], WarcFile.Read([.. A, .. last[..^cut]])); // the blank lines behind it alone
        else Assert.Equal(["1 at 0", $"damaged at {A.Length}"], WarcFile.Read([.. A, .. last[..^cut]]));
    }

    [Theory, InlineData(20), InlineData(400), InlineData(100_000), InlineData(1_000_000_000), InlineData(1_000_000_000_000), InlineData(-1), InlineData(-50)]
    public void A_record_of_a_wrong_length_is_counted_and_hides_none_behind_it(long difference)
    {
        var wrong = WarcFile.Record(9, difference);
        Assert.Equal(["1 at 0", $"damaged at {A.Length}", $"2 at {A.Length + wrong.Length}", $"3 at {A.Length + wrong.Length + B.Length}"], WarcFile.Read([.. A, .. wrong, .. B, .. C]));
        Assert.Equal(["1 at 0", $"damaged at 0+{A.Length}", $"2 at 0+{A.Length + wrong.Length}"], WarcFile.Read(WarcFile.Gzip([.. A, .. wrong, .. B]), "crawl.warc.gz"));
        Assert.Equal(["damaged at 0", $"2 at {WarcFile.Gzip(wrong).Length}"], WarcFile.Read([.. WarcFile.Gzip(wrong), .. WarcFile.Gzip(B)], "crawl.warc.gz"));
    }

    [Theory, InlineData("request"), InlineData("metadata"), InlineData("response")]
    public void Records_of_every_type_are_checked(string type)
    {
        var wrong = WarcFile.Record(9, 5_000_000, type: type);
        Assert.Equal([$"damaged at 0", $"2 at {wrong.Length}"], WarcFile.Read([.. wrong, .. B]));
    }

    [Fact]
    public void A_damaged_record_says_what_is_wrong_with_it()
    {
        var reasons = WarcFile.Rows([.. WarcFile.Record(9, 20), .. A, .. B[..^100]]).Where(r => r.Has("reject")).Select(r => r.Element("reject")!.Value.GetProperty("reason").GetString()!.Split("crawl.warc: ")[1]);
        var length = A.AsSpan().IndexOf("\r\n\r\n"u8) is var header ? A.Length - header - 8 : 0;
        Assert.Equal([$"record at byte 0: its length is wrong: no record ends behind {length + 20} bytes of content", $"record at byte {A.Length * 2}: the record breaks off: {length} bytes were announced, {length - 96} are there"], reasons);
    }

    [Theory, InlineData(150), InlineData(60), InlineData(240)]
    public void Where_archives_are_joined_behind_a_cut_both_are_read(int kept) =>
        Assert.Equal(["1 at 0", $"damaged at {A.Length}", $"3 at {A.Length + kept}"], WarcFile.Read([.. A, .. B[..kept], .. C]));

    [Fact]
    public void Bytes_between_records_are_counted_and_cost_no_record() =>
        Assert.Equal(["1 at 0", $"damaged at {A.Length}", $"2 at {A.Length + 20}"], WarcFile.Read([.. A, .. "some\r\nother lines\r\n\r\n"u8[..20], .. B]));

    [Fact]
    public void A_page_that_quotes_a_record_is_one_page()
    {
        var content = $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<pre>\n\nWARC/1.0\nWARC-Type: response\nContent-Length: 5\n\nhello</pre>";
        var record = WarcFile.Bytes($"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/7\r\nContent-Type: application/http\r\nContent-Length: {content.Length}\r\n\r\n{content}\r\n\r\n");
        Assert.Equal(["7 at 0", $"1 at {record.Length}"], WarcFile.Read([.. record, .. A]));
    }

    [Fact]
    public void A_record_larger_than_a_page_is_passed_over_even_where_it_holds_records()
    {
        var inner = new byte[][] { [.. new byte[200_000]], A, [.. new byte[60_000]] }.SelectMany(b => b).ToArray();
        var large = WarcFile.Bytes($"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: application/warc\r\nContent-Length: {inner.Length}\r\n\r\n");
        Assert.Equal(["too_large at 0", $"2 at {large.Length + inner.Length + 4}"], WarcFile.Read([.. large, .. inner, .. "\r\n\r\n"u8, .. B], maxBytes: 100_000));
    }

    [Fact]
    public void A_header_without_end_is_counted_and_reading_goes_on() =>
        Assert.Equal([$"damaged at 0", $"1 at {100_017}"], WarcFile.Read([.. "WARC/1.0\r\nX: "u8, .. Enumerable.Repeat((byte)'y', 100_000), .. "\r\n\r\n"u8, .. A]));

    [Fact]
    public void Many_records_of_wrong_lengths_take_linear_time()
    {
        var wrong = WarcFile.Record(9, 900_000);
        var begun = System.Diagnostics.Process.GetCurrentProcess().UserProcessorTime;
        Assert.Equal(10_000, WarcFile.Read([.. Enumerable.Repeat(wrong, 10_000).SelectMany(b => b)]).Count(r => r.StartsWith("damaged", StringComparison.Ordinal)));
        Assert.True(System.Diagnostics.Process.GetCurrentProcess().UserProcessorTime - begun < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Records_of_one_gzip_member_tell_their_place_in_it() =>
        Assert.Equal(["1 at 0", $"2 at 0+{A.Length}", $"3 at {WarcFile.Gzip([.. A, .. B]).Length}"], WarcFile.Read([.. WarcFile.Gzip([.. A, .. B]), .. WarcFile.Gzip(C)], "crawl.warc.gz"));

    [Fact]
    public void A_member_cut_within_its_last_record_keeps_those_before()
    {
        var records = Enumerable.Range(0, 40).Select(i => WarcFile.Record(i)).ToList();
        var read = WarcFile.Read(WarcFile.Gzip([.. records.SelectMany(r => r)])[..^9], "crawl.warc.gz");
        Assert.Equal("0 at 0", read[0]);
        Assert.Equal(1, read.Count(r => r.StartsWith("damaged", StringComparison.Ordinal)));
        Assert.InRange(read.Count, 39, 40);
    }

    [Fact]
    public void Damaged_gzip_data_is_called_that()
    {
        var member = WarcFile.Gzip([.. Enumerable.Range(0, 30).SelectMany(i => WarcFile.Record(i))]);
        Array.Fill(member, (byte)0xFF, member.Length / 2, 40);
        Assert.Contains("the compressed data is damaged", WarcFile.Rows(member, "crawl.warc.gz")[^1].Element("reject")!.Value.GetProperty("reason").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200", "1 at 0")]
    [InlineData("HTTP/2 200", "1 at 0")]
    [InlineData("HTTP/1.1  200 OK", "1 at 0")]
    [InlineData("HTTP/1.1 200 ", "1 at 0")]
    [InlineData("HTTP/1.1\t200 OK", "1 at 0")]
    [InlineData("HTTP/1.1 404", "http_status at 0")]
    [InlineData("HTTP/1.1", "http_status at 0")]
    [InlineData("HTTP/1.1 2000", "http_status at 0")]
    public void A_status_line_needs_no_reason_phrase(string status, string told) => Assert.Equal([told], WarcFile.Read(WarcFile.Record(1, 0, status)));

    [Fact]
    public void What_a_books_spine_names_and_the_book_does_not_hold_is_counted()
    {
        using var file = new MemoryStream();
        using (var book = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(book, "META-INF/container.xml", "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='book.opf'/></rootfiles></container>");
            Put(book, "book.opf", "<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='a' href='a.xhtml'/><item id='b' href='b.xhtml'/></manifest><spine><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine></package>");
            Put(book, "a.xhtml", "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>First.</p></body></html>");
        }

        var rows = WarcFile.Rows(file.ToArray(), "book.epub");
        Assert.Equal(["First.", "the spine names b.xhtml, which the archive does not hold", "the spine names c, which the manifest does not hold"], rows.Select(r => r.Text("text") ?? r.Element("reject")!.Value.GetProperty("reason").GetString()!.Split("book.epub: ")[1]));

        static void Put(ZipArchive book, string name, string text)
        {
            using var writer = new StreamWriter(book.CreateEntry(name).Open());
            writer.Write(text);
        }
    }

    [Fact]
    public void A_row_keeps_its_title_and_gives_up_old_counts()
    {
        var rows = WarcFile.Extracted([Row.Parse("""{"id":"a","title":"Old","date":"2001-02-03","html":"<p>Words and \\(x\\).</p>","math_found":99,"math_lost":98,"math_lost_by":{"image":98},"broken_characters":7,"charset":"gbk","score":1}""", "rows.jsonl", 4), Row.Parse("""{"id":"b","title":"Old","html":"<title>New</title><p>Words.</p>"}""", "rows.jsonl", 5), Row.Parse("""{"id":"c","url":"https://example.org/","html":"","score":2}""", "rows.jsonl", 6)]).ToList();
        Assert.Equal("""{"title":"Old","text":"Words and $x$.","language":"und","date":"2001-02-03","charset":"unicode","math_found":1,"math_kept":1,"math_lost":0,"math_kept_by":{"delimiters":1},"score":1}""", rows[0].With(e => e.Remove("id")).ToString());
        Assert.Equal("New", rows[1].Text("title"));
        Assert.Equal("""{"id":"c","url":"https://example.org/","score":2,"file":"rows.jsonl","line":6,"reject":{"stage":"extract","rule":"no_text","reason":"no text is left of the page"}}""", rows[2].ToString());
    }
}
