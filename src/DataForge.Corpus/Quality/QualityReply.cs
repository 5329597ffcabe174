using System.Globalization;
using System.Text.RegularExpressions;

namespace DataForge.Corpus;

/// <summary>Reads a model's verdict: a reason, then a line <c>Score: N</c> (<c>分数：N</c>) with N from 0 to 5.</summary>
public static partial class QualityReply
{
    private const int MostReason = 2000;

    [GeneratedRegex(@"(?:score|分数|评分|得分)\**\s*[:：]\s*\**\s*(?<n>\d+(?:\.\d+)?)(?:\s*/\s*(?<of>\d+))?", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    /// <summary>The last score and what stands before it; null where there is none in range.</summary>
    public static (double Score, string Reason)? Read(string reply)
    {
        var text = reply.Length > 20_000 ? reply[^20_000..] : reply;
        var found = Line().Matches(text);
        if (found.Count == 0) return null;
        var match = found[^1];
        if (match.Groups["of"].Success && match.Groups["of"].Value != "5") return null;
        if (!double.TryParse(match.Groups["n"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) || score is < 0 or > 5) return null;
        var reason = text[..match.Index].Trim().Trim('*').Trim();
        return (score, reason.Length > MostReason ? reason[..MostReason] : reason);
    }
}
