using System.Text;
using System.Text.Json.Nodes;

using DataForge.Core;
using DataForge.Models.Import;
using DataForge.Models.Safetensors;
using DataForge.Tests;

namespace DataForge.Models.Tests.Import;

/// <summary>Checkpoints whose parts do not belong together are refused by name when the model opens; each case is the bundled model with one thing changed.</summary>
public sealed class DamagedModels : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forge-damaged-").FullName;

    public DamagedModels()
    {
        var nano = Path.Combine(SharedData.Repository, "corpora/models/forge-nano");
        foreach (var file in Directory.GetFiles(nano)) File.WriteAllBytes(At(Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private void Edit(string file, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(At(file)))!;
        change(json);
        File.WriteAllText(At(file), json.ToJsonString());
    }

    private string Refusal()
    {
        var error = Assert.Throws<ForgeException>(() => Importer.Import(_folder, Path.Combine(_folder, "out"), "fp32", "cpu")).Message;
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
        Assert.StartsWith(_folder, error);
        return error[_folder.Length..];
    }

    /// <summary>The weights file with its header changed; the data stays where it is.</summary>
    private void EditWeights(Action<JsonObject> change, Action<byte[], int>? data = null)
    {
        var bytes = File.ReadAllBytes(At("model.safetensors"));
        var length = (int)BitConverter.ToInt64(bytes);
        var header = JsonNode.Parse(bytes.AsSpan(8, length))!.AsObject();
        change(header);
        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        var body = bytes[(8 + length)..];
        data?.Invoke(body, 0);
        File.WriteAllBytes(At("model.safetensors"), [.. BitConverter.GetBytes((long)text.Length), .. text, .. body]);
    }

    private static JsonNode Renamed(JsonObject header, string name)
    {
        var node = header[name]!.DeepClone();
        header.Remove(name);
        return node;
    }

    [Fact]
    public void The_model_itself_is_taken() => Assert.Equal(6, Importer.Import(_folder, Path.Combine(_folder, "out"), "fp32", "cpu").Config.Layers);

    [Theory]
    [InlineData(5, ": holds 6 layers; the config says 5")]
    [InlineData(7, ": holds 6 layers; the config says 7")]
    public void Layers_too_many_or_too_few_are_told(int layers, string said)
    {
        Edit("config.json", c => c["num_hidden_layers"] = layers);
        Assert.Equal(said, Refusal());
    }

    [Fact]
    public void A_missing_bias_of_a_family_that_has_them_is_told()
    {
        EditWeights(h => h.Remove("model.layers.3.self_attn.k_proj.bias"));
        Assert.Equal(": weight model.layers.3.self_attn.k_proj.bias is missing: Qwen2ForCausalLM with this config adds that bias", Refusal());
    }

    [Fact]
    public void A_bias_that_the_family_does_not_have_is_told()
    {
        EditWeights(h => h["model.layers.0.self_attn.o_proj.bias"] = h["model.layers.0.self_attn.q_proj.bias"]!.DeepClone());
        Assert.Equal(": weight model.layers.0.self_attn.o_proj.bias is there, and Qwen2ForCausalLM with this config has no such bias", Refusal());
    }

    [Theory]
    [InlineData("model.layers.0.self_attn.q_norm.weight")]
    [InlineData("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")]
    [InlineData("model.layers.0.mlp.experts.0.gate_proj.weight")]
    public void A_weight_that_nothing_reads_is_told(string name)
    {
        EditWeights(h => h[name] = h["model.norm.weight"]!.DeepClone());
        var shown = name.StartsWith("model.", StringComparison.Ordinal) ? name : "model." + name;
        Assert.Equal($": weight {shown} is not one that Qwen2ForCausalLM reads: another architecture, or an adapter that was not merged", Refusal());
    }

    [Fact]
    public void A_weight_under_two_names_is_told()
    {
        EditWeights(h => h["norm.weight"] = h["model.norm.weight"]!.DeepClone());
        Assert.Equal(": weight model.norm.weight stands twice, once of them without \"model.\" before it", Refusal());
    }

    [Theory]
    [InlineData("F64")]
    [InlineData("F8_E4M3")]
    [InlineData("I8")]
    public void A_stored_type_that_is_not_read_is_told(string type)
    {
        EditWeights(h => h["model.norm.weight"]!["dtype"] = type);
        Assert.Equal($"/model.safetensors: tensor model.norm.weight is stored as {type}; F32, F16 and BF16 are read", Refusal());
    }

    [Theory]
    [InlineData((ushort)0x7E00)] // NaN
    [InlineData((ushort)0xFC00)] // −∞
    public void Weights_that_are_not_finite_are_told(ushort half)
    {
        var entry = SafetensorsFile.Read(At("model.safetensors"))["model.layers.2.mlp.up_proj.weight"];
        Assert.Equal(StoredType.F16, entry.Type);
        var bytes = File.ReadAllBytes(At("model.safetensors"));
        BitConverter.GetBytes(half).CopyTo(bytes, entry.OffsetBytes + entry.LengthBytes - 2);
        File.WriteAllBytes(At("model.safetensors"), bytes);
        Assert.Equal(": weight model.layers.2.mlp.up_proj.weight: NaN or infinite numbers in it; the checkpoint is broken", Refusal());
    }

    [Theory]
    [InlineData("rope_scaling", "[1,2]", "rope_scaling: expected an object or null, found [1,2]")]
    [InlineData("rope_parameters", "\"yarn\"", "rope_parameters: expected an object or null, found \"yarn\"")]
    [InlineData("rope_scaling", "{\"rope_type\":\"linear\",\"factor\":\"2\"}", "factor: expected a number, found \"2\"")]
    [InlineData("architectures", "null", "architectures: expected a list with the model's class, as [\"Qwen2ForCausalLM\"]")]
    [InlineData("architectures", "[null]", "architectures: expected a list with the model's class, as [\"Qwen2ForCausalLM\"]")]
    [InlineData("num_hidden_layers", "\"6\"", "num_hidden_layers: expected a whole number, found \"6\"")]
    [InlineData("num_hidden_layers", "6.5", "num_hidden_layers: expected a whole number, found 6.5")]
    [InlineData("tie_word_embeddings", "\"yes\"", "tie_word_embeddings: expected true or false, found \"yes\"")]
    public void A_field_of_the_config_of_another_kind_is_told(string field, string value, string said)
    {
        Edit("config.json", c => c[field] = JsonNode.Parse(value));
        Assert.Equal("/config.json: " + said, Refusal());
    }

    [Theory]
    [InlineData("", ": the file is empty")]
    [InlineData("[]", ": expected a JSON object")]
    public void A_broken_generation_config_is_blamed_itself(string text, string said)
    {
        File.WriteAllText(At("generation_config.json"), text);
        Assert.Equal("/generation_config.json" + said, Refusal());
    }

    [Fact]
    public void A_link_to_a_file_that_is_gone_is_told()
    {
        File.Delete(At("tokenizer.json"));
        File.CreateSymbolicLink(At("tokenizer.json"), "../../blobs/0123abcd");
        Assert.Equal("/tokenizer.json: a link to ../../blobs/0123abcd, which is not there; was the download cut off, or its cache cleaned?", Refusal());
    }

    [Theory]
    [InlineData("tekken.json")]
    [InlineData("tokenizer.model")]
    [InlineData("vocab.txt")]
    public void A_tokenizer_of_another_kind_is_told(string file)
    {
        File.Move(At("tokenizer.json"), At(file));
        Assert.Equal($": the tokenizer is {file}, which is not read; tokenizer.json (byte-level BPE), or vocab.json with merges.txt, is", Refusal());
    }

    [Fact]
    public void An_adapter_alone_is_told()
    {
        File.Move(At("model.safetensors"), At("adapter_model.safetensors"));
        Assert.Equal(": holds an adapter (adapter_model.safetensors) and not the model it belongs to; merge it into its base model first", Refusal());
        File.Move(At("config.json"), At("adapter_config.json"));
        Assert.Equal(": holds an adapter (adapter_config.json) and not the model it belongs to; merge it into its base model first", Refusal());
    }

    [Fact]
    public void Pickled_weights_and_pointers_to_weights_are_told()
    {
        File.WriteAllText(At("model.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
        Assert.Equal("/model.safetensors: a Git LFS pointer instead of the file; fetch it with git lfs pull", Refusal());
        File.Move(At("model.safetensors"), At("pytorch_model.bin"));
        Assert.Equal(": the weights are in pytorch_model.bin, which is not read; save the model as safetensors", Refusal());
    }

    [Fact]
    public void A_token_without_an_embedding_row_is_told_when_the_model_opens()
    {
        Edit("tokenizer.json", t => t["model"]!["vocab"]!["zzzz"] = 1536);
        Importer.Import(_folder, Path.Combine(_folder, "out"), "fp32", "cpu");
        using var model = LoadedModel.Open(new BackendSettings(Path.Combine(_folder, "out")));
        Assert.Equal("forge-damaged: the tokenizer has the token id 1536, the model 1536 embedding rows: they do not belong together",
            System.Text.RegularExpressions.Regex.Replace(Assert.Throws<ForgeException>(() => model.Tokenizer).Message, "^forge-damaged-[^:]*", "forge-damaged"));
    }

    [Fact]
    public void Nothing_written_where_the_model_cannot_be_kept_is_no_bug_of_ours()
    {
        File.WriteAllText(At("file"), "");
        var error = Assert.Throws<ForgeException>(() => Importer.Import(_folder, At("file/out"), "fp32", "cpu")).Message;
        Assert.StartsWith($"{_folder}: cannot be imported into {_folder}/file/out: ", error);
    }
}
