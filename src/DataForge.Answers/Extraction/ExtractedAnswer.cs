namespace DataForge.Answers;

/// <summary>An answer found in a generation.</summary>
/// <param name="Text">The answer as written, outer blanks, math delimiters and mark-up removed; adjacent boxes are joined by ", ".</param>
/// <param name="Span">Where it stands in the generation; for joined boxes from the first to the end of the last.</param>
/// <param name="Rule">One of <see cref="ExtractionRule"/>.</param>
/// <param name="Confidence">In [0, 1]: how rarely the rule picks something the writer did not mean as the answer. An order, not a probability.</param>
public sealed record ExtractedAnswer(string Text, TextSpan Span, string Rule, double Confidence);
