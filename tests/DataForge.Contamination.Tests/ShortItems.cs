using System.Text;
using DataForge.Core;
using DataForge.Text;

namespace DataForge.Contamination.Tests;

/// <summary>Items of the short tier, which are looked for in three ways, against the definition: the item stands there, on its own where it has to.</summary>
public class ShortItems
{
    private static readonly string[] Words = ["find", "x", "plus", "7", "12", "the", "sum", "of", "y", "area"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory, MemberData(nameof(Seeds))]
    public void Are_found_wherever_they_stand(int seed)
    {
        var random = CounterRandom.For(seed, "short", "");
        var items = Enumerable.Range(0, 40).Select(i => Sentence(random.Fork((ulong)i), 2 + i % 11)).Distinct().ToList();
        var builder = new IndexBuilder(GramSettings.Default);
        builder.Add(new BenchmarkInfo("b", "b", "", 0, "problem"), items.Select((text, i) => new BenchmarkItem($"{i}", [("problem", text)])));
        var index = BenchmarkIndex.Open(builder.Build());
        var scanner = new FieldScanner(index, ScanSettings.Default.Only(Rules.Whole));
        var normalizer = new Normalizer();
        var hits = new List<Hit>();
        var total = 0;
        for (ulong t = 0; t < 60; t++)
        {
            var draw = random.Fork(1000 + t);
            var parts = Enumerable.Range(0, 1 + draw.Below(0, 6)).Select(p => draw.Below((ulong)p * 4 + 1, 2) == 0 ? items[draw.Below((ulong)p * 4 + 2, items.Count)] : Sentence(draw.Fork((ulong)p), draw.Below((ulong)p * 4 + 3, 8)));
            var text = string.Join(draw.Below(100, 2) == 0 ? ". " : " ", parts);
            hits.Clear();
            scanner.Scan(Encoding.UTF8.GetBytes(text), "text", hits);
            var tokens = normalizer.Read(text);
            var plain = index.Texts.Where(i => i.IsShort && Stands(i, tokens)).Select(i => i.Entry.Item).ToList();
            Assert.Equal(plain, hits.Select(h => h.Item));
            total += plain.Count;
        }

        Assert.InRange(total, 30, int.MaxValue);
    }

    private static string Sentence(CounterRandom random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(w => Words[random.Below((ulong)w, Words.Length)]));

    private static bool Stands(IndexedText item, TokenList tokens)
    {
        var wanted = item.Entry.Tokens;
        for (var at = 0; at + wanted.Length <= tokens.Count; at++)
        {
            if (!tokens.Hashes.Slice(at, wanted.Length).SequenceEqual(wanted)) continue;
            var end = at + wanted.Length;
            if (!item.NeedsBounds || ((tokens.Flags[at] & Token.Break) != 0 && (end == tokens.Count || (tokens.Flags[end] & Token.Break) != 0))) return true;
        }

        return false;
    }
}
