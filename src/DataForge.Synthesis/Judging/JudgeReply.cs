using System.Globalization;
using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>Which of two solutions a judge prefers, as they stood before it.</summary>
public enum Preference
{
    First,
    Second,
    Tie,
}

/// <summary>Reads a judge's reply: its last line holds the verdict and nothing else, so that a verdict quoted from a solution is none.</summary>
public static partial class JudgeReply
{
    /// <summary>The most that a solution can get.</summary>
    public const int MostPoints = 10;

    private const int LongestLine = 200;

    [GeneratedRegex(@"^[\s*_#>`]*(?:score|分数|评分|得分)[\s*_`:：]*(\d{1,2}(?:\.\d{1,3})?)(?:\s*(?:/|out of)\s*10)?[\s*_`.。]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ScoreLine();

    [GeneratedRegex(@"^[\s*_#>`]*(?:verdict|结论)[\s*_`:：]*(?:solution\s+|解答\s*)?[\[(]{0,2}(A|B|tie|平局)[\])]{0,2}[\s*_`.。]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VerdictLine();

    /// <returns>Points from 0 to 10; null where the reply was cut off or its last line is no score.</returns>
    public static double? Points(Generation reply) =>
        Last(reply) is { } line && ScoreLine().Match(line) is { Success: true } found && double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) is var points and <= MostPoints ? points : null;

    /// <returns>Null where the reply was cut off or its last line is no verdict.</returns>
    public static Preference? Verdict(Generation reply) =>
        Last(reply) is { } line && VerdictLine().Match(line) is { Success: true } found
            ? found.Groups[1].Value.ToUpperInvariant() switch { "A" => Preference.First, "B" => Preference.Second, _ => Preference.Tie }
            : null;

    /// <summary>What the judge said before its last line, thinking left out; at most <paramref name="most"/> characters.</summary>
    public static string Reason(Generation reply, int most)
    {
        var text = Said(reply);
        var end = text.LastIndexOf('\n');
        var reason = (end < 0 ? "" : text[..end]).TrimEnd();
        return reason.Length <= most ? reason : reason[..(char.IsHighSurrogate(reason[most - 1]) ? most - 1 : most)] + "…";
    }

    private static string Said(Generation reply) => ThinkTags.Split(reply.Text, reply.Reasoning).Text.Trim();

    private static string? Last(Generation reply)
    {
        if (reply.Finish != FinishReason.Stop) return null;
        var text = Said(reply);
        var line = text[(text.LastIndexOf('\n') + 1)..];
        return line.Length <= LongestLine ? line : null;
    }
}
