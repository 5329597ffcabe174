namespace DataForge.Answers.Syntax;

/// <summary>A day of the year: "March 5", "5 March 2020", "March 5th, 2020".</summary>
internal static class Dates
{
    private static readonly System.Buffers.SearchValues<char> Vowels = System.Buffers.SearchValues.Create("aeuyAEUY");

    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>Null unless the whole text is one month by name and a day, with a year perhaps.</summary>
    public static Prose? Read(string source)
    {
        if (source.Length is < 5 or > 40 || !(char.IsAsciiLetter(source[0]) || char.IsAsciiDigit(source[0])) || !source.Contains(' ') || !source.AsSpan().ContainsAny(Vowels)) return null;
        var pieces = source.Split([' ', ',', '.', '{', '}', '\\', '~'], StringSplitOptions.RemoveEmptyEntries);
        if (pieces.Length is < 2 or > 5) return null;
        var (month, day, year) = (0, 0, 0);
        foreach (var piece in pieces)
        {
            var word = piece.ToLowerInvariant();
            if (word is "the" or "of" or "text") continue;
            if (word.Length > 3 && word[^2..] is "st" or "nd" or "rd" or "th") word = word[..^2];
            else if (word.Length == 3 && char.IsAsciiDigit(word[0]) && word[1..] is "st" or "nd" or "rd" or "th") word = word[..1];
            if (Array.IndexOf(Months, word) is >= 0 and var index && month == 0) month = index + 1;
            else if (word.Length is 1 or 2 && int.TryParse(word, out var small) && day == 0 && small is > 0 and < 32) day = small;
            else if (word.Length == 4 && int.TryParse(word, out var four) && year == 0) year = four;
            else return null;
        }

        return month == 0 || day == 0 ? null : new Prose(year == 0 ? $"{Months[month - 1]} {day}" : $"{Months[month - 1]} {day} {year}");
    }
}
