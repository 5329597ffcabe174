using System.Collections.Frozen;

using DataForge.Core;

namespace DataForge.Models.Tokenizers;

/// <summary>The rule that cuts text into words before byte-pair encoding.</summary>
public enum PreTokenizer
{
    /// <summary>radford2019: contractions, letters, numbers, the rest, each with an optional space before.</summary>
    Gpt2,

    /// <summary>Every number character on its own first; then GPT-2 within what lies between.</summary>
    SmolLm,

    /// <summary>Letters with any one character before, numbers by three, line ends apart.</summary>
    Llama3,

    /// <summary>As Llama 3, numbers one by one.</summary>
    Qwen2,
}

/// <summary>Recognises the rule from what a model's files say.</summary>
internal static class PreTokenizers
{
    private const string Words = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{DIGITS}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly FrozenDictionary<string, PreTokenizer> Patterns = new Dictionary<string, PreTokenizer>
    {
        [@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = PreTokenizer.Gpt2,
        [@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = PreTokenizer.Gpt2,
        [Words.Replace("{DIGITS}", "{1,3}", StringComparison.Ordinal)] = PreTokenizer.Llama3,
        [Words.Replace("{DIGITS}", "", StringComparison.Ordinal)] = PreTokenizer.Qwen2,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, PreTokenizer> GgufNames = new Dictionary<string, PreTokenizer>
    {
        ["gpt-2"] = PreTokenizer.Gpt2,
        ["smollm"] = PreTokenizer.SmolLm,
        ["llama-bpe"] = PreTokenizer.Llama3,
        ["llama3"] = PreTokenizer.Llama3,
        ["llama-v3"] = PreTokenizer.Llama3,
        ["smaug-bpe"] = PreTokenizer.Llama3,
        ["qwen2"] = PreTokenizer.Qwen2,
        ["deepseek-r1-qwen"] = PreTokenizer.Qwen2,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By the regular expression of a Split step.</summary>
    public static PreTokenizer OfPattern(string source, string pattern) => Patterns.TryGetValue(pattern, out var rule)
        ? rule
        : throw new ForgeException($"{source}: pre_tokenizer splits by the pattern {pattern}; supported: the patterns of GPT-2, SmolLM, Llama 3 and Qwen 2");

    /// <summary>By <c>tokenizer.ggml.pre</c>.</summary>
    public static PreTokenizer OfGguf(string source, string? name)
    {
        if (name is not null && GgufNames.TryGetValue(name, out var rule)) return rule;
        var found = name is null ? "tokenizer.ggml.pre is missing" : $"tokenizer.ggml.pre is \"{name}\"";
        throw new ForgeException($"{source}: {found}; supported: {string.Join(", ", GgufNames.Keys.Order(StringComparer.Ordinal))}. A tokenizer.json beside the file is read first");
    }
}
