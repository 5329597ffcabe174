using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Tells whether a problem is in the language it was asked for in, by script and by the commonest words.</summary>
internal static partial class ProblemLanguage
{
    /// <summary>Highest share of letters of other scripts in an English problem, and lowest share of Han among the letters of a Chinese one.</summary>
    private const double MostForeign = 0.05, FewestHan = 0.3;

    private static readonly HashSet<string> English = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "a", "an", "of", "is", "are", "in", "and", "to", "how", "many", "much", "what", "if", "each", "for", "with", "she", "he", "they", "it", "at", "on", "by", "find", "does", "did", "was", "were", "her", "his", "their", "from", "than", "let", "that",
    };

    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        "el", "la", "los", "las", "una", "un", "de", "del", "por", "cada", "cuántas", "cuántos", "cuánto", "cuantas", "qué", "y", "si", "en", "con", "noche", "ella", // Spanish
        "le", "les", "des", "une", "et", "du", "combien", "elle", "il", "est", "chaque", "dans", "pour", // French
        "der", "die", "das", "ein", "eine", "und", "wie", "viele", "viel", "ist", "jeden", "jede", "sie", "er", "liest", "mit", "von", // German
        "o", "os", "uma", "um", "quantas", "quantos", "ela", "ele", "do", "da", "em", "noites", "quante", "quanti", "ogni", "che", "per", "di", "gli", "uno", // Portuguese, Italian
    };

    [GeneratedRegex(@"\\[A-Za-z]+|\$[^$\n]*\$|[\p{L}]+")]
    private static partial Regex Word();

    public static bool Is(string text, bool chinese)
    {
        int letters = 0, han = 0, foreign = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!System.Text.Rune.IsLetter(rune)) continue;
            letters++;
            if (rune.Value is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x323AF) han++;
            else if (rune.Value is >= 0x0400 and < 0x2C00 and not (>= 0x1E00 and <= 0x24FF) or >= 0x3040 and <= 0x30FF or >= 0xAC00 and <= 0xD7AF) foreign++;
        }

        if (chinese) return letters == 0 || foreign <= MostForeign * letters && han >= FewestHan * letters;
        if (han + foreign > MostForeign * letters) return false;
        var words = Word().Matches(text).Select(m => m.Value).Where(w => w[0] is not ('\\' or '$')).ToList();
        return words.Count(Others.Contains) <= Math.Max(1, words.Count(English.Contains));
    }
}
