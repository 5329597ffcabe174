using System.Text.Json;

using DataForge.Models.Tokenizers;
using DataForge.Tests;

namespace DataForge.Models.Tests.Tokenizers;

/// <summary>1,303 texts and their ids as Rust tokenizers and llama.cpp give them.</summary>
public sealed class RecordedTokensTests
{
    private static readonly Lazy<string[]> Texts = new(() => [.. SharedData.Lines("models", "smollm2-135m-instruct", "tokens.jsonl").Select(l => JsonDocument.Parse(l).RootElement.GetProperty("text").GetString()!)]);

    [Theory]
    [InlineData("smollm2", "smollm2-135m-instruct/tokens.jsonl")]
    [InlineData("smollm2-gguf", "smollm2-135m-instruct/tokens.jsonl")]
    [InlineData("qwen3", "tokens-qwen3.jsonl")]
    [InlineData("llama3", "tokens-llama3_1.jsonl")]
    public void Every_recorded_text_has_the_recorded_ids_and_decodes_to_its_normal_form(string vocabulary, string file)
    {
        var tokenizer = Vocabularies.Get(vocabulary);
        var recorded = SharedData.Lines(["models", .. file.Split('/')]).Select(Ids).ToArray();
        Assert.Equal(1303, recorded.Length);
        Assert.Equal(1303, Texts.Value.Length);
        var wrong = Enumerable.Range(0, recorded.Length).Where(i => !tokenizer.Encode(Texts.Value[i]).SequenceEqual(recorded[i])).ToArray();
        Assert.Equal([], wrong);
        var lost = Enumerable.Range(0, recorded.Length).Where(i => tokenizer.Decode(recorded[i]) != Representable(tokenizer, tokenizer.Normalize(Texts.Value[i]))).ToArray();
        Assert.Equal([], lost);
    }

    [Fact]
    public void Normal_form_C_changes_sixteen_of_the_texts()
    {
        var tokenizer = Vocabularies.Get("qwen3");
        Assert.Equal(16, Texts.Value.Count(t => tokenizer.Normalize(t) != t));
    }

    /// <summary>The text without the bytes this vocabulary has no token for.</summary>
    private static string Representable(Tokenizer tokenizer, string text) =>
        System.Text.Encoding.UTF8.GetString([.. System.Text.Encoding.UTF8.GetBytes(text).Where(b => !tokenizer.BytesWithoutToken.Contains(b))]);

    private static int[] Ids(string line)
    {
        using var json = JsonDocument.Parse(line);
        var ids = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement : json.RootElement.GetProperty("ids");
        return [.. ids.EnumerateArray().Select(i => i.GetInt32())];
    }
}
