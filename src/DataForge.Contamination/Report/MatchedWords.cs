using System.Text;
using DataForge.Text;

namespace DataForge.Contamination;

/// <summary>Which words of a match stand in the item too, in the order of a longest common subsequence of the rule's reading. Not safe for several threads.</summary>
/// <remarks>Where the reading takes two different numbers or names as equal, they are aligned but not marked: only equal words are.</remarks>
internal sealed class MatchedWords(GramSettings grams)
{
    private const int MostCells = 4_000_000; // a longer match is aligned by its runs
    private readonly Normalizer _normalizer = new();
    private readonly TokenStream _match = new();
    private readonly TokenStream _item = new();

    /// <param name="matched">The match.</param>
    /// <param name="start">Its first code point in the field.</param>
    /// <param name="itemText">The item's text, or null.</param>
    /// <returns>Ranges in code points of the field, and of the item's text; null where that is missing or is not what was indexed.</returns>
    public (IReadOnlyList<IReadOnlyList<int>> Match, IReadOnlyList<IReadOnlyList<int>>? Item) Of(Rules rule, string matched, int start, IndexEntry entry, string? itemText)
    {
        var kind = RuleNames.TierOf(rule) switch { "masked" => StreamKind.Masked, "template" => StreamKind.Skeleton, _ => StreamKind.Exact };
        var utf8 = Encoding.UTF8.GetBytes(matched);
        var tokens = _normalizer.Read(utf8);
        _match.Fill(kind, tokens.Hashes, tokens.Flags);
        _item.Fill(kind, entry.Tokens, entry.Flags);
        var (inMatch, inItem) = (new bool[tokens.Count], new bool[entry.Length]);
        foreach (var (a, b, length) in Aligned(_match.Hashes, _item.Hashes, rule == Rules.Shuffled))
            for (var i = 0; i < length; i++)
            {
                var mine = tokens.Hashes[_match.FirstToken(a + i).._match.EndToken(a + i)];
                var its = entry.Tokens.AsSpan(_item.FirstToken(b + i), _item.EndToken(b + i) - _item.FirstToken(b + i));
                if (!mine.SequenceEqual(its)) continue;
                inMatch.AsSpan(_match.FirstToken(a + i), mine.Length).Fill(true);
                inItem.AsSpan(_item.FirstToken(b + i), its.Length).Fill(true);
            }

        var match = Ranges(utf8, inMatch, start);
        if (itemText is null) return (match, null);
        var text = Encoding.UTF8.GetBytes(itemText);
        return (match, _normalizer.Read(text).Hashes.SequenceEqual(entry.Tokens) ? Ranges(text, inItem, 0) : null);
    }

    private List<IReadOnlyList<int>> Ranges(byte[] utf8, bool[] marked, int offset)
    {
        var ranges = new List<IReadOnlyList<int>>();
        var (at, points) = (0, offset);
        for (var i = 0; i < marked.Length;)
        {
            if (!marked[i])
            {
                i++;
                continue;
            }

            var first = i;
            while (i < marked.Length && marked[i]) i++;
            var (from, to) = _normalizer.SourceRange(first, i);
            if (from < at || to <= from) continue; // several words of one sign
            points += Points(utf8.AsSpan(at, from - at));
            var begin = points;
            points += Points(utf8.AsSpan(from, to - from));
            at = to;
            ranges.Add([begin, points]);
        }

        return ranges;
    }

    private static int Points(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
            if ((b & 0xC0) != 0x80)
                count++;
        return count;
    }

    private List<(int Match, int Item, int Length)> Aligned(ReadOnlySpan<uint> match, ReadOnlySpan<uint> item, bool anyOrder) =>
        anyOrder || (long)match.Length * item.Length > MostCells ? Runs(match, item, anyOrder) : Subsequence(match, item);

    /// <summary>The longest common subsequence, with equal neighbours preferred.</summary>
    private static List<(int, int, int)> Subsequence(ReadOnlySpan<uint> match, ReadOnlySpan<uint> item)
    {
        var width = item.Length + 1;
        var best = new int[(match.Length + 1) * width];
        for (var i = match.Length - 1; i >= 0; i--)
            for (var j = item.Length - 1; j >= 0; j--)
                best[i * width + j] = match[i] == item[j] ? best[(i + 1) * width + j + 1] + 1 : Math.Max(best[(i + 1) * width + j], best[i * width + j + 1]);
        var pairs = new List<(int, int, int)>();
        for (int i = 0, j = 0; i < match.Length && j < item.Length;)
        {
            if (match[i] == item[j]) pairs.Add((i++, j++, 1));
            else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
            else j++;
        }

        return pairs;
    }

    /// <summary>Runs of at least the short n-gram; in the item's order unless <paramref name="anyOrder"/>.</summary>
    private List<(int, int, int)> Runs(ReadOnlySpan<uint> match, ReadOnlySpan<uint> item, bool anyOrder)
    {
        var n = grams.ShortN;
        var places = new Dictionary<ulong, int>();
        for (var j = item.Length - n; j >= 0; j--) places[GramHash.Of(item.Slice(j, n))] = j;
        var runs = new List<(int, int, int)>();
        var least = 0;
        for (var i = 0; i + n <= match.Length;)
        {
            if (!places.TryGetValue(GramHash.Of(match.Slice(i, n)), out var j) || (!anyOrder && j < least))
            {
                i++;
                continue;
            }

            var length = match[i..].CommonPrefixLength(item[j..]);
            if (length >= n) runs.Add((i, j, length));
            least = j + length;
            i += Math.Max(1, length);
        }

        return runs;
    }
}
