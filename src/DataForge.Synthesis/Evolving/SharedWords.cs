using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Tells a changed problem from one that a model knew by heart: a change keeps some of the original's own words.</summary>
internal static partial class SharedWords
{
    /// <summary>Fewer words of its own than this, and an original says nothing about kinship ("Solve 2x + 3 = 7").</summary>
    private const int FewestWords = 3;

    /// <summary>Lowest share of the original's words, chosen so that one word in common with a short problem is enough.</summary>
    private const double LowestShare = 0.1;

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "about", "after", "also", "altogether", "another", "answer", "been", "before", "both", "cost", "costs", "does", "each", "equal", "every", "find", "first", "from", "give", "given",
        "gives", "have", "half", "into", "less", "long", "make", "many", "more", "most", "much", "must", "need", "needs", "number", "only", "other", "over", "problem", "question", "same", "second", "some",
        "spend", "take", "takes", "than", "that", "their", "them", "then", "there", "they", "this", "time", "times", "together", "total", "twice", "value", "were", "what", "when", "where", "which", "will", "with", "would", "your",
    };

    [GeneratedRegex(@"[\p{L}-[\u4E00-\u9FFF]]{4,}|(?=([\u4E00-\u9FFF]{2}))[\u4E00-\u9FFF]")]
    private static partial Regex Word();

    /// <summary>True when the two have next to no word in common. Chinese is compared by pairs of characters.</summary>
    public static bool None(string parent, string child)
    {
        var own = Of(parent);
        if (own.Count < FewestWords) return false;
        var shared = own.Count(Of(child).Contains);
        return shared < LowestShare * own.Count;
    }

    /// <summary>True when a word of the one stands in the other.</summary>
    public static bool Share(string one, string other) => Of(one).Overlaps(Of(other));

    /// <summary>True when the text has a word that tells something.</summary>
    public static bool HasAny(string text) => Of(text).Count > 0;

    /// <summary>Words in common as a share of all words of both (Jaccard), in [0, 1]; 1 for two texts without words of their own. Numbers in words are no words here: "three" and 3 are one.</summary>
    public static double Similarity(string one, string other)
    {
        var (first, second) = (Uncounting(one), Uncounting(other));
        var shared = first.Count(second.Contains);
        var all = first.Count + second.Count - shared;
        return all == 0 ? 1 : (double)shared / all;
    }

    private static HashSet<string> Uncounting(string text) => [.. Of(text).Where(w => NumberWords.In(w).Count == 0)];

    private static HashSet<string> Of(string text)
    {
        var words = Word().Matches(text).Select(m => m.Groups[1].Success ? m.Groups[1].Value : Stem(m.Value.ToLowerInvariant()));
        return [.. words.Where(w => !Common.Contains(w))];
    }

    /// <summary>So that "apples" and "apple" are one word.</summary>
    private static string Stem(string word) => word.EndsWith('s') && word.Length > 4 ? word[..^1] : word;
}
