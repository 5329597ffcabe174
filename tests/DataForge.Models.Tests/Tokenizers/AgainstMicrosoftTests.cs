using System.Text.Json;
using System.Text.RegularExpressions;
using DataForge.Core;
using DataForge.Tests;
using Microsoft.ML.Tokenizers;

namespace DataForge.Models.Tests.Tokenizers;

/// <summary>Our byte-level BPE against Microsoft.ML.Tokenizers, on the bundled model's vocabulary.</summary>
public sealed class AgainstMicrosoftTests
{
    private static readonly string File = Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano", "tokenizer.json");

    private static BpeTokenizer Reference()
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(File));
        var model = json.RootElement.GetProperty("model");
        var pattern = json.RootElement.GetProperty("pre_tokenizer").GetProperty("pretokenizers")[0].GetProperty("pattern").GetProperty("Regex").GetString()!;
        return BpeTokenizer.Create(new BpeOptions(model.GetProperty("vocab").EnumerateObject().Select(v => KeyValuePair.Create(v.Name, v.Value.GetInt32())))
        {
            Merges = [.. model.GetProperty("merges").EnumerateArray().Select(m => m.GetString()!)],
            PreTokenizer = new RegexPreTokenizer(new Regex(pattern, RegexOptions.CultureInvariant), null),
            ByteLevel = true,
        });
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 10)];

    [Theory, MemberData(nameof(Seeds))]
    public void Two_hundred_random_texts_have_the_same_ids(int seed)
    {
        string[] parts = ["the", " answer", " is", "12", "345.6", " + ", "\\frac{1}{2}", "$x^2$", "\n", "\n\n", "  ", "\t", "'ll", "'S", "é", "中文", "三分之二", "。", "!?", " Tom", "'s", "x=", "_", "Ω"];
        var ours = Vocabularies.Get("forge-nano");
        var reference = Reference();
        for (var round = 0; round < 200; round++)
        {
            var random = CounterRandom.For(seed, "bpe", $"{round}");
            var text = string.Concat(Enumerable.Range(0, random.Below(0, 40)).Select(i => parts[random.Below((ulong)i + 1, parts.Length)]));
            Assert.Equal(reference.EncodeToIds(text), ours.Encode(text));
        }
    }
}
