using System.IO.Compression;
using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

/// <summary>Compressed files are read whole or refused: none ends early without a word.</summary>
public sealed class CompressedInputTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private static byte[] Rows(int from, int count) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(from, count).Select(i => $$"""{"i":{{i}},"hash":"{{StableHash.Hex128(i.ToString())}}"}""" + "\n")));

    private static byte[] Gzip(byte[] content)
    {
        var target = new MemoryStream();
        using (var stream = new GZipStream(target, CompressionLevel.Optimal)) stream.Write(content);
        return target.ToArray();
    }

    private static byte[] Zstd(byte[] content)
    {
        var target = new MemoryStream();
        using (var stream = new ZstdWriteStream(target)) stream.Write(content);
        return target.ToArray();
    }

    private static byte[] Pack(string kind, byte[] content) => kind == "gz" ? Gzip(content) : Zstd(content);

    /// <summary>Rows read, or the message.</summary>
    private (int Rows, string? Error) Read(string kind, byte[] file)
    {
        var path = _temp["rows.jsonl." + kind];
        File.WriteAllBytes(path, file);
        var rows = 0;
        try
        {
            foreach (var _ in RowReader.Open(path)) rows++;
            return (rows, null);
        }
        catch (ForgeException e)
        {
            return (rows, e.Message.Replace(path, "FILE", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("gz", 1)]
    [InlineData("gz", 40)]
    [InlineData("zst", 1)]
    [InlineData("zst", 40)]
    public void Members_one_after_another_are_read_to_the_last(string kind, int members) =>
        Assert.Equal((500 * members, null), Read(kind, [.. Enumerable.Range(0, members).SelectMany(m => Pack(kind, Rows(500 * m, 500)))]));

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void Empty_members_between_and_behind_are_no_rows(string kind) =>
        Assert.Equal((20, null), Read(kind, [.. Pack(kind, []), .. Pack(kind, Rows(0, 10)), .. Pack(kind, []), .. Pack(kind, Rows(10, 10)), .. Pack(kind, [])]));

    public static TheoryData<string, int, byte[]> Tails()
    {
        var tails = new TheoryData<string, int, byte[]>();
        foreach (var kind in (string[])["gz", "zst"])
            foreach (var rows in (int[])[1, 500, 20_000]) // the end lies within the first block that is read, and within later ones
                foreach (var tail in (byte[][])[[0], new byte[512], new byte[100_000], [.. "x"u8], [.. "{\"a\":1}\n"u8], [0x1F], [0x1F, 0x8C], [0x1F, 0x8B], [0x1F, 0x8B, 9, 9, 9, 9], [.. new byte[8], 0x1F, 0x8B, 8]])
                    tails.Add(kind, rows, tail);
        return tails;
    }

    [Theory, MemberData(nameof(Tails))]
    public void Bytes_behind_the_last_member_are_an_error_that_names_the_place(string kind, int rows, byte[] tail)
    {
        var sound = Pack(kind, Rows(0, rows));
        var (_, error) = Read(kind, [.. sound, .. tail]);
        Assert.NotNull(error);
        Assert.Matches("^FILE: (cannot be read|cannot read on after line [0-9,]+): .*[0-9,]+", error);
        if (kind == "gz" && tail[0] != 0x1F)
            Assert.EndsWith($"expected the end of the file or another gzip member at byte {sound.Length:N0}, found other bytes", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void Zeros_or_text_between_members_do_not_hide_the_second(string kind)
    {
        foreach (var between in (byte[][])[[0], new byte[4096], [.. "\n"u8], [.. "plain text"u8]])
            Assert.NotNull(Read(kind, [.. Pack(kind, Rows(0, 500)), .. between, .. Pack(kind, Rows(500, 501))]).Error);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void A_file_cut_anywhere_but_between_members_is_an_error(string kind)
    {
        var first = Pack(kind, Rows(0, 3));
        byte[] whole = [.. first, .. Pack(kind, Rows(3, 4))];
        for (var length = 5; length < whole.Length; length++)
        {
            var (rows, error) = Read(kind, whole[..length]);
            if (length == first.Length) Assert.Equal((3, null), (rows, error));
            else Assert.True(error is not null, $"cut at {length} of {whole.Length} (the first member has {first.Length}): {rows} rows and no error");
        }
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void A_flipped_byte_in_a_later_member_is_an_error(string kind)
    {
        var first = Pack(kind, Rows(0, 3));
        var second = Pack(kind, Rows(3, 4));
        for (var at = 0; at < second.Length; at++)
        {
            if (kind == "gz" && at is >= 4 and <= 9) continue; // time, flags and system of the header say nothing about the content
            if (kind == "zst" && at == 5) continue; // the window's size says nothing about the content
            var damaged = second.ToArray();
            damaged[at] ^= 0x55;
            Assert.True(Read(kind, [.. first, .. damaged]).Error is not null, $"byte {at}");
        }
    }

    [Fact]
    public void Skippable_zstd_frames_are_fine()
    {
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        Assert.Equal((7, null), Read("zst", [.. skippable, .. Zstd(Rows(0, 3)), .. skippable, .. Zstd(Rows(3, 4)), .. skippable]));
    }

    [Fact]
    public void Real_damaged_files_are_refused()
    {
        foreach (var name in (string[])["badmagic.jsonl.gz", "plainafter.jsonl.gz"])
        {
            var error = Assert.Throws<ForgeException>(() => RowReader.Open(SharedData.Require("data", "cases", "files", name)).Count()).Message;
            Assert.Contains(name, error, StringComparison.Ordinal);
            Assert.Contains("gzip", error, StringComparison.Ordinal);
        }
    }
}
