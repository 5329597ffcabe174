using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Whether a translated problem is the original: its numbers and formulas, and those and the words of its translation back.</summary>
/// <remarks>Numbers are compared as values, in figures or in words; what the languages count by other words (1 as an article, weekdays, months, 千 in units; a half and a quarter as fractions; 3万 and 30
/// thousand) is levelled first. What is not levelled ("two hundred", "both" for 两) is taken for a difference: such a translation is lost, not kept wrong.</remarks>
public static partial class RoundTrip
{
    private const string Stage = "translate";

    [GeneratedRegex(@"\$\$(?<f>[^$]+)\$\$|\$(?<f>[^$]+)\$|\\\((?<f>.+?)\\\)|\\\[(?<f>.+?)\\\]", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Formula();

    [GeneratedRegex(@"\\text\s*\{[^{}]*\}|\\[,;!]|\\q?quad|\s", RegexOptions.CultureInvariant)]
    private static partial Regex Insignificant();

    /// <summary>Characters of numerals that count nothing: weekdays, months, units, percent, the article before a half.</summary>
    [GeneratedRegex(@"(?:星期|礼拜|周)[一二三四五六日天]|十?[一二三四五六七八九十]月(?!球|饼)|千(?=米|克|瓦|卡|伏|焦)|百分之|一(?=半)", RegexOptions.CultureInvariant)]
    private static partial Regex Uncounted();

    [GeneratedRegex(@"(?<n>\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:(?<unit>[百千万亿])|(?<unit>hundred|thousand|million|billion)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mixed();

    /// <summary>Why the translation is refused before it is translated back; null goes on.</summary>
    public static Reject? Refuse(string original, string translated) => Differ(original, translated, "", "translation");

    /// <summary>Why it is refused by its translation back; null keeps it.</summary>
    /// <param name="fewestWords">Least share of the words that original and translation back have in common (Jaccard, content words).</param>
    public static Reject? RefuseBack(string original, string back, double fewestWords)
    {
        if (Differ(original, back, "round_trip_", "translation back") is { } why) return why;
        var shared = Words(original, back);
        return shared < fewestWords ? new Reject(Stage, "round_trip_words", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the translation back shares {shared:0.##} of its words with the original, below {fewestWords:0.##}")) : null;
    }

    /// <summary>Words that the two have in common as a share of all words of both.</summary>
    public static double Words(string original, string back) => SharedWords.Similarity(original, back);

    private static Reject? Differ(string original, string other, string prefix, string name)
    {
        var (ours, theirs) = (Formulas(original), Formulas(other));
        if (!ours.SequenceEqual(theirs)) return new Reject(Stage, prefix + "formulas", $"the {name} has other formulas: {Difference(ours, theirs)}");
        (ours, theirs) = (Numbers(original), Numbers(other));
        return ours.SequenceEqual(theirs) ? null : new Reject(Stage, prefix + "numbers", $"the {name} has other numbers: {Difference(ours, theirs)}");
    }

    private static string Difference(IReadOnlyList<string> ours, IReadOnlyList<string> theirs)
    {
        var (missing, added) = (Without(ours, theirs), Without(theirs, ours));
        return Printable.Line(string.Join("; ", ((string[])[missing.Count > 0 ? "without " + string.Join(", ", missing) : "", added.Count > 0 ? "with " + string.Join(", ", added) : ""]).Where(t => t.Length > 0)), 200);
    }

    private static List<string> Without(IEnumerable<string> all, IEnumerable<string> some)
    {
        var left = all.ToList();
        foreach (var one in some) left.Remove(one);
        return left;
    }

    private static List<string> Formulas(string text) => [.. Formula().Matches(text).Select(m => Insignificant().Replace(m.Groups["f"].Value, "")).Where(f => f.Length > 0).Order(StringComparer.Ordinal)];

    /// <summary>3万 and 30 thousand in figures.</summary>
    private static string Figure(Match mixed)
    {
        var times = mixed.Groups["unit"].Value.ToLowerInvariant() switch { "百" or "hundred" => 100m, "千" or "thousand" => 1000m, "万" => 10_000m, "million" => 1_000_000m, "亿" => 100_000_000m, _ => 1_000_000_000m };
        return decimal.TryParse(mixed.Groups["n"].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var value) && value < 1_000_000_000_000m
            ? (value * times).ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture) : mixed.Value;
    }

    /// <summary>Outside of formulas, which are compared as they stand.</summary>
    private static List<string> Numbers(string text) =>
        [.. NumberWords.In(Mixed().Replace(Uncounted().Replace(Formula().Replace(text, " "), " "), Figure)).Select(n => n switch { "0.5" => "2", "0.25" => "4", _ => n }).Where(n => n != "1").Order(StringComparer.Ordinal)];
}
