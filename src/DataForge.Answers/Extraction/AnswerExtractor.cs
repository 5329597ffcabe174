namespace DataForge.Answers;

/// <summary>Finds the answer in a generation: boxes, <c>####</c>, answer phrases in English and Chinese, bold, tool output, then the last math, then the last number.</summary>
/// <remarks>Scans by hand, from the end; time is linear in the text for each rule. Reasoning before <c>&lt;/think&gt;</c> counts only when nothing follows it. Code and what it printed never count as the writer's words.</remarks>
public static class AnswerExtractor
{
    /// <param name="generation">A whole generation, or only an answer.</param>
    /// <returns>The answer, or null when the text holds none.</returns>
    public static ExtractedAnswer? Extract(string generation)
    {
        var from = AfterThinking(generation);
        if (from > 0 && !generation.AsSpan(from).IsWhiteSpace() && Within(generation[from..]) is { } said)
            return said with { Span = new TextSpan(said.Span.Start + from, said.Span.End + from) };
        return Within(generation);
    }

    /// <summary>The answer in a field that holds an answer as it stands, or a sentence or a transcript with one.</summary>
    /// <returns>The whole text by rule <see cref="ExtractionRule.AsGiven"/> where it reads as an answer; null for blank text.</returns>
    public static ExtractedAnswer? AnswerIn(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Readings.HoldsAnswer(text) && Extract(text) is { } found) return found;
        return new ExtractedAnswer(Clean.Outer(text), new TextSpan(0, text.Length), ExtractionRule.AsGiven, 1);
    }

    private static int AfterThinking(string text)
    {
        var at = text.LastIndexOf("</think>", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : at + "</think>".Length;
    }

    private static ExtractedAnswer? Within(string text)
    {
        var said = CodeFences.Blank(text, out var output);
        return Boxes.Last(said)
            ?? Hash(said)
            ?? Phrases.English(said)
            ?? Phrases.Chinese(said)
            ?? ToolOutput(text, output)
            ?? Bold(said)
            ?? ChoicePhrases.Find(said)
            ?? MathOrNumber(said);
    }

    private static ExtractedAnswer? Hash(string text)
    {
        var at = text.LastIndexOf("####", StringComparison.Ordinal);
        if (at < 0) return null;
        var start = at + 4;
        var end = text.IndexOf('\n', start);
        if (end < 0) end = text.Length;
        var answer = Clean.Sentence(text.AsSpan(start, end - start));
        return answer.Length == 0 ? null : new ExtractedAnswer(answer, new TextSpan(start, end), ExtractionRule.Hash, 0.98);
    }

    private static ExtractedAnswer? ToolOutput(string text, TextSpan? output)
    {
        if (output is not { } block) return null;
        var end = block.End;
        while (end > block.Start && char.IsWhiteSpace(text[end - 1])) end--;
        var start = end;
        while (start > block.Start && text[start - 1] != '\n') start--;
        var line = text.AsSpan(start, end - start);
        if (line.IsWhiteSpace() || line.Contains("Error", StringComparison.Ordinal)) return null;
        return new ExtractedAnswer(Clean.Sentence(line), new TextSpan(start, end), ExtractionRule.ToolOutput, 0.6);
    }

    /// <summary>The last bold run that holds a digit or math and is no heading ("**Step 1:**", "**结论**：").</summary>
    private static ExtractedAnswer? Bold(string text)
    {
        const int MaxTries = 16;
        const int MaxLength = 120;
        var limit = text.Length;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var close = text.AsSpan(0, limit).LastIndexOf("**", StringComparison.Ordinal);
            if (close < 2) return null;
            var open = text.AsSpan(0, close).LastIndexOf("**", StringComparison.Ordinal);
            if (open < 0) return null;
            limit = open;
            var content = text.AsSpan(open + 2, close - open - 2);
            var after = close + 2 < text.Length ? text[close + 2] : ' ';
            if (content.Length > MaxLength || content.Contains('\n') || content.TrimEnd().EndsWith(':') || content.TrimEnd().EndsWith('：') || after is ':' or '：') continue;
            if (content.IndexOfAnyInRange('0', '9') < 0 && !content.Contains('\\') && !content.Contains('$')) continue;
            if (Segment.Answer(text, new TextSpan(open + 2, close)) is { } span)
                return new ExtractedAnswer(Clean.Sentence(text.AsSpan(span.Start, span.Length)), span, ExtractionRule.Bold, 0.75);
        }

        return null;
    }

    /// <summary>The last math span, or the last number when that stands later.</summary>
    private static ExtractedAnswer? MathOrNumber(string text)
    {
        var math = MathSpans.Last(text, text.Length);
        var number = LastNumber.In(text);
        if (math is { } m && (number is null || number.Value.End <= m.End) && Clean.Sentence(text.AsSpan(m.Content.Start, m.Content.Length)).Length > 0)
            return new ExtractedAnswer(Clean.Sentence(text.AsSpan(m.Content.Start, m.Content.Length)), m.Content, ExtractionRule.LastMath, 0.5);
        if (number is not { } n) return null;
        return new ExtractedAnswer(text[n.Start..n.End], n, ExtractionRule.LastNumber, 0.4);
    }
}
