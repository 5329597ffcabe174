using DataForge.Core;
using DataForge.Models.Import;
using DataForge.Models.Tests.Gguf;

namespace DataForge.Models.Tests.Import;

/// <summary>Sizes that no model has are refused before memory is asked for by them.</summary>
public sealed class HostileConfigTests
{
    private const string Valid = """{"model_type":"llama","architectures":["LlamaForCausalLM"],"num_attention_heads":4,"hidden_size":64,"num_hidden_layers":2,"intermediate_size":128,"vocab_size":100}""";

    [Theory]
    [InlineData("\"num_attention_heads\":4", "\"num_attention_heads\":0", "the number of heads is 0; expected 1 to 65536")]
    [InlineData("\"num_attention_heads\":4", "\"num_attention_heads\":4,\"num_key_value_heads\":3", "4 heads cannot share 3 key-value heads evenly")]
    [InlineData("\"num_attention_heads\":4", "\"num_attention_heads\":4,\"num_key_value_heads\":8", "the number of key-value heads is 8; expected 1 to 4")]
    [InlineData("\"hidden_size\":64", "\"hidden_size\":-64", "the hidden size is -64; expected 1 to 1048576")]
    [InlineData("\"vocab_size\":100", "\"vocab_size\":2147483647", "the vocabulary is 2147483647; expected 1 to 4194304")]
    [InlineData("\"vocab_size\":100", "\"vocab_size\":100,\"max_position_embeddings\":2000000000", "the context length is 2000000000; expected 1 to 16777216")]
    [InlineData("\"vocab_size\":100", "\"vocab_size\":100,\"rope_theta\":0", "rotary base 0 with factor 1; expected positive numbers")]
    [InlineData("\"hidden_size\":64", "\"hidden_size\":60", "the head size is 15; rotary positions need an even one")]
    public void A_config_with_impossible_sizes_is_refused(string part, string changed, string problem)
    {
        var directory = Directory.CreateTempSubdirectory("config");
        try
        {
            var path = Path.Combine(directory.FullName, "config.json");
            File.WriteAllText(path, Valid);
            Assert.Equal(16, ConfigJson.Read(directory.FullName).HeadDim);
            File.WriteAllText(path, Valid.Replace(part, changed, StringComparison.Ordinal));
            Assert.Equal($"{path}: {problem}", Assert.Throws<ForgeException>(() => ConfigJson.Read(directory.FullName)).Message);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("llama.attention.head_count", 0u, "the number of heads is 0; expected 1 to 65536")]
    [InlineData("llama.context_length", 4000000000u, "the context length is 2147483647; expected 1 to 16777216")]
    [InlineData("llama.block_count", 0u, "the number of layers is 0; expected 1 to 4096")]
    public void A_gguf_with_impossible_sizes_is_refused(string key, uint value, string problem)
    {
        var path = Path.GetTempFileName();
        try
        {
            var builder = new GgufBuilder { DataBytes = 4096 }.Entry("general.architecture", "llama");
            foreach (var (name, usual) in new (string, uint)[] { ("attention.head_count", 4), ("embedding_length", 32), ("block_count", 1), ("feed_forward_length", 32), ("context_length", 128) })
                builder.Entry("llama." + name, key == "llama." + name ? value : usual);
            File.WriteAllBytes(path, builder.Tensor("token_embd.weight", 0, 0, 32, 4).ToBytes());
            Assert.Equal($"{path}: {problem}", Assert.Throws<ForgeException>(() => GgufSource.Open(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
