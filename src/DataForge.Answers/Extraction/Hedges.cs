namespace DataForge.Answers;

/// <summary>Words of doubt between alternatives: "3 or maybe 7" names two values as "3 or 7" does.</summary>
internal static class Hedges
{
    private static readonly string[] Doubts = ["maybe ", "perhaps ", "possibly ", "probably ", "else ", "even "];

    public static string Removed(string answer)
    {
        foreach (var or in (ReadOnlySpan<string>)[" or ", " and "])
            foreach (var doubt in Doubts)
                if (answer.Contains(or + doubt, StringComparison.OrdinalIgnoreCase))
                    answer = answer.Replace(or + doubt, or, StringComparison.OrdinalIgnoreCase);
        return answer;
    }
}
