using System.Buffers.Binary;
using System.Text;

using DataForge.Core;
using DataForge.Models.Safetensors;

namespace DataForge.Models.Tests.Safetensors;

/// <summary>Headers that lie end in a message.</summary>
public sealed class HostileSafetensorsTests : IDisposable
{
    private const string Valid = """{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"__metadata__":{"format":"pt"}}""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("safetensors");

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 4)];

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_valid_header_gives_shape_and_place()
    {
        var entry = Assert.Single(Read(Valid)).Value;
        Assert.Equal([2L, 3L], entry.Shape);
        Assert.Equal(8 + Valid.Length, entry.OffsetBytes);
        Assert.Equal(24, entry.LengthBytes);
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2,-3],"data_offsets":[0,24]}}""", "tensor w: shape [-2, -3] has a negative dimension")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,16],"data_offsets":[0,0]}}""", "tensor w: shape [4611686018427387904, 16] is larger than any file")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]}}""", "tensor w: 24 bytes at 8 do not match shape [2, 3] F32 in a file of 89 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[-24,0]}}""", "tensor w: 24 bytes at -24 do not match shape [2, 3] F32 in a file of 90 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,20]}}""", "tensor w: 20 bytes at 0 do not match shape [2, 3] F32 in a file of 89 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0]}}""", "tensor w: data_offsets holds 1 numbers, expected 2")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,3]}}""", "broken safetensors header: The given key was not present in the dictionary.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,24]}}""", null)]
    [InlineData("""{"w":7}""", null)]
    [InlineData("""[1,2]""", null)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}""", null)]
    public void A_header_that_does_not_fit_is_refused(string header, string? problem)
    {
        var message = Assert.Throws<ForgeException>(() => Read(header)).Message;
        if (problem is not null) Assert.Equal($"{Path("model.safetensors")}: {problem}", message);
        else Assert.StartsWith($"{Path("model.safetensors")}: broken safetensors header: ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0L), InlineData(1L), InlineData(-1L), InlineData(long.MaxValue), InlineData(long.MinValue), InlineData(1L << 40), InlineData(1000L)]
    public void A_header_length_beyond_the_file_is_refused_before_it_is_allocated(long length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        File.WriteAllBytes(Path("model.safetensors"), bytes);
        Assert.Equal($"{Path("model.safetensors")}: header of {length} bytes does not fit; not a safetensors file", Assert.Throws<ForgeException>(() => SafetensorsFile.Read(Path("model.safetensors"))).Message);
    }

    [Theory]
    [InlineData("""{"weight_map":{"w":"../model.safetensors"}}""", "shard \"../model.safetensors\" is not a file name")]
    [InlineData("""{"weight_map":{"w":"/etc/passwd"}}""", "shard \"/etc/passwd\" is not a file name")]
    [InlineData("""{"weight_map":{"w":"gone.safetensors"}}""", "shard gone.safetensors is missing")]
    [InlineData("""{"weight_map":{"w":null}}""", "expected an object with \"weight_map\": a shard is not named by text")]
    [InlineData("""{"weight_map":{"w":7}}""", "expected an object with \"weight_map\": a shard is not named by text")]
    [InlineData("""{"weight":{}}""", "expected an object with \"weight_map\": The given key was not present in the dictionary.")]
    public void An_index_that_points_elsewhere_is_refused(string index, string problem)
    {
        File.WriteAllText(Path("model.safetensors.index.json"), index);
        Assert.Equal($"{Path("model.safetensors.index.json")}: {problem}", Assert.Throws<ForgeException>(() => SafetensorsFile.OpenDirectory(_directory.FullName)).Message);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Random_damage_opens_or_is_refused_and_nothing_else(int seed)
    {
        var random = CounterRandom.For(seed, "damage", "safetensors");
        var valid = Bytes(Valid);
        for (var round = 0UL; round < 300; round++)
        {
            var bytes = valid[..(round % 3 == 0 ? random.Below(round * 8, valid.Length) : valid.Length)];
            if (bytes.Length > 0 && round % 3 != 0) bytes[random.Below(round * 8 + 1, bytes.Length)] = (byte)random.Bits(round * 8 + 2);
            File.WriteAllBytes(Path("model.safetensors"), bytes);
            try
            {
                SafetensorsFile.Read(Path("model.safetensors"));
            }
            catch (ForgeException e)
            {
                Assert.StartsWith(Path("model.safetensors") + ": ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private Dictionary<string, SafetensorsEntry> Read(string header)
    {
        File.WriteAllBytes(Path("model.safetensors"), Bytes(header));
        return SafetensorsFile.Read(Path("model.safetensors"));
    }

    private static byte[] Bytes(string header)
    {
        var bytes = new byte[8 + header.Length + 24];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        return bytes;
    }

    private string Path(string name) => System.IO.Path.Combine(_directory.FullName, name);
}
