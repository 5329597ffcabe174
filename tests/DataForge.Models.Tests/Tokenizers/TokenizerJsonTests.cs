using System.Text;
using System.Text.Json.Nodes;

using DataForge.Core;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Tests.Tokenizers;

/// <summary>What tokenizer.json may say, and what is refused: broken files, and kinds that would be read nearly right.</summary>
public sealed class TokenizerJsonTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Fact]
    public void Merges_added_tokens_and_template_work_together()
    {
        var json = TinyTokenizer.Json();
        json["post_processor"] = JsonNode.Parse("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|end|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<|end|>","type_id":0}}],"pair":[],"special_tokens":{"<|end|>":{"id":"<|end|>","ids":[258],"tokens":["<|end|>"]}}}""");
        var tokenizer = TinyTokenizer.Read(json);
        Assert.Equal([257, 258, 259, 't'], tokenizer.Encode("the<|end|><tool>t"));
        Assert.Equal([258, 257, 258], tokenizer.Encode("the", addSpecial: true));
        Assert.Equal([.. "<|end|>".Select(c => (int)c), 259], tokenizer.Encode("<|end|><tool>", recogniseSpecial: false));
        Assert.Equal("the<tool>", tokenizer.Decode([257, 258, 259, 999], skipSpecial: true));
        Assert.Equal(260, tokenizer.VocabularySize);
        Assert.Equal(258, tokenizer.Id("<|end|>"));
        Assert.Equal(257, tokenizer.Id("the"));
        Assert.Null(tokenizer.Id("xyz"));
        Assert.Equal([], tokenizer.Encode(""));
    }

    [Fact]
    public void Merges_may_be_pairs_and_may_come_before_the_vocabulary()
    {
        var json = TinyTokenizer.Json();
        var model = json["model"]!.AsObject();
        var vocabulary = model["vocab"]!.DeepClone();
        model.Remove("vocab");
        model["merges"] = JsonNode.Parse("""[["t","h"],["th","e"]]""");
        model["vocab"] = vocabulary;
        Assert.Equal([257], TinyTokenizer.Read(json).Encode("the"));
    }

    [Fact]
    public void The_longest_of_the_leftmost_added_tokens_is_found()
    {
        var json = TinyTokenizer.Json();
        json["added_tokens"] = new JsonArray(TinyTokenizer.Added(258, "<a", special: true), TinyTokenizer.Added(259, "<ab>", special: true), TinyTokenizer.Added(260, "b><", special: true));
        Assert.Equal([259, 258, 'b', '<', 258], TinyTokenizer.Read(json).Encode("<ab><ab<<a"));
    }

    [Fact]
    public void An_added_token_takes_the_white_space_it_asks_for_and_keeps_to_whole_words()
    {
        var json = TinyTokenizer.Json();
        json["added_tokens"] = JsonNode.Parse("""[{"id":258,"content":"L","special":true,"lstrip":true},{"id":259,"content":"R","special":true,"rstrip":true},{"id":260,"content":"W","special":true,"single_word":true}]""");
        var tokenizer = TinyTokenizer.Read(json);
        Assert.Equal(['a', 258, 'b'], tokenizer.Encode("a \u3000Lb"));
        Assert.Equal(['a', 259, 'b'], tokenizer.Encode("aR \nb"));
        Assert.Equal(['a', 'W', ' ', 260, '-', 260], tokenizer.Encode("aW W-W"));
    }

    [Fact]
    public void What_would_be_read_nearly_right_is_refused_by_name()
    {
        Refuses("t.json: model.type is Unigram; supported: BPE (byte-level)", j => j["model"]!["type"] = "Unigram");
        Refuses("t.json: model.byte_fallback is set: a SentencePiece vocabulary; supported: byte-level BPE", j => j["model"]!["byte_fallback"] = true);
        Refuses("t.json: model.end_of_word_suffix is \"</w>\"; supported: none", j => j["model"]!["end_of_word_suffix"] = "</w>");
        Refuses("t.json: model.dropout is 0.1; supported: none, so that the same text has the same tokens", j => j["model"]!["dropout"] = 0.1);
        Refuses("t.json: normalizer NFKC; supported: none, NFC", j => j["normalizer"] = JsonNode.Parse("""{"type":"NFKC"}"""));
        Refuses("t.json: normalizer NFC + Lowercase; supported: none, NFC", j => j["normalizer"] = JsonNode.Parse("""{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]}"""));
        Refuses("t.json: pre_tokenizer is missing; supported: those of GPT-2, SmolLM, Llama 3 and Qwen 2", j => j["pre_tokenizer"] = null);
        Refuses("t.json: pre_tokenizer Metaspace; supported: those of GPT-2, SmolLM, Llama 3 and Qwen 2", j => j["pre_tokenizer"] = JsonNode.Parse("""{"type":"Metaspace"}"""));
        Refuses("t.json: pre_tokenizer ByteLevel with add_prefix_space; supported: those of GPT-2, SmolLM, Llama 3 and Qwen 2", j => j["pre_tokenizer"]!["add_prefix_space"] = true);
        Refuses("t.json: pre_tokenizer splits by the pattern \\w+; supported: the patterns of GPT-2, SmolLM, Llama 3 and Qwen 2",
            j => j["pre_tokenizer"] = JsonNode.Parse("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}"""));
        Refuses("t.json: post_processor BertProcessing; supported: ByteLevel, TemplateProcessing", j => j["post_processor"] = JsonNode.Parse("""{"type":"BertProcessing"}"""));
    }

    [Fact]
    public void Broken_vocabularies_and_merges_are_refused_with_the_place()
    {
        Refuses("t.json: model.vocab is missing", j => j["model"]!.AsObject().Remove("vocab"));
        Refuses("t.json: model.merges is missing", j => j["model"]!.AsObject().Remove("merges"));
        Refuses("t.json: token id -1 is outside 0 to 4194303", j => j["model"]!["vocab"]!["x1"] = -1);
        Refuses("t.json: token id 2147483647 is outside 0 to 4194303", j => j["model"]!["vocab"]!["x1"] = int.MaxValue);
        Refuses("t.json: token id 65 stands twice", j => j["model"]!["vocab"]!["x1"] = 65);
        Refuses("t.json: model.vocab: the id of \"x1\" is not a whole number", j => j["model"]!["vocab"]!["x1"] = 1.5);
        Refuses("t.json: merge 2 (\"q\" with \"q\"): its result is not in the vocabulary", j => j["model"]!["merges"]!.AsArray().Add("q q"));
        Refuses("t.json: merge 2 is \"qq\", expected two tokens with a space between", j => j["model"]!["merges"]!.AsArray().Add("qq"));
        Refuses("t.json: model.merges: merge 2 is neither a string nor a pair of strings", j => j["model"]!["merges"]!.AsArray().Add(7));
        Refuses("t.json: model.merges is not an array", j => j["model"]!["merges"] = 7);
        Refuses("t.json: added_tokens: the id of \"<x>\" is not a whole number from 0 to 4194303", j => j["added_tokens"]!.AsArray().Add(TinyTokenizer.Added(-5, "<x>", special: true)));
        Refuses("t.json: post_processor adds the id 9999, which the vocabulary does not have",
            j => j["post_processor"] = JsonNode.Parse("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}}],"special_tokens":{"x":{"ids":[9999]}}}"""));
        Assert.StartsWith("t.json: ", Assert.Throws<ForgeException>(() => TokenizerJson.Read("t.json", [])).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Random_damage_opens_or_is_refused_and_nothing_else(int seed)
    {
        var random = CounterRandom.For(seed, "damage", "tokenizer");
        var valid = Encoding.UTF8.GetBytes(TinyTokenizer.Json().ToJsonString());
        for (var round = 0UL; round < 400; round++)
        {
            var bytes = valid[..(round % 4 == 0 ? random.Below(round * 8, valid.Length) : valid.Length)];
            for (var i = 0UL; i < 3 && round % 4 != 0; i++) bytes[random.Below(round * 8 + 1 + i, bytes.Length)] = (byte)"{}[]\",:0-\\x\uffff"[random.Below(round * 8 + 4 + i, 12)];
            try
            {
                var tokenizer = new Tokenizer(TokenizerJson.Read("t.json", bytes));
                tokenizer.Encode("the quick <|end|> 中");
            }
            catch (ForgeException e)
            {
                Assert.StartsWith("t.json: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void One_id_for_two_tokens_and_other_kinds_of_vocabularies_are_refused_by_name()
    {
        Refuses("t.json: token id 257 stands for \"<|end|>\" among the added tokens and for another token before", j => j["added_tokens"]![0]!["id"] = 257);
        Refuses("t.json: token id 258 stands for \"<x>\" among the added tokens and for another token before", j => j["added_tokens"]!.AsArray().Add(TinyTokenizer.Added(258, "<x>", special: true)));
        Refuses("t.json: model.type is Unigram; supported: BPE (byte-level)", j => j["model"] = JsonNode.Parse("""{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["a",-1.5]]}"""));
        Refuses("t.json: model.type is WordPiece; supported: BPE (byte-level)", j => j["model"] = JsonNode.Parse("""{"type":"WordPiece","vocab":{"a":0}}"""));
        Refuses("t.json: model is missing or no object", j => j["model"] = null);
    }

    [Theory]
    [InlineData("GPT2Tokenizer", true)]
    [InlineData("Qwen2Tokenizer", false)]
    public void A_vocabulary_and_its_merges_alone_give_the_same_ids(string kind, bool isGpt2)
    {
        var folder = Directory.CreateTempSubdirectory("forge-vocab-").FullName;
        try
        {
            var json = TinyTokenizer.Json();
            if (!isGpt2)
            {
                json["normalizer"] = JsonNode.Parse("""{"type":"NFC"}""");
                json["pre_tokenizer"] = JsonNode.Parse("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}""");
            }

            File.WriteAllText(Path.Combine(folder, "vocab.json"), json["model"]!["vocab"]!.ToJsonString());
            File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\nt h\nth e\n");
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), $$$"""{"tokenizer_class":"{{{kind}}}","added_tokens_decoder":{"258":{"content":"<|end|>","special":true},"259":{"content":"<tool>","special":false} } }""");
            var (whole, parts) = (TinyTokenizer.Read(json), Tokenizer.Load(folder));
            foreach (var text in (string[])["the other 123 théorèmes<|end|><tool> the\n\n  the", "e\u0301 中文 the", "", "it's THE 3.14"])
                Assert.Equal(whole.Encode(text), parts.Encode(text));
            Assert.True(parts.IsSpecial(258));
            Assert.False(parts.IsSpecial(259));
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"tokenizer_class":"RobertaTokenizer"}""");
            Assert.EndsWith("tokenizer_class is RobertaTokenizer; of vocab.json and merges.txt alone, GPT2Tokenizer and Qwen2Tokenizer are read", Assert.Throws<ForgeException>(() => Tokenizer.Load(folder)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Refuses(string message, Action<JsonObject> damage)
    {
        var json = TinyTokenizer.Json();
        damage(json);
        Assert.Equal(message, Assert.Throws<ForgeException>(() => TinyTokenizer.Read(json)).Message);
    }
}
