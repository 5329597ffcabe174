using System.Text;

namespace DataForge.Synthesis;

/// <summary>Tells a new problem from its original in other words.</summary>
internal static class Restatement
{
    /// <summary>Highest share of words in common (Jaccard) at which a text with the original's numbers still is another problem.</summary>
    private const double MostShared = 0.7;

    /// <summary>Why the child is the parent again; null when it is not.</summary>
    public static string? Of(string parent, string child, string kind)
    {
        if (Squeeze(child) == Squeeze(parent)) return "the output is the original problem";
        var numbers = NumberWords.In(parent);
        if (!NumberWords.In(child).SequenceEqual(numbers)) return null;
        if (kind == EvolutionKind.ChangeNumbers && numbers.Count > 0) return "its numbers are those of the original";
        return SharedWords.Similarity(parent, child) >= MostShared ? "its numbers and nearly all its words are those of the original" : null;
    }

    /// <summary>Letters, digits and operators in lower case after NFKC: what is left when case, spacing and punctuation do not count.</summary>
    public static string Squeeze(string text)
    {
        var squeezed = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKC))
            if (char.IsLetterOrDigit(c) || c is '+' or '-' or '*' or '/' or '^' or '=' or '<' or '>' or '%' or '.' && squeezed.Length > 0 && char.IsAsciiDigit(squeezed[^1]))
                squeezed.Append(char.ToLowerInvariant(c));
        return squeezed.ToString().TrimEnd('.');
    }
}
