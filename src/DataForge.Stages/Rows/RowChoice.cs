using DataForge.Core;

namespace DataForge.Stages;

/// <summary>Rows drawn at random by a seed. A row's draw follows from the seed, its text and how often that text came before, so that neither order nor threads matter.</summary>
public static class RowChoice
{
    /// <summary>Exactly <paramref name="count"/> rows, or all where there are fewer, in input order; they are held in memory.</summary>
    public static IEnumerable<Row> Count(IEnumerable<Row> rows, int count, long seed)
    {
        var draws = new Draws(seed);
        var kept = new PriorityQueue<(Row Row, long Place), (ulong, long)>(Comparer<(ulong, long)>.Create((a, b) => b.CompareTo(a))); // the largest draw leaves first
        var place = 0L;
        foreach (var row in rows)
        {
            kept.Enqueue((row, place), (draws.Of(row), place));
            place++;
            if (kept.Count > count) kept.Dequeue();
        }

        return kept.UnorderedItems.Select(i => i.Element).OrderBy(e => e.Place).Select(e => e.Row);
    }

    /// <summary>Each row with the same chance.</summary>
    /// <param name="share">In [0, 1].</param>
    public static IEnumerable<Row> Share(IEnumerable<Row> rows, double share, long seed)
    {
        var draws = new Draws(seed);
        return rows.Where(row => draws.Of(row) / 18446744073709551616.0 < share);
    }

    private sealed class Draws(long seed)
    {
        private readonly CounterRandom _random = CounterRandom.For(seed, "rows", "");
        private readonly Dictionary<ulong, uint> _seen = [];

        public ulong Of(Row row)
        {
            var hash = StableHash.Of(row.Utf8);
            var times = _seen[hash] = _seen.GetValueOrDefault(hash) + 1;
            return _random.Bits(hash + (times - 1) * 0x9E3779B97F4A7C15UL);
        }
    }
}
