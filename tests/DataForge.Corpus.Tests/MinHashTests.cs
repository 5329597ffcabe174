using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tests.Corpus;

public sealed class MinHashTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_signature_holds_the_least_value_of_each_function(int seed)
    {
        var settings = new BandSettings(5, 3, 1, seed);
        var shingles = Enumerable.Range(0, 50 * seed).Select(i => CounterRandom.For(seed, "shingles", "").Bits((ulong)i)).ToArray();
        var hash = new MinHash(settings);
        var signature = new ulong[hash.Length];
        hash.Sign(shingles, signature);
        var random = CounterRandom.For(seed, "minhash", "");
        for (var f = 0; f < 15; f++) Assert.Equal(shingles.Min(s => unchecked(s * (random.Bits((ulong)(2 * f)) | 1) + random.Bits((ulong)(2 * f + 1)))), signature[f]);
    }

    [Fact]
    public void Bands_of_neighbouring_arrangements_share_at_most_one_value()
    {
        var hash = new MinHash(new BandSettings(14, 8, 2, 0));
        var signature = new ulong[hash.Length];
        for (var i = 0; i < signature.Length; i++) signature[i] = (ulong)i;
        var members = new List<int>[28];
        var before = hash.Bands(signature);
        for (var b = 0; b < 28; b++) members[b] = [];
        for (var v = 0; v < 112; v++)
        {
            signature[v] += 1000;
            var after = hash.Bands(signature);
            for (var b = 0; b < 28; b++) if (after[b] != before[b]) members[b].Add(v);
            signature[v] -= 1000;
        }

        Assert.All(members, m => Assert.Equal(8, m.Count));
        for (var a = 0; a < 28; a++)
            for (var b = 0; b < a; b++)
                Assert.InRange(members[a].Intersect(members[b]).Count(), 0, a / 14 == b / 14 ? 0 : 1);
    }

    [Fact]
    public void Shingles_are_those_of_the_words()
    {
        var shingler = new Shingler(3, 4);
        ulong[] Of(string text) => shingler.Of(text).ToArray();
        Assert.Equal(Of("a b c d"), Of("A, b\n(C) d."));
        Assert.Equal(2, Of("a b c d").Length);
        Assert.Equal(Of("b c d"), Of("a b c d")[1..]);
        Assert.Empty(Of("a b"));
        Assert.Equal(3, Of("1 + 2 = 3").Length);
        Assert.NotEqual(Of("ab c d"), Of("a bc d"));
        Assert.Equal(2, Of("鸡兔同笼。几").Length); // four characters each
        Assert.Equal(Of("鸡兔同笼"), Of("鸡，兔同笼"));
    }

    [Fact]
    public void A_set_of_shingles_is_compared_as_sets_are()
    {
        var overlap = ShingleSet.Compare(ShingleSet.Of([5, 1, 5, 9]), ShingleSet.Of([9, 2, 1]));
        Assert.Equal(new Overlap(2, 3, 3), overlap);
        Assert.Equal(0.5, overlap.Jaccard);
        Assert.Equal(0, ShingleSet.Compare([], []).Jaccard);
    }

    [Fact]
    public void A_group_of_many_is_not_compared_pair_by_pair()
    {
        var pairs = NearSearch.Pairs(Enumerable.Range(0, 1000).ToArray()).ToList();
        Assert.Equal(pairs.Count, pairs.Distinct().Count());
        Assert.InRange(pairs.Count, 7900, 8000);
        Assert.All(pairs, p => Assert.True(p.Left < p.Right));
        Assert.Equal(28, NearSearch.Pairs(Enumerable.Range(0, 8).ToArray()).Count());
    }
}
