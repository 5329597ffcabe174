namespace DataForge.Cli;

/// <summary>The word that a misspelt one was meant to be.</summary>
public static class Nearest
{
    /// <summary>The candidate at most two edits away (one for a word of up to four letters), or that begins as the word does; null when there is none. The nearest wins, then the first in ordinal order.</summary>
    public static string? To(string word, IEnumerable<string> candidates) => candidates
        .Select(c => (Name: c, Edits: Distance(c, word)))
        .Where(c => (c.Edits <= (word.Length > 4 ? 2 : 1) && c.Edits < word.Length) || (word.Length > 2 && c.Name.StartsWith(word, StringComparison.Ordinal)))
        .OrderBy(c => c.Edits).ThenBy(c => c.Name, StringComparer.Ordinal)
        .Select(c => c.Name).FirstOrDefault();

    /// <summary>Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
