using System.Globalization;

namespace DataForge.Corpus;

/// <summary>What a UTF-16 unit is to the corpus tools' word scanners, and its lower case. 192 KB, built once.</summary>
internal static class CharTable
{
    /// <summary>Ends a word: white space, punctuation, control characters.</summary>
    public const byte Separator = 0;

    /// <summary>A letter, mark or digit; also halves of surrogate pairs.</summary>
    public const byte Word = 1;

    /// <summary>A character of a script written without spaces (Han, kana, Thai, Lao, Khmer, Burmese, Tibetan): a token of its own.</summary>
    public const byte Alone = 2;

    /// <summary>A sign of arithmetic: a token of its own, so that 3 + 4 and 3 - 4 differ.</summary>
    public const byte Symbol = 3;

    /// <summary>A decimal digit: part of a word.</summary>
    public const byte Digit = 4;

    public static byte[] Classes { get; } = BuildClasses();

    public static char[] Lower { get; } = BuildLower();

    private static byte[] BuildClasses()
    {
        var classes = new byte[1 << 16];
        for (var i = 0; i < classes.Length; i++) classes[i] = Of((char)i);
        return classes;
    }

    private static byte Of(char c)
    {
        if (IsHanOrKana(c) || c is (>= '\u0E01' and <= '\u0EFF') or (>= '\u0F40' and <= '\u0FBC') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17D3')) return Alone;
        if (char.IsSurrogate(c)) return Word;
        if (char.IsDigit(c)) return Digit;
        if (c is '-' or '*' or '/' or '%' or '!' or '^' or '−' or '·') return Symbol;
        return CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.MathSymbol => Symbol,
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Word,
            _ => Separator,
        };
    }

    /// <summary>CJK ideographs with extension A and the compatibility block, radicals, hiragana and katakana.</summary>
    internal static bool IsHanOrKana(char c) => c is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF') or (>= '\u2E80' and <= '\u2FDF') or (>= '\u3041' and <= '\u30FF') or '\u3007';

    private static char[] BuildLower()
    {
        var lower = new char[1 << 16];
        for (var i = 0; i < lower.Length; i++) lower[i] = char.ToLowerInvariant((char)i);
        return lower;
    }
}
