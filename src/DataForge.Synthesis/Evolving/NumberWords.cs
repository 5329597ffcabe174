using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>The numbers of a text, in figures and in words, sorted: equal lists mean that no number was changed, wherever they stand.</summary>
internal static partial class NumberWords
{
    [GeneratedRegex(@"\d+(?:[.,]\d+)*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|third|quarter|fourth|fifth|twice|double|triple|thrice)s?\b|[零一二两三四五六七八九十百千万亿半]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    public static IReadOnlyList<string> In(string text) => [.. Number().Matches(text).Select(m => m.Value.ToUpperInvariant()).Order(StringComparer.Ordinal)];
}
