namespace DataForge.Answers;

/// <summary>What a box holds: its answer without inner boxes and without a label in front.</summary>
internal static class BoxText
{
    /// <summary>The answer in a box's content.</summary>
    public static string Of(ReadOnlySpan<char> content)
    {
        var text = Clean.Outer(content);
        if (text.Contains("box", StringComparison.Ordinal)) text = Clean.Outer(Flattened(text));
        return Unlabelled(text);
    }

    /// <summary>Blank, or words that a prompt puts where the answer is to stand.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> content)
    {
        if (content.Contains("\\{", StringComparison.Ordinal)) return false;
        var plain = Words(content);
        return plain.IsEmpty || plain is "your answer" or "your final answer" or "answer" or "final answer" or "the answer" or "your answer here" or "answer here" or "insert answer" or "..." or "…" or "ldots" or "dots" or "cdots" or "blank" or "";
    }

    private static ReadOnlySpan<char> Words(ReadOnlySpan<char> content)
    {
        var text = content.Trim(" \n\t$\\{}[]()<>_*~");
        if (text.Length is 0 or > 40) return text;
        foreach (var command in (ReadOnlySpan<string>)["text{", "textbf{", "mathrm{", "mathbf{", "phantom{"])
            if (text.StartsWith(command, StringComparison.Ordinal))
                text = text[command.Length..].Trim(" {}[]<>");
        return text.ToString().ToLowerInvariant();
    }

    /// <summary>Whether a box that was never closed can be whole: nothing but its own brace is open, and it does not end in the middle of something.</summary>
    public static bool IsWhole(ReadOnlySpan<char> content)
    {
        content = content.TrimEnd();
        var (braces, round) = (0, 0);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\')
            {
                i++;
                continue;
            }

            braces += content[i] switch { '{' => 1, '}' => -1, _ => 0 };
            round += content[i] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
        }

        return braces == 0 && round == 0 && content.Length > 0 && "+-*/=^_,;:<>&|\\~·×÷≤≥≠±∪∩√".IndexOf(content[^1]) < 0 && !EndsOpen(content);
    }

    /// <summary>Whether the text ends in a command that wants an operand, or in "or", "and".</summary>
    private static bool EndsOpen(ReadOnlySpan<char> content)
    {
        var end = content.Length;
        while (end > 0 && char.IsAsciiLetter(content[end - 1])) end--;
        var word = content[end..];
        if (end == 0 || content[end - 1] != '\\') return word is "or" or "and" or "is";
        return word is not ("pi" or "infty" or "theta" or "alpha" or "beta" or "gamma" or "lambda" or "mu" or "phi" or "omega" or "sigma" or "tau" or "rho" or "emptyset" or "varnothing" or "circ" or "degree" or "prime" or "e" or "i");
    }

    /// <summary>Inner box commands and their braces removed, in one pass.</summary>
    private static string Flattened(string text)
    {
        var kept = new System.Text.StringBuilder(text.Length);
        var isBox = new Stack<bool>();
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            var command = rest.StartsWith("\\boxed", StringComparison.Ordinal) ? 6 : rest.StartsWith("\\fbox", StringComparison.Ordinal) || rest.StartsWith("boxed{", StringComparison.Ordinal) ? 5 : 0;
            if (command > 0)
            {
                var brace = i + command;
                while (brace < text.Length && text[brace] == ' ') brace++;
                if (brace < text.Length && text[brace] == '{')
                {
                    isBox.Push(true);
                    i = brace;
                    continue;
                }

                i += command - 1;
                continue;
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                kept.Append(text[i++]);
                kept.Append(text[i]);
                continue;
            }

            if (text[i] == '{') isBox.Push(false);
            if (text[i] == '}' && isBox.TryPop(out var box) && box) continue;
            kept.Append(text[i]);
        }

        return kept.ToString();
    }

    /// <summary>"\text{Final answer: }7", "Answer: 7": what stands behind the label.</summary>
    private static string Unlabelled(string text)
    {
        var span = text.AsSpan();
        var isWrapped = span.StartsWith("\\text", StringComparison.Ordinal) || span.StartsWith("\\mathrm{", StringComparison.Ordinal) || span.StartsWith("\\mathbf{", StringComparison.Ordinal);
        if (isWrapped && span.IndexOf('{') is > 0 and < 9 and var open && span.IndexOf('}') is > 0 and var close && Labels.IsLabel(span[(open + 1)..close]) && !span[(close + 1)..].Trim(" ~:=").IsEmpty)
            return Clean.Outer(span[(close + 1)..].Trim(" ~:="));
        return !isWrapped && span.IndexOfAny(':', '：') is > 0 and < 24 and var colon && Labels.IsLabel(span[..colon]) && !span[(colon + 1)..].IsWhiteSpace()
            ? Clean.Outer(span[(colon + 1)..])
            : text;
    }
}
