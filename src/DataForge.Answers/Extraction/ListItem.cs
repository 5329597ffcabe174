namespace DataForge.Answers;

/// <summary>One line of an answer that is given as a list.</summary>
internal static class ListItem
{
    /// <summary>The item of a line such as "- 3", "2. x = 5", "(b) 7", "y = 4"; null for a line of another kind.</summary>
    /// <param name="number">The number that a numbered item must bear.</param>
    public static string? Of(ReadOnlySpan<char> line, int number)
    {
        line = line.Trim();
        if (line.Length is 0 or > 120) return null;
        var content = Unmarked(line, number);
        if (content.IsEmpty && !IsAssignment(line)) return null;
        var item = Clean.Sentence(content.IsEmpty ? line : content);
        return item.Length > 0 && PlainWords.Count(item) <= 3 && Segment.HoldsAnswer(item) ? item : null;
    }

    private static ReadOnlySpan<char> Unmarked(ReadOnlySpan<char> line, int number)
    {
        if (line[0] is '-' or '*' or '•' or '·' && line.Length > 1 && line[1] == ' ') return line[2..].Trim();
        var digits = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (line.StartsWith(digits, StringComparison.Ordinal) && line.Length > digits.Length + 1 && line[digits.Length] is '.' or ')' && line[digits.Length + 1] == ' ') return line[(digits.Length + 2)..].Trim();
        return line.Length > 3 && line[0] == '(' && line[2] == ')' && line[1] == (char)('a' + number - 1) ? line[3..].Trim() : default;
    }

    /// <summary>"x = 3", "$y_1 = 5$": a short name and its value.</summary>
    private static bool IsAssignment(ReadOnlySpan<char> line)
    {
        var equals = line.IndexOf('=');
        return equals is > 0 and < 12 && char.IsLetter(line.TrimStart(" $*\\(")[0]) && PlainWords.Count(line[..equals]) == 0;
    }
}
