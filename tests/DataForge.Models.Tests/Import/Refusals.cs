using System.Text;

using DataForge.Core;
using DataForge.Models.Import;
using DataForge.Models.Safetensors;

namespace DataForge.Models.Tests.Import;

/// <summary>What cannot be imported or run is refused by name, before anything is written.</summary>
public sealed class Refusals : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forge-refusals-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"model_type":"gpt2"}""", "model_type \"gpt2\"")]
    [InlineData("""{"model_type":"llama","hidden_act":"gelu"}""", "hidden_act \"gelu\"")]
    [InlineData("""{"model_type":"llama","architectures":["LlamaForQuestionAnswering"]}""", "LlamaForQuestionAnswering")]
    [InlineData("""{"model_type":"llama","architectures":["LlamaForCausalLM"],"num_attention_heads":4,"hidden_size":64,"num_hidden_layers":2,"intermediate_size":8,"vocab_size":9,"rope_scaling":{"rope_type":"dynamic","factor":2}}""", "rope scaling \"dynamic\"")]
    [InlineData("""{"model_type":"llama","architectures":["LlamaForCausalLM"]}""", "num_attention_heads is missing")]
    [InlineData("""{"model_type":""", "config.json")]
    public void A_config_that_is_not_computed_is_named(string config, string said)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        var error = Assert.Throws<ForgeException>(() => Importer.Import(_folder, Path.Combine(_folder, "out"), "fp32", "cpu"));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
    }

    [Theory]
    [InlineData("fp16")]
    [InlineData("bf16")]
    public void Half_precision_needs_a_device(string precision) =>
        Assert.Contains("--device cuda", Assert.Throws<ForgeException>(() => Precisions.Parse(precision, "cpu")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,12]}}", "do not match shape [2, 2]")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", "do not match shape")]
    [InlineData("{\"a\":[]}", "broken safetensors header")]
    public void A_safetensors_header_is_checked_against_the_file(string header, string said)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. new byte[12]]);
        Assert.Contains(said, Assert.Throws<ForgeException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_may_not_name_a_file_elsewhere()
    {
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), """{"weight_map":{"a":"../secret.safetensors"}}""");
        Assert.Contains("is not a file name", Assert.Throws<ForgeException>(() => SafetensorsFile.OpenDirectory(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundled_model_is_found_by_its_name_beside_the_programs_or_above_them_and_by_no_path()
    {
        var model = Directory.CreateDirectory(Path.Combine(_folder, "corpora", "models", "tiny")).FullName;
        var below = Directory.CreateDirectory(Path.Combine(_folder, "bin", "deep")).FullName;
        Assert.Null(ModelSourceFiles.Bundled("tiny", below));
        File.WriteAllText(Path.Combine(model, "config.json"), "{}");
        Assert.Equal(model, ModelSourceFiles.Bundled("tiny", below));
        Assert.Equal(model, ModelSourceFiles.Bundled("tiny", _folder));
        Assert.All((string[])["", ".", "..", "../models/tiny", "models/tiny", "other"], name => Assert.Null(ModelSourceFiles.Bundled(name, below)));
    }
}
