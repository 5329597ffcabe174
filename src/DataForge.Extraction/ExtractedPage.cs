namespace DataForge.Extraction;

/// <summary>What a page says.</summary>
/// <param name="Url">The address that the page states of itself; null where it states none.</param>
/// <param name="Published">A day, as <c>2024-05-31</c>; null where the page states none.</param>
/// <param name="Charset">The encoding that its bytes were read in.</param>
/// <param name="Broken">Characters that could not be decoded.</param>
/// <param name="MathKept">Formulas that stand in the text, by the encoding they had.</param>
/// <param name="MathLost">Formulas that do not, by what was lost.</param>
internal sealed record ExtractedPage(
    string? Title, string? Url, string? Published, string Text, string Language, string Charset, int Broken, IReadOnlyDictionary<string, int> MathKept, IReadOnlyDictionary<string, int> MathLost);
