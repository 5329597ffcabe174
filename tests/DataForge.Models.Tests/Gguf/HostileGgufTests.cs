using DataForge.Core;
using DataForge.Models.Gguf;

namespace DataForge.Models.Tests.Gguf;

/// <summary>Files that lie about themselves end in a message, quickly and without much memory.</summary>
public sealed class HostileGgufTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    private static GgufBuilder Valid => new GgufBuilder().Entry("general.architecture", "llama").Entry("n", 7u).Entry("words", ["a", "b"]).Entry("numbers", [1, 2, 3]).Tensor("w", 0, 0, 32, 2);

    [Fact]
    public void Every_cut_of_a_valid_file_is_refused()
    {
        var bytes = Valid.ToBytes();
        Assert.Single(GgufBuilder.Read(bytes).Tensors);
        for (var length = 0; length < bytes.Length; length++) Assert.Throws<ForgeException>(() => GgufBuilder.Read(bytes[..length]));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Random_damage_opens_or_is_refused_and_nothing_else(int seed)
    {
        var random = CounterRandom.For(seed, "damage", "gguf");
        var valid = Valid.ToBytes();
        for (var round = 0UL; round < 3000; round++)
        {
            var bytes = valid.ToArray();
            for (var i = 0UL; i < 1 + (ulong)random.Below(round * 16, 4); i++)
                bytes[random.Below(round * 16 + 1 + i * 2, bytes.Length)] = random.Below(round * 16 + 2 + i * 2, 4) switch { 0 => 0xFF, 1 => 0, 2 => 0x80, _ => (byte)random.Bits(round * 16 + 15) };
            try
            {
                GgufBuilder.Read(bytes);
            }
            catch (ForgeException e)
            {
                Assert.StartsWith("x.gguf: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void What_is_not_gguf_is_named()
    {
        Refuses("x.gguf: not a GGUF file (it does not start with \"GGUF\")", () => GgufBuilder.Read("PK\u0003\u0004 and more"u8.ToArray()));
        Refuses("x.gguf: broken GGUF: header (before byte 0) ends too early", () => GgufBuilder.Read([]));
        Refuses("x.gguf: GGUF version 1; versions 2 and 3 are read", () => new GgufBuilder { Version = 1 }.Read());
        Refuses("x.gguf: a big-endian GGUF file; only little-endian ones are read", () => new GgufBuilder { Version = 0x03000000 }.Read());
        Refuses("/nowhere/x.gguf: no such file", () => GgufFile.Open("/nowhere/x.gguf"));
        Refuses("x.gguf: one of 3 parts of a split model; join them first (llama-gguf-split --merge)", () => new GgufBuilder().Entry("split.count", 3u).Read());
    }

    [Fact]
    public void Counts_beyond_the_file_are_refused_before_anything_is_allocated()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuses("x.gguf: broken GGUF: header (before byte 16) says 18446744073709551615 tensors, but only 16 bytes follow", () => new GgufBuilder { ClaimedTensors = ulong.MaxValue, DataBytes = 0 }.ReadBefore(new byte[8]));
        Refuses("x.gguf: broken GGUF: header (before byte 24) says 1099511627776 metadata entries, but only 8 bytes follow", () => new GgufBuilder { ClaimedEntries = 1UL << 40, DataBytes = 0 }.ReadBefore(new byte[8]));
        Refuses("x.gguf: broken GGUF: metadata a (before byte 49) says 9223372036854775807 elements, but only 271 bytes follow",
            () => new GgufBuilder().Entry("a", 9, w => { w.Write(0u); w.Write((ulong)long.MaxValue); }).Read());
        Refuses("x.gguf: broken GGUF: metadata a (before byte 45) says 4294967296 bytes of text, but only 275 bytes follow", () => new GgufBuilder().Entry("a", 8, w => w.Write(1UL << 32)).Read());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000);
    }

    [Fact]
    public void Impossible_metadata_is_refused()
    {
        Refuses("x.gguf: broken GGUF: metadata a (before byte 37) has value type 13, which GGUF does not define", () => new GgufBuilder().Entry("a", 13, _ => { }).Read());
        Refuses("x.gguf: broken GGUF: metadata a (before byte 38) has the boolean 2", () => new GgufBuilder().Entry("a", 7, w => w.Write((byte)2)).Read());
        Refuses("x.gguf: broken GGUF: metadata a (before byte 45) has the integer 18446744073709551615, above 2^63", () => new GgufBuilder().Entry("a", 10, w => w.Write(ulong.MaxValue)).Read());
        Refuses("x.gguf: broken GGUF: metadata a (before byte 58) stands twice", () => new GgufBuilder().Entry("a", 1u).Entry("a", 2u).Read());
        Refuses("x.gguf: broken GGUF: metadata entry 0 (before byte 32) has a name that is empty or not UTF-8", () => new GgufBuilder().Entry("", 1u).Read());
        Refuses("x.gguf: broken GGUF: metadata general.alignment (before byte 57) is 48; expected a power of two from 8 to 1048576", () => new GgufBuilder().Entry("general.alignment", 48u).Read());
        Assert.Contains("nests arrays more than 4 deep", Assert.Throws<ForgeException>(() => new GgufBuilder { DataBytes = 4096 }.Entry("a", 9, w =>
        {
            for (var i = 0; i < 100; i++)
            {
                w.Write(9u);
                w.Write(1UL);
            }
        }).Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_tensors_are_refused()
    {
        Refuses("x.gguf: tensor w is IQ3_S; supported: F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, BF16", () => new GgufBuilder().Tensor("w", 21, 0, 32).Read());
        Refuses("x.gguf: tensor w is of unknown type 4000000000; supported: F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, BF16", () => new GgufBuilder().Tensor("w", 4000000000, 0, 32).Read());
        Refuses("x.gguf: broken GGUF: tensor w (before byte 37) has 0 dimensions; expected 1 to 4", () => new GgufBuilder().Tensor("w", 0, 0).Read());
        Refuses("x.gguf: broken GGUF: tensor w (before byte 45) has a dimension of 18446744073709551615, which cannot be", () => new GgufBuilder().Tensor("w", 0, 0, ulong.MaxValue).Read());
        Refuses("x.gguf: broken GGUF: tensor w (before byte 53) has a dimension of 1099511627776, which cannot be", () => new GgufBuilder().Tensor("w", 0, 0, 1UL << 40, 1UL << 40).Read());
        Refuses("x.gguf: broken GGUF: tensor w (before byte 49) has rows of 33 values, not whole Q4_0 blocks of 32", () => new GgufBuilder().Tensor("w", 2, 0, 33).Read());
        Refuses("x.gguf: broken GGUF: tensor w starts at 8, not a multiple of 32", () => new GgufBuilder().Tensor("w", 0, 8, 32).Read());
        Refuses("x.gguf: broken GGUF: tensor w stands twice", () => new GgufBuilder().Tensor("w", 0, 0, 32).Tensor("w", 0, 0, 32).Read());
        Refuses("x.gguf: cut off: tensor w takes 1024 bytes from 64, but the file has 320", () => new GgufBuilder().Tensor("w", 0, 0, 256).Read());
        Refuses("x.gguf: cut off: tensor w takes 128 bytes from 4611686018427387936, but the file has 320", () => new GgufBuilder().Tensor("w", 0, (1UL << 62) - 32, 32).Read());
    }

    private static void Refuses(string message, Func<GgufFile> open) => Assert.Equal(message, Assert.Throws<ForgeException>(open).Message);
}
