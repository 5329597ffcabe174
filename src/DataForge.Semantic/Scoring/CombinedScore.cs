namespace DataForge.Semantic;

/// <summary>How likely a text is a rephrasing of an item: cosine, shared numbers and shared words in one logistic function.</summary>
/// <remarks>
/// Weights were fitted on one half (by the hash of the question) of lm-sys's 1,319 rephrasings of GSM8K as rephrasings, and of GSM8K's training questions, MATH's and OpenStax's
/// as none, with vectors of all-MiniLM-L6-v2 at int8; figures in docs/benchmarks.md are of the other half. Shares are drawn towards a half where an item has few numbers: one number
/// that agrees says less than four. Words and numbers are counted within the pair alone, so a score does not depend on what else is in the index.
/// Another model's cosines lie elsewhere; the limit is to be chosen anew for it.
/// </remarks>
internal static class CombinedScore
{
    private const double Cosine = 45.66, NumberOverlap = 7.01, NumbersFound = 5.22, WordsFound = 5.62, Constant = -46.94;

    /// <summary>Below this cosine no pair reaches a half, whatever else agrees.</summary>
    public const float LeastCosine = 0.62f;

    /// <param name="cosine">Of the vectors of text and item.</param>
    /// <returns>In [0, 1].</returns>
    public static double Of(double cosine, TextFeatures text, TextFeatures item)
    {
        var shared = Shared(item.Numbers, text.Numbers) + 0.5;
        var overlap = shared / (text.Numbers.Count + item.Numbers.Count - (shared - 0.5) + 1);
        var found = shared / (item.Numbers.Count + 1);
        var words = item.Words.Count == 0 ? 0 : (double)Shared(item.Words, text.Words) / item.Words.Count;
        return 1 / (1 + Math.Exp(-((Cosine * cosine) + (NumberOverlap * overlap) + (NumbersFound * found) + (WordsFound * words) + Constant)));
    }

    private static int Shared(IReadOnlySet<uint> few, IReadOnlySet<uint> many) => few.Count(many.Contains);
}
