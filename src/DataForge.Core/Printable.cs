using System.Globalization;
using System.Text;

namespace DataForge.Core;

/// <summary>Makes text of unknown origin safe to print: what could move the cursor, recolour a terminal, reverse the line or hide is written as an escape.</summary>
/// <remarks>Escaped are control, format (bidirectional marks, zero-width characters) and separator characters and unpaired surrogates, as <c>\u001b</c> or <c>\u{e0001}</c>.</remarks>
public static class Printable
{
    /// <summary>The text with everything escaped but line feeds: for messages of several lines.</summary>
    public static string Escape(string text) => Escape(text, keepsLines: true);

    /// <summary>The text on one line, white space runs as one blank, at most <paramref name="most"/> characters of it.</summary>
    public static string Line(string? text, int most = 400)
    {
        if (text is null) return "";
        var cut = text.Length > 4 * most ? text[..(4 * most)] : text; // white space shrinks: four times as much is looked at
        var line = string.Join(' ', cut.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var whole = cut.Length == text.Length && line.Length <= most;
        if (!whole && line.Length > most) line = line[..(char.IsHighSurrogate(line[most - 1]) ? most - 1 : most)];
        return Escape(line, keepsLines: false) + (whole ? "" : "…");
    }

    private static string Escape(string text, bool keepsLines)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in Runes(text))
        {
            if (rune.Value is not { } known) result.Append(CultureInfo.InvariantCulture, $"\\u{(int)rune.Lone:x4}");
            else if (IsPlain(known) || (keepsLines && known.Value == '\n')) result.Append(known.ToString());
            else if (known.IsBmp) result.Append(CultureInfo.InvariantCulture, $"\\u{known.Value:x4}");
            else result.Append(CultureInfo.InvariantCulture, $"\\u{{{known.Value:x}}}");
        }

        return result.ToString();
    }

    private static IEnumerable<(Rune? Value, char Lone)> Runes(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                yield return (null, text[at++]);
                continue;
            }

            yield return (rune, default);
            at += rune.Utf16SequenceLength;
        }
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
