using System.Text;

using DataForge.Core;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Tests.Tokenizers;

public sealed class RoundTripTests
{
    private static readonly string[] Names = ["forge-nano", "smollm2", "smollm2-gguf", "qwen3", "llama3"];

    public static TheoryData<string, int> Seeds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Names)
                for (var seed = 0; seed < 10; seed++)
                    data.Add(name, seed);
            return data;
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Decoding_what_was_encoded_gives_the_normalized_text(string vocabulary, int seed)
    {
        var tokenizer = Vocabularies.Get(vocabulary);
        for (var round = 0; round < 200; round++)
        {
            var text = Draw(tokenizer, seed, round);
            var ids = tokenizer.Encode(text);
            Assert.Equal(tokenizer.Normalize(text), tokenizer.Decode(ids));
            Assert.Equal(tokenizer.Normalize(text), tokenizer.Decode(tokenizer.Encode(text, recogniseSpecial: false)));
            Assert.DoesNotContain(tokenizer.Encode(text, recogniseSpecial: false), tokenizer.IsSpecial);
            Assert.Equal(tokenizer.Decode(ids), Streamed(tokenizer, ids, skipSpecial: false));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void A_stream_of_any_ids_equals_decoding_them_together_and_shows_no_half_characters(string vocabulary, int seed)
    {
        var tokenizer = Vocabularies.Get(vocabulary);
        var random = CounterRandom.For(seed, "ids", vocabulary);
        for (var round = 0UL; round < 100; round++)
        {
            var ids = Enumerable.Range(0, 40).Select(i => random.Below(round * 40 + (ulong)i, tokenizer.VocabularySize + 5)).ToArray();
            Assert.Equal(tokenizer.Decode(ids, skipSpecial: true), Streamed(tokenizer, ids, skipSpecial: true));
            Assert.Equal(ids.Sum(i => tokenizer.Bytes(i).Length), tokenizer.DecodeBytes(ids).Length);
        }
    }

    [Theory, InlineData("qwen3"), InlineData("llama3")]
    public void Bytes_that_are_not_text_survive_decoding_as_bytes(string vocabulary)
    {
        var tokenizer = Vocabularies.Get(vocabulary);
        int[] ids = [.. Enumerable.Range(0, 256).Select(b => Enumerable.Range(0, 600).First(id => tokenizer.Bytes(id).SequenceEqual([(byte)b])))];
        Assert.Equal(Enumerable.Range(0, 256).Select(b => (byte)b), tokenizer.DecodeBytes(ids));
        Assert.Empty(tokenizer.BytesWithoutToken);
    }

    [Fact]
    public void An_unpaired_surrogate_is_read_as_the_replacement_character_and_a_noncharacter_stays()
    {
        var tokenizer = Vocabularies.Get("qwen3");
        Assert.Equal("a\ufffdb\ufffd", tokenizer.Decode(tokenizer.Encode("a\ud800b\udc00")));
        Assert.Equal("\ufffe\u00e9", tokenizer.Decode(tokenizer.Encode("\ufffee\u0301")));
    }

    [Fact]
    public void A_character_over_three_tokens_comes_out_with_its_last()
    {
        var tokenizer = Vocabularies.Get("smollm2");
        var ids = tokenizer.Encode("𝔘");
        Assert.True(ids.Length >= 3);
        var stream = tokenizer.Stream();
        Assert.All(ids[..^1], id => Assert.Equal("", stream.Push(id)));
        Assert.Equal("𝔘", stream.Push(ids[^1]));
        Assert.Equal("", stream.Flush());
        stream.Push(ids[0]);
        Assert.Equal("\ufffd", stream.Flush());
    }

    private static string Streamed(Tokenizer tokenizer, int[] ids, bool skipSpecial)
    {
        var stream = tokenizer.Stream(skipSpecial);
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            var piece = stream.Push(id);
            Assert.False(piece.Length > 0 && char.IsHighSurrogate(piece[^1]));
            text.Append(piece);
        }

        return text.Append(stream.Flush()).ToString();
    }

    /// <summary>Any code points, control tokens, and text in between; no bytes the vocabulary lacks.</summary>
    private static string Draw(Tokenizer tokenizer, int seed, int round)
    {
        var random = CounterRandom.For(seed, "text", round.ToString());
        var text = new StringBuilder();
        var length = 1 + random.Below(999, 60);
        for (var i = 0; i < length; i++)
        {
            var draw = (ulong)i * 4;
            var piece = random.Below(draw, 10) switch
            {
                0 => tokenizer.AddedTokens[random.Below(draw + 1, tokenizer.AddedTokens.Count)].Content + '.', // a mark after a token has nothing to compose with
                1 => new string(' ', 1 + random.Below(draw + 1, 5)),
                2 => "\n",
                3 => " the",
                4 => random.Below(draw + 1, 100000).ToString(),
                5 => char.ConvertFromUtf32(0x300 + random.Below(draw + 1, 0x70)),
                6 => char.ConvertFromUtf32(0x4E00 + random.Below(draw + 1, 0x5000)),
                7 => char.ConvertFromUtf32(random.Below(draw + 1, 0x250)),
                _ => AnyCodePoint(random.Below(draw + 1, 0x10F800)),
            };
            if (Encoding.UTF8.GetBytes(piece).Any(tokenizer.BytesWithoutToken.Contains)) continue;
            text.Append(piece);
        }

        return text.ToString();
    }

    private static string AnyCodePoint(int index) => char.ConvertFromUtf32(index < 0xD800 ? index : index + 0x800);
}
