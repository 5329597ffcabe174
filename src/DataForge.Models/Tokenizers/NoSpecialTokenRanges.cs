using System.Text;

namespace DataForge.Models.Tokenizers;

/// <summary>Stretches of a text, in UTF-8 bytes, in which no control token is recognised.</summary>
internal sealed class NoSpecialTokenRanges
{
    private readonly int[] _starts;
    private readonly int[] _ends;

    private NoSpecialTokenRanges(int[] starts, int[] ends) => (_starts, _ends) = (starts, ends);

    public static NoSpecialTokenRanges None { get; } = new([], []);

    public static NoSpecialTokenRanges All { get; } = new([0], [int.MaxValue]);

    /// <param name="ranges">In characters of <paramref name="text"/>: ascending, not overlapping.</param>
    public static NoSpecialTokenRanges Of(string text, IReadOnlyList<Range> ranges)
    {
        var (starts, ends) = (new int[ranges.Count], new int[ranges.Count]);
        var (chars, bytes) = (0, 0);
        for (var i = 0; i < ranges.Count; i++)
        {
            starts[i] = BytesTo(ranges[i].Start.GetOffset(text.Length));
            ends[i] = BytesTo(ranges[i].End.GetOffset(text.Length));
        }

        return new(starts, ends);

        int BytesTo(int end)
        {
            bytes += Encoding.UTF8.GetByteCount(text.AsSpan(chars, end - chars));
            chars = end;
            return bytes;
        }
    }

    /// <summary>True when some byte from <paramref name="start"/> to before <paramref name="end"/> lies in one.</summary>
    public bool Touch(int start, int end)
    {
        if (_starts.Length == 0) return false;
        var at = Array.BinarySearch(_starts, end - 1);
        if (at < 0) at = ~at - 1; // the last one that starts at or before the last byte
        return at >= 0 && _ends[at] > start;
    }
}
