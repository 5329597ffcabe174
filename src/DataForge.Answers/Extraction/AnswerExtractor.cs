using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>Finds the answer in a generation: answer tags, boxes, <c>####</c>, labels in many languages, tool output, bold, a chosen letter, then the last math, then the last number.</summary>
/// <remarks>
/// Looks only at the turn that answers, without its reasoning (<see cref="Turns"/>, <see cref="Thinking"/>), up to where it goes on to another question (<see cref="RunOn"/>).
/// Code and what it printed never count as the writer's words. What is denied is no answer; what is corrected gives way to the correction.
/// Scans by hand; time is linear in the text for each rule.
/// </remarks>
public static class AnswerExtractor
{
    /// <param name="generation">A whole generation.</param>
    /// <returns>The answer, or null when the text holds none.</returns>
    public static ExtractedAnswer? Extract(string generation)
    {
        var turn = Turns.Answering(generation, out var isUnfinished);
        return isUnfinished ? null : Within(Thinking.Without(turn));
    }

    /// <summary>The answer in a field that holds an answer as it stands, or a sentence or a transcript with one.</summary>
    /// <returns>The whole text by rule <see cref="ExtractionRule.AsGiven"/> where it reads as an answer; null for blank text.</returns>
    public static ExtractedAnswer? AnswerIn(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Readings.Held(text) is { } found) return found;
        return new ExtractedAnswer(Clean.Outer(text), new TextSpan(0, text.Length), ExtractionRule.AsGiven, 1);
    }

    private static ExtractedAnswer? Within(string text)
    {
        var said = CodeFences.Blank(text, out var output);
        if (RunOn.End(said, before => Stated(before, out _, out _) is not null) is var end && end < said.Length) said = Markup.Only(said, 0, end);
        if (AnswerTags.Last(said) is { } tag && Tagged(said, tag) is { } tagged) return tagged;
        if (Stated(said, out var floor, out var isCutOff) is { } stated) return Settled(said, stated);
        if (isCutOff) return null;
        if (floor > 0) said = Markup.Only(said, floor, said.Length);
        if (output is { } block && (block.Start < floor || block.Start > end)) output = null;
        return Unmarked(said, 0) is { } found && (output is null || found.Span.Start > output.Value.End) ? found : output is null ? null : ToolOutput(text, output.Value) ?? Unmarked(said, 0);
    }

    /// <summary>An answer that is marked as one.</summary>
    private static ExtractedAnswer? Stated(string said, out int floor, out bool isCutOff)
    {
        floor = 0;
        if (Boxes.Last(said, out isCutOff) is { } box) return box;
        return isCutOff ? null : Hash(said) ?? Labels.Last(said, out floor);
    }

    /// <summary>An answer's value where the text later corrects it; with the letter where a box is followed by the choice that it is.</summary>
    private static ExtractedAnswer Settled(string said, ExtractedAnswer stated)
    {
        if (Corrections.After(said, stated.Span.End) is { } later)
            return stated with { Text = Clean.Sentence(said.AsSpan(later.Start, later.Length)), Span = later, Rule = ExtractionRule.Corrected, Confidence = 0.8 };
        if (stated.Rule != ExtractionRule.Boxed || stated.Text.All(c => char.IsAsciiLetterUpper(c) || c is ',' or ' ' or '(' or ')') || stated.Text.Contains("text", StringComparison.Ordinal)) return stated;
        return Letter(said, stated.Span.End) is { } letter ? stated with { Text = $"({letter}) {stated.Text}" } : stated;
    }

    /// <summary>A choice letter that the text names after its box: "The answer is **B**", "option (B)", 故选B.</summary>
    private static string? Letter(string said, int from)
    {
        if (Markup.IsBlank(said, from, said.Length)) return null;
        var rest = said[from..];
        var label = Labels.Last(rest, out _)?.Text ?? ChoicePhrases.Find(rest, 0)?.Text;
        var letter = label?.Trim('(', ')', '.', '*', ' ', '$');
        return letter is [>= 'A' and <= 'J'] ? letter : null;
    }

    private static ExtractedAnswer? Tagged(string said, TextSpan tag)
    {
        var inside = Markup.Only(said, tag.Start, tag.End);
        if (Stated(inside, out _, out var isCutOff) is { } stated) return stated;
        if (isCutOff) return null;
        var content = Clean.Sentence(said.AsSpan(tag.Start, tag.Length));
        if (content.Length == 0 || BoxText.IsPlaceholder(content)) return null;
        if (PlainWords.Count(content) <= 3 || Modifiers.In(content)) return new ExtractedAnswer(content, tag, ExtractionRule.AnswerTag, 0.97);
        return Unmarked(inside, tag.Start) ?? new ExtractedAnswer(content, tag, ExtractionRule.AnswerTag, 0.7);
    }

    /// <summary>An answer that nothing marks as one but its place.</summary>
    private static ExtractedAnswer? Unmarked(string said, int from) => Bold(said) ?? ChoicePhrases.Find(said, from) ?? MathOrNumber(said);

    private static ExtractedAnswer? Hash(string text)
    {
        for (var limit = text.Length; limit > 0;)
        {
            var at = text.AsSpan(0, limit).LastIndexOf("####", StringComparison.Ordinal);
            if (at < 0) return null;
            var start = at + 4;
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            limit = at;
            if (Heading(text.AsSpan(start, end - start))) continue;
            var answer = Clean.Sentence(text.AsSpan(start, end - start));
            if (answer.Length > 0) return new ExtractedAnswer(answer, new TextSpan(start, end), ExtractionRule.Hash, 0.98);
        }

        return null;
    }

    /// <summary>A Markdown heading of the fourth level: "#### Step 2: solve for x", "#### Final answer".</summary>
    private static bool Heading(ReadOnlySpan<char> line)
    {
        line = line.Trim(" \r*");
        return line.EndsWith(':') || Labels.IsLabel(line) || (line.ContainsAny(':', '.') && line.StartsWith("Step", StringComparison.OrdinalIgnoreCase)) || (PlainWords.Count(line) > 0 && !Segment.HoldsAnswer(line) && PlainWords.Count(line) > 3);
    }

    private static ExtractedAnswer? ToolOutput(string text, TextSpan block)
    {
        var end = block.End;
        while (end > block.Start && char.IsWhiteSpace(text[end - 1])) end--;
        var start = end;
        while (start > block.Start && text[start - 1] != '\n') start--;
        var line = text.AsSpan(start, end - start);
        if (line.IsWhiteSpace() || line.Contains("Error", StringComparison.Ordinal)) return null;
        return new ExtractedAnswer(ToolText.Answer(line), new TextSpan(start, end), ExtractionRule.ToolOutput, 0.6);
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
            if (Segment.FirstValue(content) < 0 || (content.IndexOfAnyInRange('0', '9') < 0 && !Segment.HoldsAnswer(content)) || Denials.Before(text, open)) continue;
            if (Segment.Answer(text, new TextSpan(open + 2, close)) is { } span)
                return new ExtractedAnswer(Clean.Sentence(text.AsSpan(span.Start, span.Length)), span, ExtractionRule.Bold, 0.75);
        }

        return null;
    }

    /// <summary>The last math span, or the last number when that stands later.</summary>
    private static ExtractedAnswer? MathOrNumber(string text)
    {
        var math = MathSpans.Last(text, text.Length);
        while (math is { } denied && Denials.Before(text, denied.Start)) math = MathSpans.Last(text, denied.Start);
        var number = LastNumber.Stated(text, 0);
        if (math is { } m && (number is null || number.Value.End <= m.End) && Member(Clean.Sentence(text.AsSpan(m.Content.Start, m.Content.Length))) is { Length: > 0 } answer)
            return new ExtractedAnswer(MathItems.With(text, answer, m.Start, m.End), m.Content, ExtractionRule.LastMath, 0.5);
        if (number is not { } n) return null;
        return new ExtractedAnswer(text[n.Start..n.End], n, ExtractionRule.LastNumber, 0.4);
    }

    /// <summary>"17 - 9 = 8": what a calculation comes to; an equation for a name stays whole.</summary>
    private static string Member(string math)
    {
        var equals = math.LastIndexOf('=');
        if (equals <= 0 || equals + 1 >= math.Length || math[equals - 1] is '<' or '>' or '!' || "{(".Any(c => math.AsSpan(equals).Count(c) != math.AsSpan(equals).Count(c == '{' ? '}' : ')'))) return math;
        var first = math.AsSpan(0, math.IndexOf('='));
        return first.ContainsAnyInRange('0', '9') && !first.ContainsAnyInRange('a', 'z') && !first.ContainsAnyInRange('A', 'Z') && !first.ContainsAny('<', '>') ? math[(equals + 1)..].Trim() : math;
    }
}
