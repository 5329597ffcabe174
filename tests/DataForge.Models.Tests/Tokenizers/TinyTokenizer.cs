using System.Text;
using System.Text.Json.Nodes;

using DataForge.Models.Tokenizers;

namespace DataForge.Models.Tests.Tokenizers;

/// <summary>A byte-level tokenizer.json small enough to be changed piece by piece: 256 bytes, "th", "the", and two added tokens.</summary>
internal static class TinyTokenizer
{
    /// <summary>The spelling of byte b, written out from GPT-2's rule.</summary>
    public static string Spell(int b)
    {
        if (b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE) return ((char)b).ToString();
        return ((char)(256 + Enumerable.Range(0, b).Count(x => x is not (>= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE)))).ToString();
    }

    public static JsonObject Json()
    {
        var vocabulary = new JsonObject();
        for (var b = 0; b < 256; b++) vocabulary[Spell(b)] = b;
        vocabulary["th"] = 256;
        vocabulary["the"] = 257;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(Added(258, "<|end|>", special: true), Added(259, "<tool>", special: false)),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = true },
            ["post_processor"] = null,
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray("t h", "th e") },
        };
    }

    public static JsonObject Added(int id, string content, bool special) => new() { ["id"] = id, ["content"] = content, ["special"] = special };

    public static Tokenizer Read(JsonNode json) => new(TokenizerJson.Read("t.json", Encoding.UTF8.GetBytes(json.ToJsonString())));
}
