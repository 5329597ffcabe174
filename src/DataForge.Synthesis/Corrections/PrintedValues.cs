using System.Text.RegularExpressions;
using DataForge.Answers;

namespace DataForge.Synthesis;

/// <summary>A printed value that is not the right solution's.</summary>
/// <param name="Label">What the value is printed as; null where it stands alone.</param>
/// <param name="Value">As the wrong solution prints it.</param>
public sealed record PrintedDifference(string? Label, string Value);

/// <summary>What two solutions print, held against each other by the labels of the values.</summary>
/// <remarks>A line <c>label: value</c> or <c>label = value</c> has a label. Where no label of the one is one of the other, and both print as many lines, the lines are compared in order.</remarks>
public static partial class PrintedValues
{
    private const int LongestLabel = 60;

    [GeneratedRegex(@"^(?<label>[^:=：]*[\p{L}][^:=：]*)[:=：]\s*(?<value>[^\s=].*)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Labelled();

    /// <summary>The first value of the wrong solution that differs from the right one's; null where none does, or nothing can be compared.</summary>
    public static PrintedDifference? FirstDifference(IEnumerable<string> wrong, IEnumerable<string> right)
    {
        var (ours, theirs) = (Lines(wrong), Lines(right));
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, _, value) in theirs) known.TryAdd(key, value);
        var compared = false;
        foreach (var (key, label, value) in ours)
        {
            if (label is null || !known.TryGetValue(key, out var other)) continue;
            compared = true;
            if (!Same(value, other)) return new PrintedDifference(label, value);
        }

        if (compared || ours.Count != theirs.Count) return null;
        for (var i = 0; i < ours.Count; i++)
            if (!Same(ours[i].Value, theirs[i].Value))
                return new PrintedDifference(ours[i].Label, ours[i].Value);
        return null;
    }

    /// <summary>Whether both print the same values under the same labels.</summary>
    public static bool Agree(IEnumerable<string> one, IEnumerable<string> other)
    {
        var (ours, theirs) = (Lines(one), Lines(other));
        return ours.Count == theirs.Count && ours.Zip(theirs).All(p => p.First.Key == p.Second.Key && Same(p.First.Value, p.Second.Value));
    }

    /// <summary>Lines that hold something; the key tells a label's first line from its second.</summary>
    private static List<(string Key, string? Label, string Value)> Lines(IEnumerable<string> outputs)
    {
        var lines = new List<(string, string?, string)>();
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in outputs.SelectMany(o => o.Split('\n')).Select(l => l.Trim()).Where(l => l.Length > 0))
        {
            var match = Labelled().Match(line);
            var label = match.Success && match.Groups["label"].Value.Trim() is { Length: <= LongestLabel } found ? found : null;
            var name = label is null ? "" : string.Join(' ', label.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var time = times[name] = times.GetValueOrDefault(name) + 1;
            lines.Add(($"{time} {name}", label, label is null ? line : match.Groups["value"].Value.Trim()));
        }

        return lines;
    }

    /// <summary>What stands behind a line's label; the line where it has none.</summary>
    internal static string ValueOf(string line) => Labelled().Match(line) is { Success: true } match && match.Groups["label"].Value.Trim().Length <= LongestLabel ? match.Groups["value"].Value.Trim() : line;

    private static bool Same(string a, string b) => a == b || AnswerKey.Of(a) == AnswerKey.Of(b) || Grader.Verify(b, a).IsCorrect == true;
}
