namespace DataForge.Answers;

/// <summary>Words that make a number another one, or a bound: "negative 5", "the square root of 5", "5 squared", "at least 5", "between 3 and 5".</summary>
internal static class Modifiers
{
    /// <summary>Directly before a number.</summary>
    public static IReadOnlyList<string> Before { get; } =
    [
        "negative", "minus", "root of", "cube root of", "square root of", "the square root of", "the cube root of", "roots of", "at least", "at most", "more than", "less than", "greater than", "fewer than", "smaller than", "larger than", "bigger than", "no more than", "no less than",
        "no fewer than", "up to", "half of", "one half of", "a third of", "twice", "double", "triple", "between", "greater than or equal to", "less than or equal to", "reciprocal of", "the reciprocal of", "logarithm of", "log of", "inverse of", "factorial of", "above", "below", "over", "under", "plus or minus",
        "負", "负", "至少", "至多", "大于", "小于", "多于", "少于", "不超过", "超过", "根号", "不大于", "不小于",
    ];

    /// <summary>Directly behind a number.</summary>
    public static IReadOnlyList<string> Behind { get; } =
    [
        "squared", "cubed", "factorial", "percent", "per cent", "million", "billion", "trillion", "thousand", "hundred", "dozen", "or more", "or less", "or fewer", "or greater", "or higher", "or above", "or below", "and a half", "halves", "thirds", "quarters", "fifths", "to the power of", "choose", "mod", "modulo",
        "万", "亿", "的平方", "的平方根", "以上", "以下",
    ];

    /// <summary>Whether any of them stands in a text.</summary>
    public static bool In(ReadOnlySpan<char> text)
    {
        foreach (var word in Before)
            if (Holds(text, word))
                return true;
        foreach (var word in Behind)
            if (Holds(text, word))
                return true;
        return false;
    }

    private static bool Holds(ReadOnlySpan<char> text, string word)
    {
        for (var from = 0; from < text.Length && text[from..].IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at; from += at + 1)
            if ((from + at == 0 || !WordAt.IsLetter(text[from + at - 1]) || WordAt.IsUnspaced(word[0])) && WordAt.Starts(text, from + at, word))
                return true;
        return false;
    }
}
