namespace DataForge.Answers;

/// <summary>Takes outer mark-up off an answer: blanks, math delimiters, bold marks, quotes, closing punctuation.</summary>
internal static class Clean
{
    /// <summary>Blanks and the delimiters of one math span that holds the whole text.</summary>
    public static string Outer(ReadOnlySpan<char> text) => new(OuterSpan(text));

    public static ReadOnlySpan<char> OuterSpan(ReadOnlySpan<char> text)
    {
        for (var turn = 0; turn < 8; turn++)
        {
            var before = text.Length;
            text = Trim(text);
            if (text.Length >= 4 && text.StartsWith("$$", StringComparison.Ordinal) && text.EndsWith("$$", StringComparison.Ordinal)) text = text[2..^2];
            else if (text.Length >= 2 && text[0] == '$' && text[^1] == '$' && text[^2] != '\\' && !text[1..^1].Contains('$')) text = text[1..^1];
            else if (text.Length >= 4 && text[0] == '\\' && text[1] == '(' && text.EndsWith("\\)", StringComparison.Ordinal) && !text[2..^2].Contains("\\)", StringComparison.Ordinal)) text = text[2..^2];
            else if (text.Length >= 4 && text[0] == '\\' && text[1] == '[' && text.EndsWith("\\]", StringComparison.Ordinal) && !text[2..^2].Contains("\\]", StringComparison.Ordinal)) text = text[2..^2];
            else if (text.Length >= 4 && text.StartsWith("**", StringComparison.Ordinal) && text.EndsWith("**", StringComparison.Ordinal)) text = text[2..^2];
            else if (text.Length >= 3 && text[0] == '`' && text[^1] == '`') text = text[1..^1];
            else if (text.Length >= 3 && text[0] is '"' or '“' && text[^1] is '"' or '”') text = text[1..^1];
            if (text.Length == before) break;
        }

        return text;
    }

    /// <summary>Trims blanks, but for a control character that was a backslash and a letter before a string ate it ("\t" + "ext{…}").</summary>
    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        while (text.Length > 0 && char.IsWhiteSpace(text[0]) && !(text[0] is '\t' or '\f' or '\r' && text.Length > 1 && char.IsAsciiLetterLower(text[1]))) text = text[1..];
        return text;
    }

    /// <summary>As <see cref="Outer"/>, and closing punctuation of the sentence too.</summary>
    public static string Sentence(ReadOnlySpan<char> text)
    {
        for (var turn = 0; turn < 4; turn++)
        {
            var before = text.Length;
            text = OuterSpan(text).Trim();
            text = text.TrimStart("*_:：=→⇒");
            text = text.TrimEnd("*_。；;，,:：!！");
            if (text.Length > 1 && text[^1] == '.' && text[^2] != '\\') text = text.TrimEnd('.');
            if (text.Length == before) break;
        }

        return new string(text);
    }
}
