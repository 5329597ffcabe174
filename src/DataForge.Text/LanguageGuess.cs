using System.Text;
using System.Text.RegularExpressions;

namespace DataForge.Text;

/// <summary>The language of a text: by script, and for Latin and Cyrillic letters by its commonest words. Formulas and code are left out.</summary>
public static partial class LanguageGuess
{
    private const int Looked = 20_000, FewestWords = 8;

    /// <summary>Lowest share of a language's commonest words among all words.</summary>
    private const double FewestCommon = 0.08;

    private static readonly (string Code, HashSet<string> Words)[] Languages =
    [
        ("en", Set("the of and to in is that for it as with be by on are this which from or an if we can not have has at then let")),
        ("de", Set("der die und das ist von den mit zu ein eine für auf nicht sich dem des im auch es wird als sind oder bei nach wir")),
        ("fr", Set("le la les des et est de une du que pour dans un en par sur qui pas avec au sont ce il nous si plus on")),
        ("es", Set("el los las de la que y en un una es por con para se del al como no su más son si entonces lo")),
        ("it", Set("il la di che è e un una per del della in con non si le dei sono da come al gli nel questo")),
        ("pt", Set("o os as de que e um uma em para com não do da se por no na é são como dos ao mais")),
        ("nl", Set("de het een van en in is dat op te zijn met voor niet aan er die als ook wordt of bij door naar")),
        ("pl", Set("i w na z do jest że się nie to dla jako oraz lub przez od po który są")),
        ("sv", Set("och att det som är en på av för med den till inte om ett har de vi kan")),
        ("cs", Set("a v je na se že s z do pro jako nebo by jsou ve k pokud není tak")),
        ("tr", Set("ve bir bu için ile olarak da de olan çok daha gibi ise en veya")),
        ("id", Set("dan yang di dari untuk dengan pada adalah ini itu dalam tidak sebuah atau")),
        ("vi", Set("và là của có các một được cho trong không với này khi những")),
        ("ru", Set("и в не на что с по как это для из то к от если или мы так при")),
        ("uk", Set("і в не на що з та як це для до від якщо або ми так при є")),
    ];

    [GeneratedRegex(@"\$[^$\n]{1,2000}\$|```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex NotWords();

    [GeneratedRegex(@"[\p{L}\p{M}]+")]
    private static partial Regex Word();

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    /// <summary>A code of ISO 639-1, <c>und</c> where too little stands to tell.</summary>
    /// <param name="stated">What the page says; it decides only where the text does not.</param>
    public static string Of(string text, string? stated)
    {
        var sample = NotWords().Replace(text.Length > Looked ? text[..Looked] : text, " ");
        var counts = new int[ScriptNames.Length];
        var letters = 0;
        foreach (var rune in sample.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune)) continue;
            letters++;
            counts[Script(rune.Value)]++;
        }

        var code = stated?.Split('-', '_', ',')[0].Trim().ToLowerInvariant() is { Length: 2 or 3 } said && said.All(char.IsAsciiLetter) ? said : null;
        if (letters == 0) return code ?? "und";
        if (counts[Kana] > 0.05 * letters) return "ja";
        if (counts[Han] > 0.2 * letters) return code is "ja" && counts[Kana] > 0 ? "ja" : "zh";
        for (var i = Kana + 1; i < Cyrillic; i++)
            if (counts[i] > 0.3 * letters)
                return ScriptNames[i];
        return counts[Cyrillic] > 0.3 * letters ? OfCyrillic(sample, counts[Cyrillic], code) : ByWords(sample) ?? code ?? "und";
    }

    /// <summary>Letters that of these languages only one writes; Bulgarian writes ъ often and never ы or э.</summary>
    private static readonly (string Code, string Letters)[] CyrillicMarks = [("sr", "јљњћђ"), ("mk", "ѓќѕ"), ("be", "ў"), ("kk", "әғқңөұүһ"), ("uk", "іїєґ")];

    private static readonly HashSet<string> WrittenInCyrillic = ["ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "tt", "mn", "ba", "cv", "os", "uz", "az"];

    /// <summary>The script narrows the language: marks of one language, else the commonest words, else what the page states where it is written so, else Russian.</summary>
    private static string OfCyrillic(string sample, int letters, string? stated)
    {
        foreach (var (code, marks) in CyrillicMarks)
            if (sample.Count(c => marks.Contains(char.ToLowerInvariant(c), StringComparison.Ordinal)) > FewestMarks * letters)
                return stated is not null && code == "kk" && WrittenInCyrillic.Contains(stated) ? stated : code;
        if (ByWords(sample) is "ru" && sample.AsSpan().IndexOfAny("ыэЫЭ") >= 0) return "ru";
        if (stated is not null && WrittenInCyrillic.Contains(stated)) return stated;
        return sample.AsSpan().IndexOfAny("ыэЫЭ") < 0 && sample.Count(c => c is 'ъ' or 'Ъ') > FewestMarks * letters ? "bg" : "ru";
    }

    private const double FewestMarks = 0.007;

    private static string? ByWords(string sample)
    {
        var words = Word().Matches(sample).Select(m => m.Value.ToLowerInvariant()).ToList();
        if (words.Count < FewestWords) return null;
        var (best, most) = ((string?)null, FewestCommon * words.Count);
        foreach (var (code, common) in Languages)
            if (words.Count(common.Contains) is var count && count > most)
                (best, most) = (code, count);
        return best;
    }

    private const int Latin = 0, Han = 1, Kana = 2, Cyrillic = 13;

    private static readonly string[] ScriptNames = ["", "zh", "ja", "ko", "ar", "he", "th", "hi", "el", "ka", "hy", "bn", "ta", "ru"];

    private static int Script(int rune) => rune switch
    {
        >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x323AF => Han,
        >= 0x3040 and <= 0x30FF => Kana,
        >= 0xAC00 and <= 0xD7AF => 3,
        >= 0x0600 and <= 0x06FF => 4,
        >= 0x0590 and <= 0x05FF => 5,
        >= 0x0E00 and <= 0x0E7F => 6,
        >= 0x0900 and <= 0x097F => 7,
        >= 0x0370 and <= 0x03FF => 8,
        >= 0x10A0 and <= 0x10FF => 9,
        >= 0x0530 and <= 0x058F => 10,
        >= 0x0980 and <= 0x09FF => 11,
        >= 0x0B80 and <= 0x0BFF => 12,
        >= 0x0400 and <= 0x052F => Cyrillic,
        _ => Latin,
    };
}
