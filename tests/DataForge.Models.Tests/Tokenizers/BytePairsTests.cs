using DataForge.Core;
using DataForge.Models.Tokenizers;

namespace DataForge.Models.Tests.Tokenizers;

public sealed class BytePairsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory, MemberData(nameof(Seeds))]
    public void Short_and_long_words_merge_as_the_plain_definition(int seed)
    {
        var random = CounterRandom.For(seed, "pairs", "");
        var rules = Rules(random);
        var table = new MergeTable(rules.Count);
        foreach (var (pair, merge) in rules) table.Add(pair.Left, pair.Right, merge);
        var pairs = new BytePairs(table, [.. Enumerable.Range(0, 256)]);
        for (var round = 0UL; round < 60; round++)
        {
            var word = Enumerable.Range(0, 1 + random.Below(1_000_000 + round, 300)).Select(i => (byte)random.Below(2_000_000 + round * 300 + (ulong)i, 4)).ToArray();
            Assert.Equal(Plain(rules, word), pairs.Encode(word).ToArray());
        }
    }

    [Fact]
    public void A_word_of_200000_letters_takes_seconds_at_most()
    {
        var tokenizer = Vocabularies.Get("llama3");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var letters in (string[])["a", "ab", "qz中"])
        {
            var text = string.Concat(Enumerable.Repeat(letters, 200_000 / letters.Length));
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), clock.Elapsed.ToString());
    }

    /// <summary>60 merges over four letters and earlier results.</summary>
    private static Dictionary<(int Left, int Right), MergeTable.Merge> Rules(CounterRandom random)
    {
        var rules = new Dictionary<(int, int), MergeTable.Merge>();
        int[] known = [0, 1, 2, 3, .. Enumerable.Range(256, 60)];
        for (var rank = 0; rank < 60; rank++)
            rules.TryAdd((known[random.Below((ulong)rank * 2, 4 + rank)], known[random.Below((ulong)rank * 2 + 1, 4 + rank)]), new(rank, 256 + rank));
        return rules;
    }

    private static List<int> Plain(Dictionary<(int, int), MergeTable.Merge> rules, byte[] word)
    {
        var ids = word.Select(b => (int)b).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, ids.Count - 1).Where(i => rules.ContainsKey((ids[i], ids[i + 1]))).OrderBy(i => rules[(ids[i], ids[i + 1])].Rank).ThenBy(i => i).Select(i => (int?)i).FirstOrDefault();
            if (best is not { } at) return ids;
            ids[at] = rules[(ids[at], ids[at + 1])].Id;
            ids.RemoveAt(at + 1);
        }
    }
}
