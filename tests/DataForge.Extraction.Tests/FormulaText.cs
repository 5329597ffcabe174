using System.Text.RegularExpressions;
using DataForge.Text;

namespace DataForge.Tests.Extraction;

/// <summary>Compares formulas.</summary>
internal static partial class FormulaText
{
    /// <summary>What stands in a text in a formula's place; null where its place is not there.</summary>
    public static string? At(string text, int number)
    {
        var match = Regex.Match(text, $@"begin{number}x\s*(.*?)\s*end{number}x", RegexOptions.Singleline);
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>The LaTeX between delimiters; null where there are none, or more than one formula.</summary>
    public static string? Latex(string? place)
    {
        var text = place?.Trim().Trim('>').Trim() ?? "";
        if (text.Length > 4 && text.StartsWith("$$", StringComparison.Ordinal) && text.EndsWith("$$", StringComparison.Ordinal)) text = text[1..^1];
        return text.Length > 2 && text[0] == '$' && text[^1] == '$' && !text[1..^1].Contains('$', StringComparison.Ordinal) ? text[1..^1] : null;
    }

    /// <summary>Equal under the suite's canonical form of LaTeX.</summary>
    public static bool Same(string a, string b)
    {
        var (left, right) = (new Normalizer(), new Normalizer());
        return left.Read(a).Hashes.SequenceEqual(right.Read(b).Hashes);
    }

    [GeneratedRegex(@"\\left(?![a-z])|\\right(?![a-z])|\s|[{}]")]
    private static partial Regex Looks();

    /// <summary>Equal sign by sign but for white space, braces and the size of fences; the canonical form leaves operators out.</summary>
    public static bool SameSigns(string a, string b) => Looks().Replace(a, "") == Looks().Replace(b, "");
}
