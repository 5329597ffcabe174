using System.Buffers;
using System.Globalization;
using System.Text;

namespace DataForge.Models.Tokenizers;

/// <summary>Finds added tokens in UTF-8 text: leftmost first, the longest of those that start together.</summary>
internal sealed class AddedTokens
{
    private readonly SearchValues<byte> _starts;
    private readonly Dictionary<(int Node, byte Next), int> _edges = [];
    private readonly List<AddedToken?> _ends = [null];

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        var starts = new HashSet<byte>();
        foreach (var token in tokens.Where(t => t.Content.Length > 0))
        {
            var bytes = Encoding.UTF8.GetBytes(token.Content);
            starts.Add(bytes[0]);
            var node = 0;
            foreach (var next in bytes)
            {
                if (!_edges.TryGetValue((node, next), out var child))
                {
                    child = _edges[(node, next)] = _ends.Count;
                    _ends.Add(null);
                }

                node = child;
            }

            _ends[node] ??= token;
        }

        _starts = SearchValues.Create([.. starts]);
    }

    /// <summary>The first match.</summary>
    /// <param name="from">Where to look from; also as far left as a token may swallow space.</param>
    /// <param name="plain">Where special tokens stay unrecognised.</param>
    public bool TryFind(ReadOnlySpan<byte> text, int from, NoSpecialTokenRanges plain, out AddedToken token, out Range at)
    {
        for (var start = from; start < text.Length; start++)
        {
            var skip = text[start..].IndexOfAny(_starts);
            if (skip < 0) break;
            start += skip;
            var end = Longest(text, start, plain, out var found);
            if (found is null) continue;
            token = found;
            at = (found.TakesSpaceLeft ? SpaceBefore(text, from, start) : start)..(found.TakesSpaceRight ? SpaceAfter(text, end) : end);
            return true;
        }

        (token, at) = (null!, default);
        return false;
    }

    private int Longest(ReadOnlySpan<byte> text, int start, NoSpecialTokenRanges plain, out AddedToken? found)
    {
        found = null;
        var (node, end) = (0, start);
        for (var i = start; i < text.Length && _edges.TryGetValue((node, text[i]), out node); i++)
        {
            if (_ends[node] is not { } token || token.IsSpecial && plain.Touch(start, i + 1)) continue;
            if (token.IsWholeWord && (start > 0 && IsWord(Before(text, start)) || i + 1 < text.Length && IsWord(After(text, i + 1)))) continue;
            (found, end) = (token, i + 1);
        }

        return end;
    }

    private static int SpaceBefore(ReadOnlySpan<byte> text, int from, int at)
    {
        while (at > from && Rune.IsWhiteSpace(Before(text, at))) at -= Before(text, at).Utf8SequenceLength;
        return at;
    }

    private static int SpaceAfter(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && Rune.IsWhiteSpace(After(text, at))) at += After(text, at).Utf8SequenceLength;
        return at;
    }

    private static Rune Before(ReadOnlySpan<byte> text, int at)
    {
        Rune.DecodeLastFromUtf8(text[..at], out var rune, out _);
        return rune;
    }

    private static Rune After(ReadOnlySpan<byte> text, int at)
    {
        Rune.DecodeFromUtf8(text[at..], out var rune, out _);
        return rune;
    }

    /// <summary>\w.</summary>
    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.LetterNumber;
}
