namespace DataForge.Answers;

/// <summary>Numbers that stand in prose and are stated by nobody as an answer: of a step or an equation, supposed, known beforehand, one of a list, or followed by more work.</summary>
internal static class Unstated
{
    /// <summary>Before a number: it counts something of the text itself.</summary>
    private static readonly string[] References =
        ["step", "equation", "eq.", "eqn.", "problem", "question", "exercise", "case", "part", "figure", "fig.", "table", "line", "page", "chapter", "section", "theorem", "lemma", "item", "option", "method", "example", "row", "column", "no.", "number", "步骤", "公式", "方程", "第"];

    /// <summary>Opening a sentence: what it says is supposed, asked for or recalled.</summary>
    private static readonly string[] Openings =
        ["let", "suppose", "assume", "assuming", "say", "imagine", "consider", "i know", "we know", "recall", "remember", "note that", "notice that", "try", "trying", "maybe", "perhaps", "candidates", "options", "i cannot", "i can't", "i do not", "i don't", "i am not sure", "i'm not sure", "设", "假设", "已知", "若", "如果"];

    /// <summary>Opening a later sentence: the work goes on, so that no number before it is its end.</summary>
    private static readonly string[] Continuations = ["then", "next", "now", "first", "we need", "we must", "we have to", "we still", "let", "let's", "接下来", "然后", "下一步"];

    /// <summary>"Step 12", "equation (12)".</summary>
    public static bool IsReference(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" (（#*\\~");
        foreach (var word in References)
            if (WordAt.Ends(before, before.Length, word) && !(word is "number" && WordAt.Ends(before, before.Length, "the number")))
                return true;
        return false;
    }

    /// <summary>Whether a sentence only supposes, recalls or doubts.</summary>
    public static bool IsSupposed(ReadOnlySpan<char> sentence)
    {
        sentence = sentence.TrimStart(" *#_>-•");
        foreach (var opening in Openings)
            if (WordAt.Starts(sentence, 0, opening))
                return true;
        return false;
    }

    /// <summary>Whether the work goes on behind a sentence, or the text breaks off in the next one.</summary>
    public static bool GoesOn(string text, int end)
    {
        var rest = text.AsSpan(Math.Min(end + 1, text.Length)).Trim();
        if (PlainWords.Count(rest) < 2) return false;
        var breaksOff = char.IsLetter(rest[^1]) && !rest.Contains('\n') && rest.IndexOfAny('.', '!', '?') < 0 && Segment.FirstValue(rest) < 0;
        foreach (var opening in Continuations)
            if (WordAt.Starts(rest, 0, opening))
                return breaksOff || !(opening is "let" or "let's" && rest.Contains("check", StringComparison.OrdinalIgnoreCase)) && !rest.ContainsAny(Proofs);
        return breaksOff && PlainWords.Count(rest) > 3;
    }

    /// <summary>Whoever checks, thanks or hopes has finished.</summary>
    private static readonly System.Buffers.SearchValues<string> Proofs = System.Buffers.SearchValues.Create(["check", "verif", "confirm", "hope", "done", "answer", "that's it"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a list of three numbers or more begins that ends with the one at <paramref name="start"/>: "10, 11, 12". The place itself for any other.</summary>
    public static int ListStart(string text, int start, int from)
    {
        var (at, count) = (start, 1);
        while (at > from)
        {
            var end = at;
            while (end > from && text[end - 1] is ' ' or ',' or ';' or '、') end--;
            if (end == at || end == from || !char.IsAsciiDigit(text[end - 1])) break;
            var first = end;
            while (first > from && (char.IsAsciiDigit(text[first - 1]) || text[first - 1] is '.' or '/' or '-')) first--;
            if (first > from && text[first - 1] is not (' ' or ',' or ';' or '、' or '\n' or ':')) break;
            (at, count) = (first, count + 1);
        }

        return count >= 3 ? at : start;
    }
}
