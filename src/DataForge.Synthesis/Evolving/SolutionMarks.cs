using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Signs that a text which should be a problem solves it too.</summary>
internal static partial class SolutionMarks
{
    [GeneratedRegex(@"\\boxed|####|\b(?:the|final) answer is\b|\btherefore,|\bso the (?:total|answer)\b|答案是|答：|因此，", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Solving();

    public static bool Solved(string text) => Solving().IsMatch(text);
}
