using System.Text.RegularExpressions;

namespace DataForge.Synthesis;

/// <summary>Cuts a text into sentences without losing a character: the pieces put together are the text.</summary>
internal static partial class Sentences
{
    [GeneratedRegex(@"(?:[.!?…][""”’')\]*_]*(?=\s|$)|[。！？][”’」』）]*|\n)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex End();

    [GeneratedRegex(@"(?:^|[\s(])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|Prof|vs|No|e\.g|i\.e|approx|min|max|ft|oz|lb|hr)\.\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Abbreviation();

    public static List<string> Of(string text)
    {
        var pieces = new List<string>();
        var from = 0;
        foreach (Match end in End().Matches(text))
        {
            var piece = text[from..(end.Index + end.Length)];
            if (end.Value[0] == '.' && Abbreviation().IsMatch(piece)) continue;
            pieces.Add(piece);
            from = end.Index + end.Length;
        }

        if (from < text.Length) pieces.Add(text[from..]);
        return pieces;
    }
}
