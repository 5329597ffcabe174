using System.Text.RegularExpressions;

namespace DataForge.Extraction.Pages;

/// <summary>A dollar sign that opens no formula is written as LaTeX writes it, so that no reader takes it for one.</summary>
internal static partial class DollarSigns
{
    public static string Escaped(string text) => text.Contains('$', StringComparison.Ordinal) ? Loose().Replace(text, @"\$$") : text;

    [GeneratedRegex(@"(?<!\\)\$")]
    private static partial Regex Loose();
}
