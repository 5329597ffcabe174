using System.Runtime.InteropServices;
using DataForge.Core;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Decides which n-grams of an item are telling: enough distinct words, and not a stock phrase.</summary>
/// <remarks>
/// A stock phrase is learned from the benchmarks alone: an n-gram that k unrelated items share (identities, "express your answer as a common fraction").
/// Items are related when they are the same item, or when their masked LCS is above 0.6 of the shorter one: copies and variations of one question
/// (MATH and MATH-500, "by 8" and "by 9") do not make each other boilerplate, so an n-gram of a single item is never suppressed, however often a corpus repeats it.
/// With numbers masked, ten different items that share an n-gram are a form of question, related or not.
/// </remarks>
internal static class Boilerplate
{
    private const double RelatedShare = 0.6;

    // "what is the remainder when # is divided by #": masked, so many different items are one form that says nothing of any of them
    private const int Variants = 10;

    internal static void Mark(IndexData data)
    {
        var related = new Relation(data);
        foreach (var kind in Enum.GetValues<StreamKind>())
            for (var size = 0; size < 2; size++)
                Mark(data, kind, size, related);
    }

    private static void Mark(IndexData data, StreamKind kind, int size, Relation related)
    {
        var (n, stream) = (N(data, size), new TokenStream());
        foreach (var entry in data.Entries)
        {
            stream.Fill(kind, entry.Tokens, entry.Flags);
            var telling = new GramMarks(Math.Max(0, stream.Count - n + 1));
            for (var at = 0; at < telling.Count; at++) telling[at] = Distinct(entry, stream, at, n) >= data.Grams.Distinct(kind, n);
            entry.Telling[(int)kind, size] = telling;
            entry.Suppressed[(int)kind, size] = 0;
        }

        foreach (var (_, places) in Groups(data, kind, size, related, data.Grams.BoilerplateItems))
            foreach (var place in places)
                Suppress(data.Entries[(int)(place >> 32)], kind, size, (int)place);
    }

    /// <summary>Hashes of the telling n-grams that at least k unrelated items share.</summary>
    internal static IEnumerable<ulong> Shared(IndexData data, StreamKind kind, int size, int k) => Groups(data, kind, size, new Relation(data), k).Select(g => g.Hash);

    private static int N(IndexData data, int size) => size == 0 ? data.Grams.ShortN : data.Grams.N;

    /// <summary>Telling n-grams of at least k unrelated items, with all their places (entry &lt;&lt; 32 | position).</summary>
    private static List<(ulong Hash, long[] Places)> Groups(IndexData data, StreamKind kind, int size, Relation related, int k)
    {
        var (n, stream, hash) = (N(data, size), new TokenStream(), new GramHash());
        var keys = new List<ulong>();
        var places = new List<long>();
        for (var e = 0; e < data.Entries.Count; e++)
        {
            var entry = data.Entries[e];
            stream.Fill(kind, entry.Tokens, entry.Flags);
            hash.Fill(stream.Hashes);
            var telling = entry.Telling[(int)kind, size];
            for (var at = 0; at < telling.Count; at++)
                if (telling[at])
                {
                    keys.Add(hash.Of(at, n));
                    places.Add((long)e << 32 | (uint)at);
                }
        }

        var (sorted, where) = (keys.ToArray(), places.ToArray());
        Array.Sort(sorted, where);
        var groups = new List<(ulong, long[])>();
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            Array.Sort(where, start, end - start); // the sort by hash leaves equal ones in any order
            if (end - start >= k && (related.Unrelated(where.AsSpan(start, end - start), k) || (kind != StreamKind.Exact && k <= Variants && Differ(data, where.AsSpan(start, end - start))))) groups.Add((sorted[start], where[start..end]));
            start = end;
        }

        return groups;
    }

    /// <summary>Enough of the places are in texts that differ token by token (copies count once).</summary>
    private static bool Differ(IndexData data, ReadOnlySpan<long> places)
    {
        if (places.Length < Variants) return false;
        var texts = new HashSet<ulong>();
        foreach (var place in places) texts.Add(StableHash.Of(MemoryMarshal.AsBytes(data.Entries[(int)(place >> 32)].Tokens.AsSpan())));
        return texts.Count >= Variants;
    }

    internal static void Suppress(IndexEntry entry, StreamKind kind, int size, int at)
    {
        var telling = entry.Telling[(int)kind, size];
        if (!telling[at]) return;
        telling[at] = false;
        entry.Suppressed[(int)kind, size]++;
    }

    /// <summary>Distinct tokens of an n-gram that are neither numbers nor placeholders.</summary>
    internal static int Distinct(IndexEntry entry, TokenStream stream, int at, int n)
    {
        Span<uint> seen = stackalloc uint[GramHash.MaxN];
        var count = 0;
        for (var i = at; i < at + n; i++)
        {
            var token = stream.Hashes[i];
            if (TokenStream.IsPlaceholder(token) || (entry.Flags[stream.FirstToken(i)] & Token.Number) != 0 || seen[..count].Contains(token)) continue;
            seen[count++] = token;
        }

        return count;
    }

    private sealed class Relation(IndexData data)
    {
        private readonly Dictionary<long, bool> _known = [];
        private readonly LcsPattern _lcs = new();
        private readonly TokenStream _first = new();
        private readonly TokenStream _second = new();

        /// <summary>True when k of the places belong to entries of which no two are related.</summary>
        public bool Unrelated(ReadOnlySpan<long> places, int k)
        {
            var apart = new List<int>(k);
            var last = -1;
            foreach (var place in places)
            {
                var entry = (int)(place >> 32);
                if (entry == last) continue;
                last = entry;
                var near = false;
                foreach (var other in apart)
                    if (near = Related(other, entry))
                        break;
                if (near) continue;
                apart.Add(entry);
                if (apart.Count == k) return true;
            }

            return false;
        }

        private bool Related(int a, int b)
        {
            if (a == b) return true;
            var key = (long)Math.Min(a, b) << 32 | (uint)Math.Max(a, b);
            if (_known.TryGetValue(key, out var known)) return known;
            var (x, y) = (data.Entries[a], data.Entries[b]);
            var related = x.Benchmark == y.Benchmark && x.Item == y.Item;
            if (!related)
            {
                _first.Fill(StreamKind.Masked, x.Tokens, x.Flags);
                _second.Fill(StreamKind.Masked, y.Tokens, y.Flags);
                _lcs.Set(_first.Hashes);
                related = _lcs.Measure(_second.Hashes, out _) > RelatedShare * Math.Min(_first.Count, _second.Count);
            }

            return _known[key] = related;
        }
    }
}
