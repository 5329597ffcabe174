namespace DataForge.Answers;

/// <summary>Words that deny what follows or precedes them: "is not 5", "cannot be 137", 不是5, "5ではない".</summary>
internal static class Negations
{
    private const int MaxReach = 160;

    private static readonly string[] Negators =
    [
        "not", "cannot", "can't", "isn't", "isn’t", "aren't", "wasn't", "won't", "couldn't", "shouldn't", "doesn't", "never", "neither", "nor",
        "não", "nunca", "nicht", "pas", "n'est", "не", "nie", "niet", "bukan", "tidak", "không", "ليس", "ليست", "لا", "değil",
        "不是", "不能", "不可能", "不会是", "不應", "不应", "不該", "不该", "不為", "不为", "不等于", "並非", "并非", "绝不", "不选", "不選",
    ];

    /// <summary>Spanish and Italian; only between a label and its verb, for elsewhere these are words of their own.</summary>
    private static readonly string[] GapNegators = ["no", "non"];

    private static readonly string[] Behind =
        ["नहीं", "নয়", "নয়", "নহে", "değil", "değildir", "ではない", "ではありません", "じゃない", "가 아니", "이 아니", "는 아니", "은 아니", "아니", "아닙", "不对", "is wrong", "is incorrect", "is not correct", "is not right", "不正确", "是错"];

    private static readonly string[] Instead = [" but rather ", " but instead ", " but ", " instead it is ", " rather ", "而是", "应该是", "而應是", " sino ", " mas ", " mas sim ", " sondern ", " mais ", ", а ", " ma ", " बल्कि ", " বরং ", " melainkan ", " mà là ", " بل "];

    /// <summary>Whether a word of the text denies.</summary>
    /// <param name="isGap">Whether the text stands between a Spanish or Italian label and its verb, where "no" denies too.</param>
    public static bool In(ReadOnlySpan<char> text, bool isGap)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!WordAt.IsLetter(text[i]) || (i > 0 && WordAt.IsLetter(text[i - 1]) && !WordAt.IsUnspaced(text[i]))) continue;
            foreach (var word in Negators)
                if (WordAt.Starts(text, i, word))
                    return true;
            if (isGap && (WordAt.Starts(text, i, GapNegators[0]) || WordAt.Starts(text, i, GapNegators[1]))) return true;
        }

        return false;
    }

    /// <summary>Words that may stand between a negation and the value that it denies: in "did not work for 6 days" the work is denied, not the 6.</summary>
    private static readonly string[] Linking = ["be", "equal", "equals", "to", "the", "a", "an", "simply", "just", "is", "option", "choice", "answer", "letter", "value", "number", "ser", "é", "sein", "être", "igual", "mbox", "text"];

    /// <summary>Whether a negation stands before a place with nothing but linking words between: "is not 5", "cannot be equal to 5", 不是5.</summary>
    public static bool Before(ReadOnlySpan<char> text, int at)
    {
        for (var words = 0; words < 6; words++)
        {
            while (at > 0 && text[at - 1] is ' ' or '$' or '*' or '\\' or '(' or '_' or '"' or '{') at--;
            if (at == 0) return false;
            if (text[at - 1] == '≠') return true;
            if (WordAt.IsUnspaced(text[at - 1])) return EndsWithNegator(text[..at]);
            var start = WordAt.Start(text, at);
            if (start == at) return false;
            var word = text[start..at];
            if (word is "neq" or "ne" && start > 0 && text[start - 1] == '\\') return true;
            if (In(word, false) || EndsWithNegator(text[..at])) return true;
            if (!Linking.AsSpan().Contains(word.ToString().ToLowerInvariant())) return false;
            at = start;
        }

        return false;
    }

    private static bool EndsWithNegator(ReadOnlySpan<char> text)
    {
        foreach (var word in Negators)
            if (WordAt.Ends(text, text.Length, word))
                return true;
        return false;
    }

    /// <summary>Whether a sentence's value is denied: a negation right before its first value, or one that its language puts behind it.</summary>
    public static bool Denies(ReadOnlySpan<char> sentence)
    {
        var value = FirstValue(sentence);
        if (value < 0) return false;
        if (Before(sentence, value)) return true;
        var rest = sentence[value..Math.Min(sentence.Length, value + MaxReach)];
        var end = 0;
        while (end < rest.Length && !WordAt.IsLetter(rest[end])) end++;
        foreach (var word in Behind)
        {
            var at = rest.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && at <= Math.Max(end, 1) + 12 && !rest[..at].ContainsAny(',', '，')) return true;
        }

        return false;
    }

    /// <summary>"not 44 but 45", 不是44而是45: where what is said instead begins; -1 when nothing is.</summary>
    public static int Replacement(ReadOnlySpan<char> sentence)
    {
        foreach (var word in Instead)
        {
            var at = sentence.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at > 0 && FirstValue(sentence[(at + word.Length)..]) >= 0) return at + word.Length;
        }

        return -1;
    }

    /// <summary>Where the first digit, math or lone capital letter stands; -1 when nowhere.</summary>
    public static int FirstValue(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsDigit(text[i]) || text[i] is '$' or '\\' or '√' or 'π' or '∞' || (text[i] is >= 'A' and <= 'J' and not 'I' && (i == 0 || !WordAt.IsLetter(text[i - 1]) || WordAt.IsUnspaced(text[i - 1])) && (i + 1 == text.Length || !WordAt.IsLetter(text[i + 1]) || WordAt.IsUnspaced(text[i + 1]))))
                return i;
        return -1;
    }
}
