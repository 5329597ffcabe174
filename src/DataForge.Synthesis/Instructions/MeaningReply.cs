using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>What a judge says of two instructions.</summary>
public enum Agreement
{
    Yes,
    No,
    Unsure,
}

/// <summary>Replies about instructions: whether two say the same, new ones in a list, a score.</summary>
public static partial class MeaningReply
{
    private const int MostCharacters = 20_000;

    [GeneratedRegex(@"^\W*(yes|no|unsure|是|否|不是|不确定)(?![\p{L}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"(?:answer|verdict|结论|答案)\W{0,6}(yes|no|unsure|是|否|不是|不确定)(?![\p{L}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"^\s*(?:[-*•]|\d{1,3}[.)、])\s*(\S.*?)\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    [GeneratedRegex(@"(?:score|分数|评分|得分)\W{0,6}(\d{1,3}(?:\.\d{1,3})?)(?:\s*/\s*10)?\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ScoreLine();

    [GeneratedRegex(@"Score: (\d+?)$", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryScore();

    /// <summary>The word at the head of the reply, or behind the last "Answer:"; unsure where there is none.</summary>
    public static Agreement Read(string reply)
    {
        var text = reply.Length > MostCharacters ? reply[^MostCharacters..] : reply;
        var word = Labelled().Matches(text) is { Count: > 0 } labelled ? labelled[^1].Groups[1].Value : Head().Match(text) is { Success: true } head ? head.Groups[1].Value : "";
        return word.ToLowerInvariant() switch
        {
            "yes" or "是" => Agreement.Yes,
            "no" or "否" or "不是" => Agreement.No,
            _ => Agreement.Unsure,
        };
    }

    /// <summary>Items of a list that can be instructions: one line each, 10 to 300 characters (4 in Chinese), without markup around them.</summary>
    public static IReadOnlyList<string> Items(string reply) => [.. Item().Matches(reply.Length > MostCharacters ? reply[..MostCharacters] : reply)
        .Select(m => m.Groups[1].Value.Trim('*', '"', '“', '”', '`', ' '))
        .Where(t => t.Length <= 300 && (t.Length >= 10 || (t.Length >= 4 && Core.Problem.LanguageOf(t) == "zh")))];

    /// <summary>The score from 0 to 10 at the reply's end; null where there is none.</summary>
    /// <param name="asRepository">Takes a whole number behind <c>Score: </c> at the very end alone.</param>
    public static double? Score(string reply, bool asRepository)
    {
        var text = reply.Length > MostCharacters ? reply[^MostCharacters..] : reply;
        var found = asRepository ? RepositoryScore().Match(text) : ScoreLine().Match(text.TrimEnd());
        return found.Success && double.TryParse(found.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture, out var score) && score <= 10 ? score : null;
    }
}
