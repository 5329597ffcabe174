using System.Globalization;
using System.Text;

namespace DataForge.Answers.Syntax;

/// <summary>Prose made comparable: lower case, no commands, no punctuation, single blanks.</summary>
internal static class Wording
{
    public static string Of(string text)
    {
        var words = new StringBuilder(Math.Min(text.Length, Limits.MaxLength));
        if (text.Length > Limits.MaxLength) return $"{Of(text[..64])} #{DataForge.Core.StableHash.Of(text):x16}";
        var folded = Compatible(text);
        if (IsUnreadMath(folded)) return Verbatim(folded);
        for (var i = 0; i < folded.Length && words.Length < Limits.MaxLength; i++)
        {
            var c = folded[i];
            if (c == '\\')
            {
                var end = i + 1;
                while (end < folded.Length && char.IsAsciiLetter(folded[end])) end++;
                var name = folded[(i + 1)..end];
                if (!Commands.Texts.Contains(name) && !Commands.Transparent.Contains(name) && !Commands.Ignored.Contains(name)) Append(words, name.ToLowerInvariant());
                i = Math.Max(i, end - 1);
            }
            else if (c == '\t' && folded.AsSpan(i + 1).StartsWith("ext{", StringComparison.Ordinal)) i += 4;
            else if (char.IsLetterOrDigit(c)) words.Append(char.ToLowerInvariant(c));
            else if (c is '\'' or '’' or '"' or '″' or '′' && i > 0 && char.IsAsciiDigit(folded[i - 1])) words.Append(c is '"' or '″' ? "''" : "'"); // 30' is not 30"
            else if (c is '\'' or '’') words.Append(words.Length > 0 && words[^1] == '\'' ? "'" : "");
            else if (c is '.' or ',' && i > 0 && i + 1 < folded.Length && char.IsAsciiDigit(folded[i - 1]) && char.IsAsciiDigit(folded[i + 1])) words.Append(c);
            else if (IsSign(c)) Append(words, c.ToString());
            else if (c is '+' or '-' or '=' or '<' or '>' or '/' or '^' or '*' or '|' or '!' or '%' or '_') Append(words, c.ToString());
            else Break(words);
        }

        return words.ToString().Trim();
    }

    /// <summary>Digits or operators and no word: mathematics that no rule reads, of which every bracket counts.</summary>
    private static bool IsUnreadMath(string text)
    {
        var (letters, isMath) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                var start = i + 1;
                while (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1])) i++;
                letters = 0;
                isMath |= !Commands.Texts.Contains(text[start..(i + 1)]) && !Commands.Transparent.Contains(text[start..(i + 1)]);
                continue;
            }

            letters = char.IsLetter(text[i]) ? letters + (text[i] > 0x2e7f ? 3 : 1) : 0;
            if (letters >= 3) return false;
            isMath |= text[i] is '(' or '[' or '^' or '_' or '=' or '+' or '<' or '>' or '|' || char.IsDigit(text[i]);
        }

        return isMath;
    }

    private static string Verbatim(string text)
    {
        foreach (var layout in (ReadOnlySpan<string>)["\\left", "\\right", "\\displaystyle", "\\,", "\\ ", "\\!", "\\;", "$"]) text = text.Replace(layout, "", StringComparison.Ordinal);
        return string.Concat(text.Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c))).TrimEnd('.');
    }

    /// <summary>A sign that no rule of ours reads still tells two texts apart.</summary>
    private static bool IsSign(char c) => c > 127 && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.MathSymbol or UnicodeCategory.OtherSymbol or UnicodeCategory.NonSpacingMark or UnicodeCategory.CurrencySymbol;

    /// <summary>NFKC; half a surrogate pair becomes U+FFFD first.</summary>
    public static string Compatible(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text;
        var runes = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) runes.Append(rune);
        return runes.ToString().Normalize(NormalizationForm.FormKC);
    }

    private static void Append(StringBuilder words, string piece)
    {
        Break(words);
        words.Append(piece);
        Break(words);
    }

    private static void Break(StringBuilder words)
    {
        if (words.Length > 0 && words[^1] != ' ') words.Append(' ');
    }
}
