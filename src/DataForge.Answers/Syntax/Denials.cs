using System.Collections.Frozen;

namespace DataForge.Answers.Syntax;

/// <summary>Words that change what a number beside them says: "not 5", "at least 5", "5 is impossible", "5 squared". A text with one of them is never just that number.</summary>
internal static class Denials
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "not", "no", "nor", "never", "neither", "none", "cannot", "can't", "isn't", "aren't", "wasn't", "won't", "doesn't", "don't", "without", "except", "but", "impossible", "wrong", "incorrect", "false", "unlike", "is", "are", "was", "were", "be", "maybe", "perhaps", "possibly", "possible", "unknown",
        "least", "most", "than", "more", "less", "fewer", "greater", "larger", "smaller", "above", "below", "under", "over", "between", "up", "to", "until", "beyond", "within", "exceeding",
        "too", "many", "much", "off", "out", "short", "missing", "excluded", "apart", "away", "through", "per se", "versus", "vs", "by", "mod", "modulo", "divisible", "multiple", "multiples", "factor", "divisor", "divisors", "remainder", "squared", "cubed", "factorial", "root", "negative", "minus", "plus", "divided", "multiplied", "or", "if", "when", "then", "unless", "otherwise", "instead", "rather", "higher", "lower");

    private static readonly string[] Chinese = ["不", "非", "无", "没", "至少", "至多", "最多", "最少", "大于", "小于", "超过", "以上", "以下", "除了", "错", "否"];

    /// <summary>Whether a word after a value makes it another value, or none.</summary>
    public static bool ChangesValue(string word) => Words.Contains(word) || HasChinese(word);

    /// <summary>Whether prose around a value denies, bounds or doubts it.</summary>
    public static bool In(ReadOnlySpan<char> prose)
    {
        for (var i = 0; i < prose.Length;)
        {
            if (!char.IsLetter(prose[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < prose.Length && (char.IsLetter(prose[i]) || prose[i] is '\'' or '’')) i++;
            if (IsDenial(prose[start..i])) return true;
        }

        return false;
    }

    private static bool IsDenial(ReadOnlySpan<char> word) =>
        word is "not" or "Not" or "NOT" or "no" or "No" or "nor" or "never" or "Never" or "neither" or "Neither" or "none" or "None" or "cannot" or "Cannot" or "without" or "except" or "impossible" or "wrong" or "incorrect" or "false" or "unlike" or "maybe" or "perhaps" or "possibly" or "unknown"
            or "least" or "most" or "between" or "unless" or "otherwise" or "instead" or "rather" or "or" or "either" or "doubt" or "unsure" or "guess" || word.EndsWith("n't", StringComparison.Ordinal) || word.EndsWith("n’t", StringComparison.Ordinal) || HasChinese(word);

    private static bool HasChinese(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || word[0] < 0x80) return false;
        foreach (var denial in Chinese)
            if (word.Contains(denial, StringComparison.Ordinal))
                return true;
        return false;
    }
}
