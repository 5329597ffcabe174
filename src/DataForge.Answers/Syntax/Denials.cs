namespace DataForge.Answers.Syntax;

/// <summary>What denies a value, bounds it, doubts it or makes it another: "is not 5", "cannot be 137", "5 is impossible", "at least 5", 不是5, "5ではない". The one place that knows these words, for readers of answers and of prose.</summary>
internal static partial class Denials
{
    private const int MaxReach = 160;

    /// <summary>Whether a word behind a value makes it another value, or none; such a word is no unit.</summary>
    public static bool ChangesValue(string word) => Changing.Contains(word) || HasChinese(word) || word.AsSpan().ContainsAny('到', '至', '或'); // 8到9

    /// <summary>Whether prose around a value denies, bounds or doubts it, wherever the word stands.</summary>
    public static bool In(ReadOnlySpan<char> prose)
    {
        var doubts = Doubts.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < prose.Length;)
        {
            if (!char.IsLetter(prose[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < prose.Length && (char.IsLetter(prose[i]) || prose[i] is '\'' or '’')) i++;
            var word = prose[start..i];
            if (doubts.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal) || word.EndsWith("n’t", StringComparison.Ordinal) || HasChinese(word)) return true;
        }

        return false;
    }

    /// <summary>Whether an answer's label is spoken of, not given: "I doubt that the answer", "suppose the answer".</summary>
    /// <param name="before">The text up to the label's noun.</param>
    public static bool IsSupposed(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" *_");
        for (var turn = 0; turn < 3; turn++)
            foreach (var word in (ReadOnlySpan<string>)["the", "final", "correct", "my", "our", "your", "this", "right"])
                if (WordAt.Ends(before, before.Length, word))
                    before = before[..^word.Length].TrimEnd(" *_");
        foreach (var word in Suppositions)
            if (WordAt.Ends(before, before.Length, word))
                return true;
        return false;
    }

    /// <summary>Whether the words between a label and its verb leave it open: "could", "might".</summary>
    public static bool IsModal(ReadOnlySpan<char> gap)
    {
        foreach (var word in (ReadOnlySpan<string>)[" could ", " might ", " may be", " may possibly"])
            if (gap.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Whether a value is taken back right behind it: ", but that is wrong".</summary>
    public static bool IsRetracted(ReadOnlySpan<char> after)
    {
        var reach = after[..Math.Min(after.Length, MaxReach)];
        foreach (var phrase in Retractions)
        {
            var at = reach.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && Segment.FirstValue(reach[..at]) < 0) return true;
        }

        return false;
    }

    /// <summary>Whether a word of the text denies.</summary>
    /// <param name="isGap">Whether the text stands between a Spanish or Italian label and its verb, where "no" denies too.</param>
    public static bool Negates(ReadOnlySpan<char> text, bool isGap)
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
            if (Negates(word, false) || EndsWithNegator(text[..at])) return true;
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
        var value = Segment.FirstValue(sentence);
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
            if (at > 0 && Segment.FirstValue(sentence[(at + word.Length)..]) >= 0) return at + word.Length;
        }

        return -1;
    }

    private static bool HasChinese(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || word[0] < 0x80) return false;
        foreach (var denial in Chinese)
            if (word.Contains(denial, StringComparison.Ordinal))
                return true;
        return false;
    }
}
