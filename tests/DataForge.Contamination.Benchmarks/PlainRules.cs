using System.Text.RegularExpressions;

/// <summary>Two rules in common use, written down plainly for comparison.</summary>
/// <remarks>Words are runs of letters and digits in lower case; a Han character is a word of its own, so that Chinese is not one word a clause.</remarks>
internal static partial class PlainRules
{
    /// <summary>A shared 13-gram, and a longest common subsequence above 0.6 of the item (Qwen2.5-Math report, section 3; the denominator is ours).</summary>
    public static bool ThirteenAndLcs(string item, string text)
    {
        var (a, b) = (Words(item), Words(text));
        return Shares(a, b, 13) && Lcs(a, b) > 0.6 * a.Length;
    }

    /// <summary>A shared 12-gram, numbers as one digit each, punctuation out (the form of datatrove's n-gram filter at its default n).</summary>
    public static bool Twelve(string item, string text) => Shares([.. Words(item).Select(w => Digits().Replace(w, "0"))], [.. Words(text).Select(w => Digits().Replace(w, "0"))], 12);

    private static string[] Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value)];

    private static bool Shares(string[] item, string[] text, int n)
    {
        if (item.Length < n || text.Length < n) return false;
        var grams = new HashSet<int>(Hashes(item, n));
        return Hashes(text, n).Any(grams.Contains);
    }

    private static IEnumerable<int> Hashes(string[] words, int n)
    {
        for (var at = 0; at + n <= words.Length; at++)
        {
            var hash = 17;
            for (var i = at; i < at + n; i++) hash = unchecked(hash * 31 + (int)DataForge.Core.StableHash.Of(words[i]));
            yield return hash;
        }
    }

    private static int Lcs(string[] a, string[] b)
    {
        var row = new int[b.Length + 1];
        foreach (var word in a)
        {
            var corner = 0;
            for (var j = 1; j <= b.Length; j++) (corner, row[j]) = (row[j], word == b[j - 1] ? corner + 1 : Math.Max(row[j], row[j - 1]));
        }

        return row[^1];
    }

    [GeneratedRegex(@"[\u3400-\u9FFF]|(?:(?![\u3400-\u9FFF])[\p{L}\p{N}\p{M}])+")]
    private static partial Regex Word();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
