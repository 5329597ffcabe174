using System.Text;

namespace DataForge.Extraction.Pages;

/// <summary>Pieces of a block's text that no later step may look into: formulas and code. A mark stands for each until the block is written.</summary>
internal sealed class Held
{
    /// <summary>Begins a mark.</summary>
    public const char Open = '\uE000';

    private const char Close = '\uE001';

    private readonly List<string> _pieces = [];

    /// <summary>A line break that was asked for.</summary>
    public const char Break = '\uE002';

    /// <summary>The mark of a piece.</summary>
    public string Put(string piece)
    {
        _pieces.Add(piece);
        return $"{Open}{(_pieces.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}{Close}";
    }

    /// <summary>A page's own text, without the characters that marks are made of.</summary>
    public static string Cleaned(string text) => text.AsSpan().IndexOfAnyInRange(Open, Break) < 0 ? text : string.Concat(text.Where(c => c is < Open or > Break));

    /// <summary>The text with each mark replaced by its piece, changed by <paramref name="each"/>.</summary>
    public string Restore(string text, Func<string, string>? each = null)
    {
        if (!text.Contains(Open, StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != Open || text.IndexOf(Close, at) is not (> 0 and var end))
            {
                result.Append(text[at]);
                continue;
            }

            var piece = _pieces[int.Parse(text.AsSpan(at + 1, end - at - 1), System.Globalization.CultureInfo.InvariantCulture)];
            result.Append(each is null ? piece : each(piece));
            at = end;
        }

        return result.ToString();
    }
}
