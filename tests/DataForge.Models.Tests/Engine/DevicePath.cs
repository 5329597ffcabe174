using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Import;
using DataForge.Models.Tests.Import;
using DataForge.Tests;

namespace DataForge.Models.Tests.Engine;

/// <summary>What runs on a device, as far as it runs without one: a memory that calls itself a device's, and the graphs of 16 bits on the CPU's kernels.</summary>
public sealed class DevicePath : IDisposable
{
    private static readonly string Nano = Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano");

    private readonly string _folder = Directory.CreateTempSubdirectory("forge-device-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Samples_from_a_devices_memory_are_those_of_the_hosts_and_all_of_it_is_given_back()
    {
        var model = Importer.Import(Nano, Path.Combine(_folder, "nano"), "fp32", "cpu");
        using var memory = new PretendedDevice();
        var ours = await Draw(new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 3, Spin: false), memory: memory));
        Assert.Equal(await Draw(new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 3, Spin: false))), ours);
        Assert.Equal(0, memory.InUse);
        Assert.True(memory.Copies > 0 && memory.Unfinished == 0, $"{memory.Copies} copies, {memory.Unfinished} without an end");
    }

    [Theory, MemberData(nameof(RandomModels.Kinds), MemberType = typeof(RandomModels))]
    public void Graphs_of_fp16_run_on_the_cpus_kernels_near_those_of_fp32(string kind)
    {
        var source = Path.Combine(_folder, "source");
        RandomModels.Write(kind, source);
        using var half = Session("fp16", "cuda");
        using var full = Session("fp32", "cpu");
        var found = DeviceCheck.Measure(half, full);
        Assert.Equal(55, found.Positions); // three read together, four alone, twelve steps of four
        Assert.InRange(found.MaxDifference, 1e-5, 0.02);

        DecoderSession Session(string precision, string device) =>
            new(Importer.Import(source, Path.Combine(_folder, precision), precision, device), new EngineSettings(Threads: 1, Slots: DeviceCheck.Slots, Spin: false));
    }

    [Fact]
    public void A_graph_of_bf16_finds_no_matrix_product_on_the_cpu()
    {
        var model = Importer.Import(Nano, Path.Combine(_folder, "bf16"), "bf16", "cuda");
        var error = Assert.Throws<ForgeException>(() => new DecoderSession(model, new EngineSettings(Threads: 1, Slots: 1, Spin: false)));
        Assert.Contains("Could not find an implementation for FusedMatMul(1)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    [InlineData("int4")]
    public void A_device_computes_at_16_bits_alone(string precision) => Assert.Equal(
        $"{precision} is for the CPU: the CUDA provider computes attention in fp16 and bf16 alone",
        Assert.Throws<ForgeException>(() => Precisions.Parse(precision, "cuda")).Message);

    [Fact]
    public void Without_a_precision_a_device_takes_bf16()
    {
        Assert.Equal("bf16", Importer.Import(Nano, Path.Combine(_folder, "a"), null, "cuda").Precision);
        Assert.Equal("fp32", Importer.Import(Nano, Path.Combine(_folder, "b"), null, "cpu").Precision);
    }

    [Fact]
    public void Copies_within_a_memory_give_its_bandwidth()
    {
        using var memory = new PretendedDevice { Bytes = 1L << 24 };
        Assert.InRange(CopyBandwidth.Measure(memory), 1e8, 1e13);
        Assert.Equal((0, 40), (memory.InUse, memory.Copies));
    }

    private static async Task<int[][]> Draw(DecoderSession session)
    {
        using var engine = new BatchEngine(session, [], _ => default, 3);
        var greedy = engine.Generate(new SampleRequest("greedy", [5, 6, 7, 8], SamplingParameters.Greedy(20), 1, 0), default);
        var warm = engine.Generate(new SampleRequest("warm", [9, 10, 11], new SamplingParameters(0.8, 0.95, 0, 30, [], 7), 5, 0), default);
        return [.. (await greedy).Concat(await warm).Select(s => s.Ids)];
    }
}
