using DataForge.Core;
using DataForge.Models.Tests.Gguf;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Tests.Tokenizers;

public sealed class TokenizerGgufTests
{
    private static GgufBuilder Builder(string pre = "gpt-2", string model = "gpt2") => new GgufBuilder().Entry("tokenizer.ggml.model", model).Entry("tokenizer.ggml.pre", pre)
        .Entry("tokenizer.ggml.tokens", [.. Enumerable.Range(0, 256).Select(TinyTokenizer.Spell), "th", "the", "<|end|>", "<tool>"])
        .Entry("tokenizer.ggml.token_type", [.. Enumerable.Repeat(1, 258), 3, 4])
        .Entry("tokenizer.ggml.merges", ["t h", "th e"]).Entry("tokenizer.ggml.bos_token_id", 258u);

    [Fact]
    public void Control_and_user_tokens_are_found_in_text()
    {
        var tokenizer = Tokenizer.From(Builder().Read());
        Assert.Equal([257, 258, 259], tokenizer.Encode("the<|end|><tool>"));
        Assert.True(tokenizer.IsSpecial(258));
        Assert.False(tokenizer.IsSpecial(259));
        Assert.Empty(tokenizer.IdsBefore);
        Assert.Equal(NormalForm.AsIs, tokenizer.NormalForm);
    }

    [Theory]
    [InlineData("gpt-2", false, PreTokenizer.Gpt2, NormalForm.AsIs, 0)]
    [InlineData("gpt-2", true, PreTokenizer.Gpt2, NormalForm.AsIs, 1)]
    [InlineData("smollm", false, PreTokenizer.SmolLm, NormalForm.AsIs, 0)]
    [InlineData("qwen2", false, PreTokenizer.Qwen2, NormalForm.Nfc, 0)]
    [InlineData("llama-bpe", null, PreTokenizer.Llama3, NormalForm.AsIs, 1)]
    [InlineData("llama-bpe", false, PreTokenizer.Llama3, NormalForm.AsIs, 0)]
    public void The_rule_and_the_begin_token_follow_the_metadata(string pre, bool? addsBegin, PreTokenizer rule, NormalForm form, int before)
    {
        var builder = Builder(pre);
        if (addsBegin is { } adds) builder.Entry("tokenizer.ggml.add_bos_token", adds);
        var tokenizer = Tokenizer.From(builder.Read());
        Assert.Equal((rule, form, before), (tokenizer.PreTokenizer, tokenizer.NormalForm, tokenizer.IdsBefore.Count));
    }

    [Fact]
    public void Other_tokenizers_are_refused_by_name()
    {
        Refuses("x.gguf: tokenizer.ggml.model is \"llama\"; supported: gpt2 (byte-level byte pairs)", Builder(model: "llama"));
        Refuses("x.gguf: tokenizer.ggml.pre is \"command-r\"; supported: deepseek-r1-qwen, gpt-2, llama-bpe, llama-v3, llama3, qwen2, smaug-bpe, smollm. A tokenizer.json beside the file is read first", Builder("command-r"));
        Refuses("x.gguf: has no tokenizer (tokenizer.ggml.model is missing)", new GgufBuilder());
        Refuses("x.gguf: metadata tokenizer.ggml.tokens is missing", new GgufBuilder().Entry("tokenizer.ggml.model", "gpt2").Entry("tokenizer.ggml.pre", "gpt-2"));
        Refuses("x.gguf: tokenizer.ggml.token_type has 2 entries for 1 tokens", new GgufBuilder().Entry("tokenizer.ggml.model", "gpt2").Entry("tokenizer.ggml.pre", "gpt-2")
            .Entry("tokenizer.ggml.tokens", ["a"]).Entry("tokenizer.ggml.merges", ["a a"]).Entry("tokenizer.ggml.token_type", [1, 1]));
        Refuses("x.gguf: tokenizer.ggml.bos_token_id is 4000000000, outside the vocabulary of 260", new GgufBuilder().Entry("tokenizer.ggml.model", "gpt2").Entry("tokenizer.ggml.pre", "gpt-2")
            .Entry("tokenizer.ggml.tokens", [.. Enumerable.Range(0, 256).Select(TinyTokenizer.Spell), "th", "the", "x1", "x2"]).Entry("tokenizer.ggml.merges", ["t h", "th e"])
            .Entry("tokenizer.ggml.bos_token_id", 4000000000u).Entry("tokenizer.ggml.add_bos_token", true));
    }

    private static void Refuses(string message, GgufBuilder builder) => Assert.Equal(message, Assert.Throws<ForgeException>(() => Tokenizer.From(builder.Read())).Message);
}
