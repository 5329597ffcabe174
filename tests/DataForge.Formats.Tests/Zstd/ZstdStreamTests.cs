using System.Text;
using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class ZstdStreamTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 20)];

    private static byte[] Draw(int seed)
    {
        var random = CounterRandom.For(seed, "zstd", "bytes");
        var bytes = new byte[random.Below(0, 400_000)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = seed % 3 == 0 ? (byte)random.Bits((ulong)i + 1) : (byte)('a' + random.Below((ulong)i + 1, 3));
        return bytes;
    }

    private static byte[] Compress(byte[] bytes, int seed)
    {
        var random = CounterRandom.For(seed, "zstd", "cuts");
        var target = new MemoryStream();
        using (var stream = new ZstdWriteStream(target))
            for (int at = 0, step = 0; at < bytes.Length; step++)
            {
                var count = Math.Min(bytes.Length - at, 1 + random.Below((ulong)step, 70_000));
                stream.Write(bytes, at, count);
                at += count;
            }

        return target.ToArray();
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using var stream = new ZstdReadStream(new MemoryStream(bytes));
        var target = new MemoryStream();
        stream.CopyTo(target);
        return target.ToArray();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void What_is_written_is_read_back(int seed) => Assert.Equal(Draw(seed), Decompress(Compress(Draw(seed), seed)));

    [Theory, MemberData(nameof(Seeds))]
    public void Bytes_do_not_depend_on_how_writes_are_cut(int seed) => Assert.Equal(Compress(Draw(seed), 1), Compress(Draw(seed), 2));

    [Fact]
    public void Frames_one_after_another_and_skippable_frames_are_one_stream()
    {
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] all = [.. Compress("ab"u8.ToArray(), 0), .. skippable, .. Compress([], 0), .. Compress("cd"u8.ToArray(), 0), .. skippable];
        Assert.Equal("abcd", Encoding.UTF8.GetString(Decompress(all)));
    }

    [Fact]
    public void A_frame_cut_at_any_byte_throws()
    {
        var whole = Compress(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919} "))), 0);
        for (var length = 1; length < whole.Length; length++) Assert.Throws<InvalidDataException>(() => Decompress(whole[..length]));
    }

    [Fact]
    public void A_flipped_byte_in_the_content_is_caught_by_the_checksum()
    {
        var whole = Compress(Draw(3), 0);
        whole[whole.Length / 2] ^= 1;
        Assert.Throws<InvalidDataException>(() => Decompress(whole));
    }

    [Fact]
    public void The_zstd_program_reads_ours_and_we_read_its()
    {
        Shell.Require("zstd", "zstd");
        File.WriteAllBytes(_temp["ours.zst"], Compress(Draw(4), 0));
        Shell.Run("zstd", "-dq", _temp["ours.zst"], "-o", _temp["ours"]);
        Assert.Equal(Draw(4), File.ReadAllBytes(_temp["ours"]));
        Shell.Run("zstd", "-q", "--long=31", "-19", _temp["ours"], "-o", _temp["theirs.zst"]);
        Assert.Equal(Draw(4), Decompress(File.ReadAllBytes(_temp["theirs.zst"])));
    }

    [Theory]
    [InlineData(".jsonl.zst", "the zstd data is cut off: the file ends at byte 300,000, within a frame")]
    [InlineData(".jsonl.gz", "the gzip data is cut off: the file ends at byte 300,000, within a member")]
    public void A_torn_file_is_named_with_the_last_whole_line(string suffix, string reason)
    {
        var path = _temp["rows" + suffix];
        using (var writer = RowWriter.Open(path))
        {
            for (var i = 0; i < 20_000; i++) writer.Write(Row.Parse($$"""{"i":{{i}},"hash":"{{StableHash.Hex128(i.ToString())}}"}"""));
            writer.Commit();
        }

        Assert.Equal(20_000, RowReader.Open(path).Count());
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..300_000]);
        var e = Assert.Throws<ForgeException>(() => RowReader.Open(path).Count());
        Assert.Matches("^" + path + ": cannot read on after line [0-9,]+: .*" + reason, e.Message);
    }

    [Theory]
    [InlineData(".gz", "gzip")]
    [InlineData(".zst", "zstd")]
    public void Members_one_after_another_are_one_file(string suffix, string program)
    {
        Shell.Require(program, program);
        File.WriteAllText(_temp["a"], "{\"a\":1}\n");
        File.WriteAllText(_temp["b"], "{\"a\":2}\n");
        Shell.Run(program, "-q", "-k", _temp["a"], _temp["b"]);
        var path = _temp["both.jsonl" + suffix];
        File.WriteAllBytes(path, [.. File.ReadAllBytes(_temp["a" + suffix]), .. File.ReadAllBytes(_temp["b" + suffix])]);
        Assert.Equal(["""{"a":1}""", """{"a":2}"""], RowReader.Open(path).Select(r => r.ToString()));
    }

    [Fact]
    public void A_missing_library_says_what_installs_it() =>
        Assert.Equal("run this", Assert.Throws<ForgeException>(() => NativeLibraries.Load(["libnosuch.so.9", "/nowhere/libnosuch.so"], "run this")).Message);
}
