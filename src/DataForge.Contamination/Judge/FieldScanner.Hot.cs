using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Looks for benchmark items in one text. Holds scratch memory: one for each thread.</summary>
internal sealed class FieldScanner
{
    private readonly BenchmarkIndex _index;
    private readonly ScanSettings _settings;
    private readonly Normalizer _normalizer = new();
    private readonly TokenStream[] _streams = [new(), new(), new()];
    private readonly RunJudge _judge;
    private readonly List<Run> _runs = [];
    private readonly Dictionary<long, int> _diagonals = [];
    private readonly StreamKind[] _kinds;
    private readonly bool _whole;
    private readonly StreamKind[] _read;
    private readonly Looks[] _looks = [new(), new(), new()];
    private int[] _places = new int[256];

    /// <summary>Places of a reading and the hashes of the n-grams there.</summary>
    private sealed class Looks
    {
        public int[] Places = new int[256];
        public ulong[] Keys = new ulong[256];
        public int Count;
    }

    public FieldScanner(BenchmarkIndex index, ScanSettings settings)
    {
        _index = index;
        _settings = settings;
        _judge = new RunJudge(index, settings);
        var active = settings.Active;
        _whole = (active & (Rules.Whole | Rules.Copy)) != 0;
        _kinds = [.. new[] { (StreamKind.Exact, Rules.Exact), (StreamKind.Masked, Rules.Masked), (StreamKind.Skeleton, Rules.Template) }.Where(k => (active & k.Item2) != 0).Select(k => k.Item1)];
        _read = _whole ? [.. _kinds.Append(StreamKind.Exact).Distinct().Order()] : _kinds;
    }

    /// <summary>Tokens of the text scanned last.</summary>
    public int Tokens => _normalizer.Tokens.Count;

    /// <summary>Adds a hit for each item's text that is found, in index order.</summary>
    /// <param name="field">Path of the text in its row.</param>
    public void Scan(ReadOnlySpan<byte> utf8, string field, List<Hit> hits)
    {
        var tokens = _normalizer.Read(utf8);
        _runs.Clear();
        // each step asks for the memory of the next, for all readings before any of them waits for it
        foreach (var kind in _read) Look(kind, tokens);
        foreach (var kind in _read) PrefetchSeeds(kind);
        foreach (var kind in _read) FindRuns(kind, tokens);
        if (_whole) FindShort(tokens.Hashes, tokens.Flags);
        if (_runs.Count == 0) return;
        _runs.Sort(Run.ByItem);
        for (var start = 0; start < _runs.Count;)
        {
            var end = start + 1;
            while (end < _runs.Count && _runs[end].Text == _runs[start].Text) end++;
            if (_judge.Judge(_streams, tokens, _runs, start, end) is { } found) hits.Add(ToHit(found, utf8, field, tokens));
            start = end;
        }
    }

    /// <summary>Where a reading may hold short n-grams of the index.</summary>
    private void Look(StreamKind kind, TokenList tokens)
    {
        var (stream, looks, table) = (_streams[(int)kind], _looks[(int)kind], _index.Seeds(kind));
        stream.Fill(kind, tokens.Hashes, tokens.Flags);
        var places = _index.Sieve.Places(stream.Hashes, ref looks.Places);
        looks.Count = places.Length;
        if (looks.Keys.Length < places.Length) looks.Keys = new ulong[places.Length * 2];
        for (var i = 0; i < places.Length; i++) table.Prefetch(looks.Keys[i] = GramHash.Of(stream.Hashes.Slice(places[i], _index.Grams.ShortN)));
    }

    private void PrefetchSeeds(StreamKind kind)
    {
        var (looks, table) = (_looks[(int)kind], _index.Seeds(kind));
        for (var i = 0; i < looks.Count; i++) table.PrefetchSeed(looks.Keys[i]);
    }

    private void FindRuns(StreamKind kind, TokenList tokens)
    {
        var (stream, looks, table) = (_streams[(int)kind], _looks[(int)kind], _index.Seeds(kind));
        if (looks.Count == 0) return;
        var (seeds, whole) = (_kinds.Contains(kind), _whole && kind == StreamKind.Exact);
        _diagonals.Clear();
        for (var i = 0; i < looks.Count; i++)
        {
            var (at, key) = (looks.Places[i], looks.Keys[i]);
            if (seeds)
                for (var seed = table.First(key); seed != 0; seed = table.Next(key, seed))
                    Extend(kind, stream.Hashes, table[seed].Text, table[seed].At, at);
            if (whole) AddWhole(_index.Whole.Long, key, tokens.Hashes, tokens.Flags, at);
        }
    }

    /// <summary>Grows a seed to the longest run on its diagonal, once.</summary>
    private void Extend(StreamKind kind, ReadOnlySpan<uint> document, int text, int inItem, int inDocument)
    {
        var diagonal = (long)text << 32 | (uint)(inDocument - inItem);
        if (_diagonals.TryGetValue(diagonal, out var reached) && inDocument < reached) return;
        var item = _index.Reading(text, kind);
        var back = 0;
        while (back < inItem && back < inDocument && item[inItem - back - 1] == document[inDocument - back - 1]) back++;
        var ahead = item[inItem..].CommonPrefixLength(document[inDocument..]);
        if (ahead < _index.Grams.ShortN) return; // a hash collision
        _diagonals[diagonal] = inDocument + ahead;
        _runs.Add(new Run(text, kind, inDocument - back, inItem - back, back + ahead));
    }

    /// <summary>Items of the short tier, but for those that <see cref="FindRuns"/> finds.</summary>
    private void FindShort(ReadOnlySpan<uint> hashes, ReadOnlySpan<byte> flags)
    {
        var items = _index.Whole;
        foreach (var at in items.MiddleSieve.Places(hashes, ref _places)) AddWhole(items.Middles, GramHash.Of(hashes.Slice(at, WholeItems.Middle)), hashes, flags, at);
        if (flags.Length < items.PairSieve.N) return;
        var last = flags.Length - items.PairSieve.N;
        for (var at = 0; at <= last; at += Vector256<byte>.Count)
        {
            for (var left = Breaks(flags, at); left != 0; left &= left - 1)
            {
                var begin = at + BitOperations.TrailingZeroCount(left);
                if (begin > last) break;
                if (items.PairSieve.MayHold(hashes, begin)) FindHeads(hashes, flags, begin);
            }
        }
    }

    /// <summary>A bit for each of the next tokens: whether a sentence, clause or line begins there.</summary>
    private static uint Breaks(ReadOnlySpan<byte> flags, int at)
    {
        const int toSign = 3;
        if (flags.Length - at >= Vector256<byte>.Count) return (Vector256.Create(flags[at..]).AsUInt16() << toSign).AsByte().ExtractMostSignificantBits();
        if (flags.Length >= Vector256<byte>.Count) return Breaks(flags, flags.Length - Vector256<byte>.Count) >> (Vector256<byte>.Count - (flags.Length - at));
        var bits = 0U;
        for (var i = at; i < flags.Length; i++)
            if ((flags[i] & Token.Break) != 0)
                bits |= 1U << (i - at);
        return bits;
    }

    /// <summary>Items that must stand on their own and begin here.</summary>
    private void FindHeads(ReadOnlySpan<uint> hashes, ReadOnlySpan<byte> flags, int at)
    {
        for (var h = 0; h < WholeItems.HeadLengths.Length && at + WholeItems.HeadLengths[h] <= hashes.Length; h++)
            AddWhole(_index.Whole.Heads[h], GramHash.Of(hashes.Slice(at, WholeItems.HeadLengths[h])), hashes, flags, at);
    }

    private void AddWhole(SeedTable items, ulong key, ReadOnlySpan<uint> hashes, ReadOnlySpan<byte> flags, int at)
    {
        for (var seed = items.First(key); seed != 0; seed = items.Next(key, seed))
        {
            var number = items[seed].Text;
            var text = _index.Texts[number];
            var item = text.Entry.Tokens;
            if (!hashes[at..].StartsWith(item)) continue;
            if (text.NeedsBounds && !Bounded(flags, at, at + item.Length)) continue;
            _runs.Add(new Run(number, StreamKind.Exact, at, 0, item.Length) { Whole = true });
        }
    }

    private static bool Bounded(ReadOnlySpan<byte> flags, int start, int end) =>
        (flags[start] & Token.Break) != 0 && (end == flags.Length || (flags[end] & Token.Break) != 0);

    private Hit ToHit(Finding found, ReadOnlySpan<byte> utf8, string field, TokenList tokens)
    {
        var stream = _streams[(int)found.Kind];
        var (first, end) = (stream.FirstToken(found.Start), stream.EndToken(found.End - 1));
        var (from, to) = _normalizer.SourceRange(first, end);
        var entry = _index.Texts[found.Text].Entry;
        var start = CodePoints(utf8[..from]);
        return new Hit(
            _index.Data.Benchmarks[entry.Benchmark].Name, entry.Item, entry.Part, field, found.Rule, found.Fired & ~found.Rule,
            found.Drops ? HitAction.Drop : HitAction.Flag, found.Ngrams, found.Ratio,
            start, start + CodePoints(utf8[from..to]), Encoding.UTF8.GetString(utf8[from..to]), AnswerFollows(entry, tokens.Hashes[end..]));
    }

    private static bool AnswerFollows(IndexEntry entry, ReadOnlySpan<uint> rest)
    {
        const int near = 256; // a solution's length; further off, a short answer stands there by chance
        return entry.Answer.Length > 0 && rest[..Math.Min(rest.Length, near)].IndexOf(entry.Answer) >= 0;
    }

    private static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
            if ((b & 0xC0) != 0x80)
                count++;
        return count;
    }
}
