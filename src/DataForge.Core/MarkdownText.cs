using System.Globalization;
using System.Text;

namespace DataForge.Core;

/// <summary>Foreign text for Markdown pages and tables: it shows as it is and can neither format, link, break out of its line nor reach a terminal.</summary>
/// <remarks>
/// ASCII punctuation with a meaning in Markdown gets a backslash, which CommonMark (section 2.4) allows for any of it; angle brackets and ampersands become entities. Line ends become spaces;
/// control characters, bidirectional controls and lone surrogates become U+FFFD. An underscore within a word stays as it is, since it has no meaning there.
/// </remarks>
public static class MarkdownText
{
    private const int Longest = 200;
    private const string Special = "\\`*_[]|~$#!{}";

    /// <param name="text">Anything.</param>
    /// <param name="most">Characters after which the text is cut, with an ellipsis.</param>
    public static string Inline(string text, int most = Longest)
    {
        var page = new StringBuilder(Math.Min(text.Length, most) + 16);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (at >= most)
            {
                page.Append('…');
                break;
            }

            Append(page, text, at, rune);
            at += rune.Utf16SequenceLength;
        }

        return page.ToString().Trim();
    }

    private static void Append(StringBuilder page, string text, int at, Rune rune)
    {
        if (rune.Value is '\n' or '\r' or '\t' or 0x2028 or 0x2029) page.Append(' ');
        else if (!Shows(rune)) page.Append('\uFFFD');
        else if (rune.Value is '<' or '>' or '&') page.Append(rune.Value switch { '<' => "&lt;", '>' => "&gt;", _ => "&amp;" });
        else if (rune.IsAscii && HasMeaning(text, at)) page.Append('\\').Append((char)rune.Value);
        else page.Append(rune.ToString());
    }

    /// <summary>False for control, private and bidirectional formatting characters.</summary>
    public static bool Shows(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);

    private static bool HasMeaning(string text, int at)
    {
        var c = text[at];
        if (c == '_') return !(at > 0 && at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at - 1]) && char.IsAsciiLetterOrDigit(text[at + 1]));
        if (c == ':') return at + 2 < text.Length && text[at + 1] == '/' && text[at + 2] == '/'; // an address would become a link
        if (c == '.') return at == 3 && text.StartsWith("www", StringComparison.OrdinalIgnoreCase);
        return Special.Contains(c, StringComparison.Ordinal) || (at == 0 && c is '-' or '+' or '=');
    }
}
