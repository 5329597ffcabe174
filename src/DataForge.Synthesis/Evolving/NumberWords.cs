using System.Globalization;
using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>The numbers of a text by value, in figures and in words: "fourteen", "14" and "14.0" are one.</summary>
internal static partial class NumberWords
{
    private static readonly Dictionary<string, decimal> English = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13,
        ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70,
        ["eighty"] = 80, ["ninety"] = 90, ["hundred"] = 100, ["thousand"] = 1000, ["million"] = 1_000_000, ["dozen"] = 12, ["half"] = 0.5m, ["twice"] = 2, ["double"] = 2, ["triple"] = 3, ["thrice"] = 3, ["quarter"] = 0.25m, ["third"] = 3, ["fifth"] = 5,
    };

    private const string Chinese = "零一二三四五六七八九";

    [GeneratedRegex(@"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](?<unit>one|two|three|four|five|six|seven|eight|nine)\b|\b(?<word>zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|twice|double|triple|thrice|quarter|third|fifth)s?\b|(?<han>[零一二两三四五六七八九十百千万亿半]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    /// <summary>Sorted; equal lists mean that no number was changed, wherever they stand.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Number().Matches(text).Select(Value).Order(StringComparer.Ordinal)];

    /// <summary>True when a number stands in the text; "one" and 一 alone are articles.</summary>
    public static bool Any(string text) => Number().Matches(text).Any(m => m.Value.ToUpperInvariant() is not ("ONE" or "ONES" or "一"));

    private static string Value(Match number)
    {
        if (number.Groups["tens"].Success) return Text(English[number.Groups["tens"].Value] + English[number.Groups["unit"].Value]);
        if (number.Groups["word"].Success) return Text(English[number.Groups["word"].Value]);
        if (number.Groups["han"].Success) return Han(number.Value) is { } value ? Text(value) : number.Value;
        return decimal.TryParse(number.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure) ? Text(figure) : number.Value;
    }

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Numerals below a hundred million; null where the characters are no numeral.</summary>
    private static decimal? Han(string text)
    {
        decimal total = 0, section = 0, digit = 0;
        foreach (var c in text)
        {
            switch (c)
            {
                case '半': return text.Length == 1 ? 0.5m : null;
                case '两': digit = 2; break;
                case '十' or '百' or '千':
                    section += (digit == 0 ? 1 : digit) * (c == '十' ? 10 : c == '百' ? 100 : 1000);
                    digit = 0;
                    break;
                case '万' or '亿':
                    total = (total + section + digit) * (c == '万' ? 10_000 : 100_000_000);
                    (section, digit) = (0, 0);
                    break;
                default: digit = Chinese.IndexOf(c, StringComparison.Ordinal); break;
            }
        }

        return total + section + digit;
    }
}
