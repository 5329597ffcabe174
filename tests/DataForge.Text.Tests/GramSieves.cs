using DataForge.Core;

namespace DataForge.Text.Tests;

public class GramSieves
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory, MemberData(nameof(Seeds))]
    public void No_place_of_an_n_gram_of_the_set_is_left_out_and_few_others_are_given(int seed)
    {
        var random = CounterRandom.For(seed, "sieve", "");
        var n = seed % 3 == 0 ? 8 : 1 + random.Below(0, 14);
        var item = Enumerable.Range(0, 300).Select(i => (uint)random.Below((ulong)i + 1, 40) * 2 + 1).ToArray();
        var chosen = Enumerable.Range(0, item.Length - n + 1).Select(i => random.Below((ulong)i + 1000, 3) == 0).ToArray();
        var sieve = new GramSieve(n, item.Length);
        var other = sieve.Empty();
        other.Add(item, chosen);
        sieve.Add(other);
        sieve.Add(item, 0);
        chosen[0] = true;
        var grams = chosen.Index().Where(c => c.Item).Select(c => string.Join(' ', item.AsSpan(c.Index, n).ToArray())).ToHashSet();
        int[] scratch = [];
        var strangers = 0;
        for (ulong text = 0; text < 40; text++)
        {
            var draw = random.Fork(text);
            // stretches of the item between words of which half are its own
            var tokens = Enumerable.Range(0, 12).SelectMany(p => (uint[])[
                .. item.AsSpan(draw.Below((ulong)p * 40, item.Length - 30), draw.Below((ulong)p * 40 + 1, 30)).ToArray(),
                .. Enumerable.Range(0, draw.Below((ulong)p * 40 + 2, 20)).Select(i => (uint)draw.Below((ulong)(p * 40 + 3 + i), 80) * 2 + 1)]).Take(draw.Below(9999, 250)).ToArray();
            var places = sieve.Places(tokens, ref scratch).ToArray();
            Assert.Equal(places.Order().Distinct(), places);
            var plain = Enumerable.Range(0, Math.Max(0, tokens.Length - n + 1)).Where(at => grams.Contains(string.Join(' ', tokens.AsSpan(at, n).ToArray()))).ToList();
            Assert.Empty(plain.Except(places));
            strangers += places.Length - plain.Count;
        }

        if (n == 8) Assert.InRange(strangers, 0, 1500); // of some 5,000 places, most of which lie in copies of the item whose n-grams were not all chosen
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_short_n_gram_of_the_set_is_always_held_and_few_others_are(int n)
    {
        var random = CounterRandom.For(n, "sieve", "");
        var tokens = Enumerable.Range(0, 4000).Select(i => (uint)random.Below((ulong)i, 1 << 30) * 2 + 1).ToArray();
        var sieve = new GramSieve(n, 1000);
        for (var at = 0; at < 1000; at++) sieve.Add(tokens, at);
        Assert.All(Enumerable.Range(0, 1000), at => Assert.True(sieve.MayHold(tokens, at)));
        Assert.InRange(Enumerable.Range(1000, 3000 - n).Count(at => sieve.MayHold(tokens, at)), 0, 90);
    }
}
