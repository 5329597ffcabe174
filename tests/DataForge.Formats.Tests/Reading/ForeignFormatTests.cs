using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

/// <summary>Content that is no rows is named for what it is, whatever the file is called.</summary>
public sealed class ForeignFormatTests : IDisposable
{
    private const string Line = "{\"id\":1,\"text\":\"one\"}\n";

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private string Error(string name, byte[] content)
    {
        File.WriteAllBytes(_temp[name], content);
        return Assert.Throws<ForgeException>(() => RowReader.Open(_temp[name]).Count()).Message.Replace(_temp[name], "FILE", StringComparison.Ordinal);
    }

    public static TheoryData<string, string, byte[]> Encodings()
    {
        var data = new TheoryData<string, string, byte[]>();
        foreach (var text in (string[])[Line, "[" + Line + "]", "a,b\n1,2\n"])
        {
            data.Add("UTF-16", text, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)]);
            data.Add("UTF-16", text, [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)]);
            data.Add("UTF-16LE", text, Encoding.Unicode.GetBytes(text));
            data.Add("UTF-16BE", text, Encoding.BigEndianUnicode.GetBytes(text));
            data.Add("UTF-32", text, [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(text)]);
            data.Add("UTF-32LE", text, Encoding.UTF32.GetBytes(text));
            data.Add("UTF-32BE", text, new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes(text));
        }

        return data;
    }

    [Theory, MemberData(nameof(Encodings))]
    public void Another_encoding_is_named_with_the_way_to_convert_it(string name, string text, byte[] content)
    {
        Assert.True(content.Length > text.Length);
        foreach (var file in (string[])["a.jsonl", "a.json", "a.csv", "a.txt", "a"])
            Assert.Equal($"FILE: this is {name} text; convert it: iconv -f {name} -t UTF-8 FILE > NEW", Error(file, content));
    }

    [Theory]
    [InlineData("an HTML page", "<!DOCTYPE html><html><body>404</body></html>")]
    [InlineData("an HTML page", "\n\n<html lang=\"en\">\n")]
    [InlineData("XML or HTML markup", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")]
    [InlineData("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n")]
    [InlineData("a PDF document", "%PDF-1.7\n%")]
    [InlineData("a zip archive", "PK\u0003\u0004\u0014")]
    public void Another_content_is_named(string what, string content) =>
        Assert.StartsWith($"FILE: this is {what}", Error("a.jsonl", Encoding.UTF8.GetBytes(content)), StringComparison.Ordinal);

    [Fact]
    public void Other_compressions_and_archives_are_named()
    {
        Assert.StartsWith("FILE: this is compressed by bzip2", Error("a.jsonl", [.. "BZh91AY&SY"u8, 1, 2]), StringComparison.Ordinal);
        Assert.StartsWith("FILE: this is compressed by xz", Error("a.jsonl", [0xFD, .. "7zXZ"u8, 0, 0, 4]), StringComparison.Ordinal);
        var tar = new byte[1024];
        "rows.jsonl"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        Assert.StartsWith("FILE: this is a tar archive", Error("a.jsonl", tar), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_within_a_gzip_file_is_named_too()
    {
        var tar = new byte[1024];
        "rows.jsonl"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        using (var file = new System.IO.Compression.GZipStream(File.Create(_temp["a.tar.gz"]), System.IO.Compression.CompressionLevel.Fastest)) file.Write(tar);
        Assert.Contains("this is a tar archive", Assert.Throws<ForgeException>(() => RowReader.Open(_temp["a.tar.gz"]).Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.txt", "<html> is how this corpus begins\nBZh means nothing\n", 2)]
    [InlineData("a.csv", "BZh,PK\n1,2\n", 1)]
    [InlineData("a.txt", "PKU is a university\n", 1)]
    [InlineData("a.jsonl", "\uFEFF{\"a\":1}\n", 1)]
    [InlineData("a.jsonl", "\n \t\n{\"a\":1}\n", 1)]
    [InlineData("a.jsonl", "", 0)]
    public void Text_that_only_begins_alike_is_read(string name, string content, int rows)
    {
        File.WriteAllText(_temp[name], content, new UTF8Encoding(false));
        Assert.Equal(rows, RowReader.Open(_temp[name]).Count());
    }

    [Theory]
    [InlineData("{\"a\":NaN}", "NaN (byte 6) is no JSON number; write null in its place")]
    [InlineData("{\"a\":[1,Infinity]}", "Infinity (byte 9) is no JSON number; write null in its place")]
    [InlineData("{\"a\":-Infinity}", "-Infinity (byte 7) is no JSON number; write null in its place")]
    public void A_number_that_JSON_lacks_is_named_with_its_line(string line, string what) =>
        Assert.Equal("FILE:2: expected a JSON object on this line: " + what, Error("a.jsonl", Encoding.UTF8.GetBytes("{\"a\":1}\n" + line + "\n")));

    [Fact]
    public void Broken_UTF_8_is_named_with_its_line_and_byte()
    {
        Assert.Equal("FILE:2: expected UTF-8, found the byte 0xE9 at byte 10 of the record", Error("a.jsonl", [.. "{\"a\":1}\n{\"a\":\"caf"u8, 0xE9, .. "\"}\n"u8]));
        Assert.Equal("FILE:1: expected UTF-8, found the byte 0xC3 at byte 2 of the record", Error("b.jsonl", [.. "{"u8, 0xC3, .. "\":1}\n"u8]));
    }

    [Fact]
    public void A_record_beyond_the_limit_is_refused_with_its_line()
    {
        var limit = RecordLimit.Bytes;
        try
        {
            RecordLimit.Bytes = 1000;
            var sound = "{\"a\":\"" + new string('x', 992) + "\"}\n"; // 1,000 bytes and the line's end
            var tooLong = "{\"a\":\"" + new string('x', 993) + "\"}\n";
            File.WriteAllText(_temp["a.jsonl"], sound + sound);
            Assert.Equal(2, RowReader.Open(_temp["a.jsonl"]).Count());
            var message = "FILE:2: the record is longer than 1,000 bytes; --max-record-bytes N takes longer ones (memory: up to 6 × N)";
            Assert.Equal(message, Error("a.jsonl", Encoding.UTF8.GetBytes(sound + tooLong)));
            Assert.Equal(message, Error("a.json", Encoding.UTF8.GetBytes("[" + sound.TrimEnd() + ",\n" + tooLong + "]")));
            Assert.Equal(message, Error("b.jsonl", Encoding.UTF8.GetBytes(sound + "{\"a\":\"" + new string('x', 3_000_000))));
        }
        finally
        {
            RecordLimit.Bytes = limit;
        }
    }

    [Fact]
    public void A_compressed_bomb_of_one_line_ends_at_the_limit()
    {
        var block = new byte[1 << 20];
        block.AsSpan().Fill((byte)'a');
        using (var file = new System.IO.Compression.GZipStream(File.Create(_temp["bomb.jsonl.gz"]), System.IO.Compression.CompressionLevel.Fastest))
            for (var i = 0; i < 200; i++) file.Write(block);
        var before = GC.GetTotalAllocatedBytes();
        Assert.Contains("bomb.jsonl.gz:1: the record is longer than 134,217,728 bytes", Assert.Throws<ForgeException>(() => RowReader.Open(_temp["bomb.jsonl.gz"]).Count()).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 4L * RecordLimit.DefaultBytes);
    }
}
