using System.Text.RegularExpressions;

namespace DataForge.Voting;

/// <summary>Cuts a solution into steps.</summary>
public static partial class StepSplit
{
    private const int MostSteps = 512;

    /// <summary>Ends a sentence: a full stop, question mark or exclamation mark after a letter, a digit or a closing sign, before a blank and a capital letter or a digit.</summary>
    [GeneratedRegex(@"(?<=[\p{L}\p{Nd}\)\}\]\$][.!?])\s+(?=[\p{Lu}\p{Nd}\$\\])|(?<=[。！？])")]
    private static partial Regex SentenceEnd();

    /// <summary>Steps in order, trimmed, none empty: paragraphs where blank lines stand in the text, else lines, else sentences. A fenced block of code is part of one step.</summary>
    /// <remarks>Beyond 512 steps the rest is one step, so that a degenerate text stays bounded.</remarks>
    public static IReadOnlyList<string> Of(string text)
    {
        var steps = Blocks(text);
        if (steps.Count == 1) steps = [.. SentenceEnd().Split(steps[0]).Select(s => s.Trim()).Where(s => s.Length > 0)];
        return steps.Count <= MostSteps ? steps : [.. steps.Take(MostSteps - 1), string.Join("\n", steps.Skip(MostSteps - 1))];
    }

    private static List<string> Blocks(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var paragraphs = HasParagraphs(lines);
        var steps = new List<string>();
        var open = new List<string>();
        var code = false;
        foreach (var line in lines)
        {
            var fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (!code && (string.IsNullOrWhiteSpace(line) || !paragraphs)) Close();
            if (!string.IsNullOrWhiteSpace(line) || code) open.Add(line);
            if (fence)
            {
                code = !code;
                if (!code) Close();
            }
        }

        Close();
        return steps;

        void Close()
        {
            var step = string.Join('\n', open).Trim();
            if (step.Length > 0) steps.Add(step);
            open.Clear();
        }
    }

    /// <summary>True where a blank line outside code stands between two that are not blank.</summary>
    private static bool HasParagraphs(string[] lines)
    {
        var (begun, blank, code) = (false, false, false);
        foreach (var line in lines)
        {
            if (!code && string.IsNullOrWhiteSpace(line))
            {
                blank = begun;
                continue;
            }

            if (blank) return true;
            begun = true;
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal)) code = !code;
        }

        return false;
    }

    /// <summary>What two wordings of one step have in common: case, white space, calculator annotations and closing punctuation are levelled; numbers are kept.</summary>
    public static string Key(string step) => EquationScan.Words(Annotation().Replace(step, "")).Trim(' ', '.', ',', ';', ':', '!', '。', '，');

    [GeneratedRegex("<<[^<>\n]{0,200}>>")]
    private static partial Regex Annotation();
}
