using DataForge.Core;
using DataForge.Models.Gguf;
using DataForge.Tests;

namespace DataForge.Models.Tests.Gguf;

public sealed class GgufFileTests
{
    [Fact]
    public void The_real_model_lists_its_metadata_and_tensors()
    {
        var file = GgufFile.Open(SharedData.Require("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"));
        Assert.Equal(3, file.Version);
        Assert.Equal(33, file.Metadata.Keys.Count);
        Assert.Equal("llama", file.Metadata.Text("general.architecture"));
        Assert.Equal(30, file.Metadata.Integer("llama.block_count"));
        Assert.Equal(100000.0, file.Metadata.Number("llama.rope.freq_base"));
        Assert.False(file.Metadata.Flag("tokenizer.ggml.add_bos_token"));
        Assert.Equal(49152, file.Metadata.Texts("tokenizer.ggml.tokens")!.Count);
        Assert.Equal(49152, file.Metadata.Integers("tokenizer.ggml.token_type")!.Count);
        Assert.Equal(272, file.Tensors.Count);
        var embedding = file.Tensor("token_embd.weight")!;
        Assert.Equal([49152L, 576L], embedding.Shape);
        Assert.Equal(GgufType.Q8_0, embedding.Type);
        Assert.Equal(49152L * 576 / 32 * 34, embedding.LengthBytes);
        Assert.Equal(file.LengthBytes, file.Tensors.Max(t => t.OffsetBytes + t.LengthBytes));
        Assert.Null(file.Tensor("output.weight"));
    }

    [Theory, InlineData("llama-legacy-quants"), InlineData("llama-k-quants"), InlineData("qwen2-floats-tied")]
    public void The_tiny_models_open(string name)
    {
        var file = GgufFile.Open(SharedData.Require("models", "tiny-gguf", name + ".gguf"));
        Assert.Equal(320, file.Metadata.Texts("tokenizer.ggml.tokens")!.Count);
        Assert.All(file.Tensors, t => Assert.Equal(0, t.OffsetBytes % file.AlignmentBytes));
    }

    [Theory, InlineData(2u), InlineData(3u)]
    public void A_written_file_reads_back(uint version)
    {
        var file = new GgufBuilder { Version = version }
            .Entry("general.architecture", "llama").Entry("a.count", 7u).Entry("a.flag", true).Entry("a.words", ["x", "", "é"]).Entry("a.numbers", [1, -2])
            .Entry("a.half", 6, w => w.Write(0.5f)).Entry("a.wide", 10, w => w.Write(1UL << 40))
            .Entry("a.nested", 9, w => { w.Write(9u); w.Write(1UL); w.Write(0u); w.Write(2UL); w.Write((byte)1); w.Write((byte)255); })
            .Tensor("w", 0, 32, 3, 2).Tensor("q", 2, 64, 32)
            .Read();
        Assert.Equal((int)version, file.Version);
        Assert.Equal("llama", file.Metadata.Text("general.architecture"));
        Assert.Equal(["x", "", "é"], file.Metadata.Texts("a.words")!);
        Assert.Equal([1L, -2L], file.Metadata.Integers("a.numbers")!);
        Assert.Equal(0.5, file.Metadata.Number("a.half"));
        Assert.Equal(7.0, file.Metadata.Number("a.count"));
        Assert.Equal(1L << 40, file.Metadata.Integer("a.wide"));
        Assert.Equal([1L, 255L], Assert.IsType<GgufValue.Integers>(Assert.IsType<GgufValue.Lists>(file.Metadata.Value("a.nested")).Values[0]).Values);
        Assert.Null(file.Metadata.Text("a.none"));
        Assert.Equal([2L, 3L], file.Tensors[0].Shape);
        Assert.Equal(24, file.Tensors[0].LengthBytes);
        Assert.Equal(32, file.Tensors[1].OffsetBytes - file.Tensors[0].OffsetBytes);
        Assert.Equal(18, file.Tensors[1].LengthBytes);
    }

    [Fact]
    public void A_value_of_another_type_is_named_with_both_types()
    {
        var metadata = new GgufBuilder().Entry("a.count", 7u).Read().Metadata;
        var error = Assert.Throws<ForgeException>(() => metadata.Text("a.count"));
        Assert.Equal("x.gguf: metadata a.count is an integer, expected a string", error.Message);
        Assert.Equal("x.gguf: metadata b is missing", Assert.Throws<ForgeException>(() => metadata.Required(metadata.Integer("b"), "b")).Message);
    }
}
