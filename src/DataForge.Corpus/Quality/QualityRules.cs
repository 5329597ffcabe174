using System.Globalization;

namespace DataForge.Corpus;

/// <summary>A defect of a text.</summary>
/// <param name="Evidence">The measure that decided, as JSON.</param>
public sealed record Defect(string Rule, string Reason, string Evidence);

/// <summary>Named rules for defects of documents, in the order in which they are tried.</summary>
/// <remarks>In the manner of Gopher (arXiv:2112.11446, appendix A1.1), with bounds that leave formulas, tables and Chinese alone; each was set on textbook sections, problems and manuals, none of which may fire.</remarks>
public static class QualityRules
{
    private const int FewestCharacters = 40, FewestWords = 10;

    private sealed record Rule(string Name, string Reason, Func<TextMeasures, double> Measure, Func<TextMeasures, bool> Fires);

    private static readonly IReadOnlyList<Rule> All =
    [
        new("broken_characters", "more than 1 % of the characters are replacement, control or private-use ones", m => m.Broken, m => m.Broken > 0.01),
        new("mojibake", "UTF-8 was read in another encoding", m => m.Mojibake, m => m.Mojibake > 0.01),
        new("too_short", "fewer than 10 words or 40 characters", m => m.Words, m => m.Words < FewestWords || m.Characters < FewestCharacters && m.Han < 0.5),
        new("repeated_lines", "more than 30 % of the text are lines that stood before", m => m.RepeatedLines, m => m.RepeatedLines > 0.3),
        new("repeated_phrases", "more than 40 % of the runs of eight words stood before", m => m.RepeatedShingles, m => m.Words >= 30 && m.RepeatedShingles > 0.4),
        new("repeated_character", "one character stands more than 20 times in a row", m => m.LongestRun, m => m.LongestRun > 20),
        new("symbols", "more than 15 % of the characters outside formulas are symbols", m => m.Symbols, m => m.Symbols > 0.15),
        new("few_letters", "fewer than 40 % of the characters are letters or digits", m => m.Letters, m => m.Letters < 0.4),
        new("word_length", "the mean word outside formulas is longer than 12 or shorter than 1.5 letters", m => m.MeanWord, m => m.Han < 0.2 && m.SpelledWords >= FewestWords && m.MeanWord is > 12 or (> 0 and < 1.5)),
        new("bullets", "more than 90 % of the lines begin with a bullet", m => m.BulletLines, m => m.BulletLines > 0.9 && m.Words >= 30),
        new("ellipses", "more than 30 % of the lines end in an ellipsis", m => m.EllipsisLines, m => m.EllipsisLines > 0.3),
        new("language", "the text is neither in English nor in Chinese", m => m.StopWords, m => IsForeign(m) || m.Words >= 20 && m.Han < 0.1 && (m.Latin < 0.5 || m.Words >= 60 && m.StopWords < 2)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(r => r.Name)];

    /// <summary>The text's words or script are those of another language. Letters of formulas are words of some languages, so English words count against that.</summary>
    private static bool IsForeign(TextMeasures m) => m.Language is not ("en" or "zh" or "und") && m.StopWords < 3;

    /// <summary>The first rule that fires; null for none.</summary>
    /// <param name="without">Rules that are not tried.</param>
    public static Defect? Find(string text, IReadOnlyCollection<string> without)
    {
        var measures = TextMeasures.Of(text);
        return All.Where(r => !without.Contains(r.Name) && r.Fires(measures)).Select(r => new Defect(r.Name, r.Reason, $"{{\"measure\":{Math.Round(r.Measure(measures), 4).ToString(CultureInfo.InvariantCulture)}}}")).FirstOrDefault();
    }
}
