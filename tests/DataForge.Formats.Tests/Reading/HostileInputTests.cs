using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

/// <summary>Reading and writing of lines against a plain definition, on input that nobody promised to be clean.</summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 60)];

    private static readonly byte[][] Pieces =
    [
        "{\"a\":1}"u8.ToArray(), "{\"a\":\"\\u0000 \\ud83d\\ude00\"}"u8.ToArray(), "{ \"b\" : [ 1 , 2 ] }"u8.ToArray(), "{}"u8.ToArray(),
        [.. "{\"a\":\""u8, 0xFF, 0xC3, .. "\"}"u8], // broken UTF-8
        "{\"a\":\"\0\"}"u8.ToArray(), // NUL inside a string: no JSON
        "{\"a\":"u8.ToArray(), "[1]"u8.ToArray(), "null"u8.ToArray(), "{\"a\":1}}"u8.ToArray(), "{\"a\":1} {\"b\":2}"u8.ToArray(), "nonsense \0 \u00A0"u8.ToArray(),
        "\uFEFF{\"a\":2}"u8.ToArray(), // a byte order mark in the middle is no white space
        Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 200) + new string(']', 200) + "}"),
        Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 300) + new string(']', 300) + "}"), // deeper than the limit
        Encoding.UTF8.GetBytes("{\"long\":\"" + new string('x', 700_000) + "\"}"),
        ""u8.ToArray(), "   \t"u8.ToArray(), "\r"u8.ToArray(),
    ];

    private static byte[] Draw(int seed)
    {
        var random = CounterRandom.For(seed, "hostile", "file");
        var bytes = new List<byte>();
        if (seed % 4 == 0) bytes.AddRange("\uFEFF"u8.ToArray());
        bytes.AddRange("{}\n"u8.ToArray()); // a file that begins with [ is an array: FileShapeTests
        var lines = random.Below(0, 25);
        for (var i = 0; i < lines; i++)
        {
            bytes.AddRange(Pieces[random.Below((ulong)i * 2 + 1, Pieces.Length)]);
            bytes.AddRange(random.Below((ulong)i * 2 + 2, 3) == 0 ? "\r\n"u8.ToArray() : "\n"u8.ToArray());
        }

        return [.. bytes];
    }

    /// <summary>The plain twin: the whole file in memory, split at LF.</summary>
    private static (string[] Rows, int Bad) Plain(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file); // a character a byte
        if (text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal)) text = text[3..];
        var rows = new List<string>();
        var bad = 0;
        foreach (var line in text.Split('\n').Select(l => l.EndsWith('\r') ? l[..^1] : l).Where(l => l.Trim(' ', '\t', '\r').Length > 0))
        {
            try
            {
                rows.Add(Row.Parse(Encoding.Latin1.GetBytes(line)).ToString());
            }
            catch (ForgeException)
            {
                bad++;
            }
        }

        return ([.. rows], bad);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Lines_are_read_as_the_plain_definition_reads_them(int seed)
    {
        var file = Draw(seed);
        File.WriteAllBytes(_temp["a.jsonl"], file);
        var bad = new BadRows("read", long.MaxValue, null);
        var rows = RowReader.Open(_temp["a.jsonl"], bad).Select(r => r.ToString()).ToArray();
        var plain = Plain(file);
        Assert.Equal((plain.Rows.Length, plain.Bad), (rows.Length, (int)bad.Count));
        Assert.Equal(plain.Rows, rows);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void What_is_written_is_read_back_byte_for_byte(int seed)
    {
        File.WriteAllBytes(_temp["a.jsonl"], Draw(seed));
        var rows = RowReader.Open(_temp["a.jsonl"], new BadRows("read", long.MaxValue, null)).ToArray();
        foreach (var suffix in (string[])["jsonl", "jsonl.gz", "jsonl.zst"])
        {
            using (var writer = RowWriter.Open(_temp["b." + suffix]))
            {
                foreach (var row in rows) writer.Write(row);
                writer.Commit();
            }

            Assert.Equal(rows.Select(r => Convert.ToHexString(r.Utf8)), RowReader.Open(_temp["b." + suffix]).Select(r => Convert.ToHexString(r.Utf8)));
        }
    }

    [Theory]
    [InlineData("jsonl.gz")]
    [InlineData("jsonl.zst")]
    public void Compressed_bytes_do_not_depend_on_when_the_writer_flushes(string suffix)
    {
        byte[] Write(string name, int pauseEvery)
        {
            using var writer = RowWriter.Open(_temp[name + suffix]);
            for (var i = 0; i < 6000; i++)
            {
                if (i % pauseEvery == 1) Thread.Sleep(210); // longer than the time after which the writer lets rows go
                writer.Write(Row.Parse($$"""{"i":{{i}},"hash":"{{StableHash.Hex128(i.ToString())}}"}"""));
            }

            writer.Commit();
            return File.ReadAllBytes(_temp[name + suffix]);
        }

        Assert.Equal(Write("a.", 10_000), Write("b.", 1000));
    }
}
