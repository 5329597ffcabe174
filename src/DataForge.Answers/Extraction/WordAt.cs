namespace DataForge.Answers;

/// <summary>Walks words of prose at a place in a text.</summary>
internal static class WordAt
{
    /// <summary>The end of the run of letters (with marks that belong to them) that starts at <paramref name="at"/>.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && IsLetter(text[at])) at++;
        return at;
    }

    /// <summary>The start of the run of letters that ends at <paramref name="at"/>.</summary>
    public static int Start(ReadOnlySpan<char> text, int at)
    {
        while (at > 0 && IsLetter(text[at - 1])) at--;
        return at;
    }

    /// <summary>A letter, a combining mark of a script that needs them, or an apostrophe.</summary>
    public static bool IsLetter(char c) =>
        char.IsAsciiLetter(c) || c is '\'' or '’' || (c > 127 && (char.IsLetter(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark));

    /// <summary>Whether a word starts at <paramref name="at"/>: the phrase stands there and no further letter follows it.</summary>
    public static bool Starts(ReadOnlySpan<char> text, int at, string phrase) =>
        text.Length - at >= phrase.Length && text.Slice(at, phrase.Length).Equals(phrase, StringComparison.OrdinalIgnoreCase) && (IsUnspaced(phrase[^1]) || at + phrase.Length == text.Length || !IsLetter(text[at + phrase.Length]));

    /// <summary>Whether the phrase ends at <paramref name="at"/> and no letter stands before it.</summary>
    public static bool Ends(ReadOnlySpan<char> text, int at, string phrase) =>
        at >= phrase.Length && text.Slice(at - phrase.Length, phrase.Length).Equals(phrase, StringComparison.OrdinalIgnoreCase) && (IsUnspaced(phrase[0]) || at == phrase.Length || !IsLetter(text[at - phrase.Length - 1]));

    /// <summary>A letter of a script that is written without blanks between words (Han, kana, Thai), or of Korean, whose particles join the word.</summary>
    public static bool IsUnspaced(char c) => c is (>= '\u0E00' and <= '\u0E7F') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');
}
