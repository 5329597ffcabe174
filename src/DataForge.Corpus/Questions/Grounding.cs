namespace DataForge.Corpus;

/// <summary>Tells what a model found in a document from what it made up.</summary>
internal static class Grounding
{
    /// <summary>Share of the distinct words of <paramref name="part"/> that stand in the document, in [0, 1]; 1 for a text without words. Chinese counts by characters.</summary>
    public static double Of(string part, string document)
    {
        var words = Words(part);
        if (words.Count == 0) return 1;
        var all = Words(document);
        return (double)words.Count(all.Contains) / words.Count;
    }

    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var kind = i < text.Length ? CharTable.Classes[text[i]] : CharTable.Separator;
            if (kind is CharTable.Word or CharTable.Digit)
            {
                if (start < 0) start = i;
                continue;
            }

            if (start >= 0) words.Add(text[start..i].ToLowerInvariant());
            start = -1;
            if (kind == CharTable.Alone) words.Add(text[i..(i + 1)]);
        }

        return words;
    }
}
