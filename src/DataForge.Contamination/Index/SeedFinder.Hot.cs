using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Chooses the short n-grams by which matches are found in one reading: every telling one, and for a telling full n-gram that holds none, its last.</summary>
internal sealed class SeedFinder(BenchmarkIndex index, StreamKind kind)
{
    private readonly GramHash _hash = new();
    private bool[] _marks = new bool[256];
    private ulong[] _keys = new ulong[256];

    /// <summary>All seeds; the sieve takes in their n-grams.</summary>
    public SeedTable Build(GramSieve sieve)
    {
        var n = index.Grams.ShortN;
        var table = new SeedTable(index.Tokens);
        for (var t = 0; t < index.Texts.Length; t++)
        {
            var tokens = index.Reading(t, kind);
            if (tokens.Length < n) continue;
            var seeds = Choose(index.Texts[t].Entry);
            _hash.Fill(tokens);
            if (_keys.Length < seeds.Length) _keys = new ulong[seeds.Length * 2];
            for (var at = 0; at < seeds.Length; at++) table.Prefetch(_keys[at] = _hash.Of(at, n));
            for (var at = 0; at < seeds.Length; at++)
                if (seeds[at])
                    table.Add(_keys[at], t, at);
            sieve.Add(tokens, seeds);
        }

        return table;
    }

    private ReadOnlySpan<bool> Choose(IndexEntry entry)
    {
        var (shorts, longs) = (entry.Telling[(int)kind, 0], entry.Telling[(int)kind, 1]);
        if (_marks.Length < shorts.Count) _marks = new bool[shorts.Count * 2];
        var seeds = _marks.AsSpan(0, shorts.Count);
        for (var at = 0; at < seeds.Length; at++) seeds[at] = shorts[at];
        var next = 0; // the first seed at or behind the full n-gram's begin
        for (var at = 0; at < longs.Count; at++)
        {
            if (!longs[at]) continue;
            var last = at + index.Grams.N - index.Grams.ShortN;
            for (next = Math.Max(next, at); next <= last && !seeds[next]; next++) { }
            if (next > last) seeds[next = last] = true; // it serves the next windows too
        }

        return seeds;
    }
}
