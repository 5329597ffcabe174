using System.IO.Compression;
using DataForge.Core;
using DataForge.Extraction;
using DataForge.Formats;

namespace DataForge.Tests.Extraction;

public sealed class ArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forge-extract-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Record(string type, string url, string body, string http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n")
    {
        var content = System.Text.Encoding.UTF8.GetBytes(http + body);
        var mime = type == "response" ? "application/http; msgtype=response" : "application/warc-fields";
        return [.. System.Text.Encoding.UTF8.GetBytes($"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-02-03T04:05:06Z\r\nContent-Type: {mime}\r\nContent-Length: {content.Length}\r\n\r\n"), .. content, .. "\r\n\r\n"u8];
    }

    private static string Page(int number) => $"<html><body><p>This is page number {number} of the archive, and \\(x_{{{number}}}\\) stands in it.</p></body></html>";

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private List<(string? Url, string Result)> Run(byte[] file, string name = "crawl.warc.gz", int maxBytes = 1 << 20)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, file);
        var stage = new ExtractStage(new ExtractSettings(false, 1, TimeSpan.FromSeconds(30), 1), TimeProvider.System);
        var results = new List<(string?, string)>();
        foreach (var (item, _) in stage.Read(DocumentReader.Open(path, maxBytes, BadRows.Strict), BadRows.Strict))
        {
            var result = stage.Process(item, default).AsTask().GetAwaiter().GetResult();
            foreach (var (row, _, _) in result.Rows) results.Add((row.Text("url"), row.Text("text")!));
            foreach (var reject in result.Rejects) results.Add((reject.Text("url"), reject.Element("reject")!.Value.GetProperty("rule").GetString() + " at " + (reject.RawText("offset") ?? "-")));
        }

        return results;
    }

    private static string Said(int number) => $"This is page number {number} of the archive, and $x_{{{number}}}$ stands in it.";

    [Theory, InlineData("by record"), InlineData("whole"), InlineData("plain")]
    public void Pages_of_an_archive_come_in_order_however_it_is_packed(string packing)
    {
        var records = Enumerable.Range(0, 50).Select(i => Record("response", $"https://example.org/{i}", Page(i))).Prepend(Record("warcinfo", "", "software: test", "")).ToList();
        var file = packing switch { "by record" => records.SelectMany(Gzip).ToArray(), "whole" => Gzip([.. records.SelectMany(r => r)]), _ => [.. records.SelectMany(r => r)] };
        Assert.Equal(Enumerable.Range(0, 50).Select(i => ((string?)$"https://example.org/{i}", Said(i))), Run(file, packing == "plain" ? "crawl.warc" : "crawl.warc.gz"));
    }

    [Fact]
    public void A_damaged_member_is_a_reject_with_its_place_and_the_next_is_read()
    {
        var members = Enumerable.Range(0, 5).Select(i => Gzip(Record("response", $"https://example.org/{i}", Page(i)))).ToList();
        members[2][members[2].Length / 2] ^= 0x55; // within the deflate data
        var place = members[0].Length + members[1].Length;
        var results = Run([.. members.SelectMany(m => m)]);
        Assert.Equal(5, results.Count);
        Assert.Equal(new[] { Said(0), Said(1), Said(3), Said(4) }, results.Where((_, i) => i != 2).Select(r => r.Result));
        Assert.Equal($"damaged at {place}", results[2].Result);
    }

    [Fact]
    public void A_wrong_checksum_rejects_the_record()
    {
        var members = Enumerable.Range(0, 3).Select(i => Gzip(Record("response", $"https://example.org/{i}", Page(i)))).ToList();
        members[1][^6] ^= 1;
        var results = Run([.. members.SelectMany(m => m)]);
        Assert.Equal(new[] { Said(0), $"damaged at {members[0].Length}", Said(2) }, results.Select(r => r.Result));
    }

    [Fact]
    public void An_archive_that_breaks_off_says_where()
    {
        var members = Enumerable.Range(0, 3).Select(i => Gzip(Record("response", $"https://example.org/{i}", Page(i)))).ToList();
        var results = Run([.. members.SelectMany(m => m).SkipLast(40)]);
        Assert.Equal(new[] { Said(0), Said(1), $"damaged at {members[0].Length + members[1].Length}" }, results.Select(r => r.Result));
    }

    [Fact]
    public void A_plain_archive_goes_on_behind_a_record_whose_header_is_broken()
    {
        var records = Enumerable.Range(0, 3).Select(i => Record("response", $"https://example.org/{i}", Page(i))).ToList();
        var broken = System.Text.Encoding.Latin1.GetString(records[1]).Replace("Content-Length", "Content-Longth", StringComparison.Ordinal);
        var results = Run([.. records[0], .. System.Text.Encoding.Latin1.GetBytes(broken), .. records[2]], "crawl.warc");
        Assert.Equal(new[] { Said(0), $"damaged at {records[0].Length}", Said(2) }, results.Select(r => r.Result));
    }

    [Fact]
    public void What_is_no_page_is_dropped_under_its_rule()
    {
        byte[][] records =
        [
            Record("request", "https://example.org/", "GET / HTTP/1.1"),
            Record("response", "https://example.org/404", "<p>gone</p>", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"),
            Record("response", "https://example.org/a.png", "xx", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"),
            Record("response", "https://example.org/pdf", "%PDF-1.4 xx"),
            Record("response", "https://example.org/empty", "<html><body></body></html>"),
            Record("response", "https://example.org/big", new string('x', 5000)),
        ];
        Assert.Equal(new[] { "http_status", "not_html", "not_html", "no_text", "too_large" }, Run([.. records.SelectMany(Gzip)], maxBytes: 4000).Select(r => r.Result.Split(' ')[0]));
    }

    [Fact]
    public void Compressed_and_chunked_bodies_are_undone_within_the_bound()
    {
        var page = System.Text.Encoding.UTF8.GetBytes(Page(7));
        var chunked = System.Text.Encoding.Latin1.GetString([.. System.Text.Encoding.ASCII.GetBytes($"{page.Length:x}\r\n"), .. page, .. "\r\n0\r\n\r\n"u8]);
        Assert.Equal(Said(7), Run(Gzip(Record("response", "u", chunked, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"))).Single().Result);
        byte[] Encoded(byte[] body) => [.. System.Text.Encoding.ASCII.GetBytes($"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {body.Length + Head.Length}\r\n\r\n{Head}"), .. body, .. "\r\n\r\n"u8];
        Assert.Equal(Said(7), Run(Gzip(Encoded(Gzip(page)))).Single().Result);
        Assert.StartsWith("too_large", Run(Gzip(Encoded(Gzip(new byte[50_000_000])))).Single().Result, StringComparison.Ordinal);
    }

    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";

    [Fact]
    public void A_page_that_decompresses_without_end_is_dropped_as_too_large() =>
        Assert.Equal("too_large at -", Run(Gzip(new byte[200_000_000]), "bomb.html.gz").Single().Result);

    [Fact]
    public void A_book_gives_its_pages_in_the_order_of_its_spine()
    {
        using var file = new MemoryStream();
        using (var book = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(book, "META-INF/container.xml", "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>");
            Put(book, "OEBPS/book.opf", "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>Numbers</dc:title></metadata><manifest><item id='a' href='text/a.xhtml'/><item id='b' href='text/b%20c.xhtml'/></manifest><spine><itemref idref='b'/><itemref idref='a'/></spine></package>");
            Put(book, "OEBPS/text/a.xhtml", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body><p>Second, with <math xmlns='http://www.w3.org/1998/Math/MathML'><mi>y</mi></math>.</p></body></html>");
            Put(book, "OEBPS/text/b c.xhtml", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><script src='a.js'/><p>First.</p></body></html>");
        }

        Assert.Equal(new[] { "First.", "Second, with $y$." }, Run(file.ToArray(), "numbers.epub").Select(r => r.Result));

        static void Put(ZipArchive book, string name, string text)
        {
            using var writer = new StreamWriter(book.CreateEntry(name).Open());
            writer.Write(text);
        }
    }

    [Fact]
    public async Task Rows_that_hold_pages_keep_their_other_fields()
    {
        var stage = new ExtractStage(new ExtractSettings(false, 1, TimeSpan.FromSeconds(30), 1), TimeProvider.System);
        var row = Row.Parse("""{"url":"https://example.org/","html":"<p>Words and $x^2$.</p>","score":0.5}""");
        var result = await stage.Process(stage.Read([row], BadRows.Strict).Single().Item, default);
        var document = result.Rows.Single().Row;
        Assert.Equal(("Words and $x^2$.", "0.5", "1"), (document.Text("text"), document.RawText("score"), document.RawText("math_kept")));
        Assert.False(document.Has("html"));
    }
}
