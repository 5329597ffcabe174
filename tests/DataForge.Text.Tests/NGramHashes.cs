using DataForge.Core;

namespace DataForge.Text.Tests;

public class NGramHashes
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory, MemberData(nameof(Seeds))]
    public void Equal_exactly_where_the_tokens_are_equal(int seed)
    {
        var random = CounterRandom.For(seed, "grams", "");
        var n = 1 + random.Below(0, 15);
        var tokens = Enumerable.Range(0, 200).Select(i => (uint)random.Below((ulong)i + 1, 3) * 2 + 1).ToArray();
        var hash = new GramHash();
        hash.Fill(tokens);
        for (var i = 0; i + n <= tokens.Length; i++)
            for (var j = i; j + n <= tokens.Length; j++)
                Assert.Equal(tokens.AsSpan(i, n).SequenceEqual(tokens.AsSpan(j, n)), hash.Of(i, n) == hash.Of(j, n));
    }
}
