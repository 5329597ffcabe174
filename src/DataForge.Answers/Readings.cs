using DataForge.Answers.Shapes;
using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>The readings of one string: the answer it is, or the answer it holds; further ones where the notation is ambiguous.</summary>
internal static class Readings
{
    private static readonly string[] Marks = ["\\boxed", "boxed{", "\\fbox", "####", "</think>", "nswer", "答案", "故选", "应选"];

    private static readonly System.Buffers.SearchValues<char> SentenceEnds = System.Buffers.SearchValues.Create("\n.。!！?？");

    /// <summary>Whether a text says where its answer stands: a box, a mark, an answer phrase. Its length says nothing.</summary>
    public static bool HasMark(string text)
    {
        foreach (var mark in Marks)
            if (text.Contains(mark, StringComparison.Ordinal))
                return true;
        return false;
    }

    /// <summary>The answer that a text holds and is not itself: one that it marks, the math of a sentence, or what a plain statement gives to its subject. What is denied, bounded or doubted is none, and a number that merely stands in a text never is.</summary>
    public static ExtractedAnswer? Held(string text)
    {
        if (HasMark(text) && AnswerExtractor.Extract(text) is { } marked && marked.Rule is not (ExtractionRule.LastNumber or ExtractionRule.Bold or ExtractionRule.ToolOutput))
            return IsDenied(text, marked.Span.Start) ? null : marked;
        if (IsTranscript(text)) return AnswerExtractor.Extract(text);
        if (IsSentence(text)) return AnswerExtractor.Extract(text) is { Rule: not ExtractionRule.LastNumber } inside && !Denials.In(Around(text, inside.Span)) ? inside : null;
        return Statements.Of(text) ?? (PlainWords.Count(text) > 1 ? Labelled(text) : null);
    }

    /// <summary>An answer that a label of any language marks: "Réponse : 5".</summary>
    private static ExtractedAnswer? Labelled(string text) =>
        AnswerExtractor.Extract(text) is { Rule: ExtractionRule.AnswerTag or ExtractionRule.Hash or ExtractionRule.FinalAnswer or ExtractionRule.AnswerPhrase or ExtractionRule.ChinesePhrase or ExtractionRule.Corrected or ExtractionRule.Choice } found && found.Text != text ? found : null;

    /// <summary>The words of the sentence that an answer stands in, before and after it.</summary>
    private static string Around(string text, TextSpan answer)
    {
        var before = text.AsSpan(0, answer.Start);
        var after = text.AsSpan(answer.End);
        if (before.LastIndexOfAny(SentenceEnds) is >= 0 and var start) before = before[(start + 1)..];
        if (after.IndexOfAny(SentenceEnds) is >= 0 and var end) after = after[..end];
        return $"{before} {after}";
    }

    /// <summary>"The answer is not 44", 答案不是44: what stands between the phrase and the answer.</summary>
    private static bool IsDenied(string text, int answer)
    {
        var from = Math.Max(0, answer - 24);
        var before = text.AsSpan(from, answer - from);
        if (before.LastIndexOfAny(SentenceEnds) is >= 0 and var end) before = before[(end + 1)..];
        return Denials.In(before) && !before.Contains("boxed", StringComparison.Ordinal);
    }

    /// <summary>Two sentences of plain words or more: what somebody said on the way to an answer, not an answer.</summary>
    private static bool IsTranscript(string text)
    {
        var (sentences, start) = (0, 0);
        for (var i = 0; i < text.Length && sentences < 2; i++)
        {
            var ends = text[i] is '\n' or '。' or '！' or '？' or '।' || (text[i] is '.' or '!' or '?' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])));
            if (!ends && i + 1 < text.Length) continue;
            if (IsProse(text.AsSpan(start, i + 1 - start))) sentences++;
            start = i + 1;
        }

        return sentences >= 2;
    }

    /// <summary>Four plain words, or eight letters of a script that writes without blanks.</summary>
    private static bool IsProse(ReadOnlySpan<char> sentence)
    {
        if (PlainWords.Count(sentence) >= 4) return true;
        var letters = 0;
        foreach (var c in sentence)
            if (c >= '\u2e80' && char.IsLetter(c))
                letters++;
        return letters >= 8;
    }

    /// <summary>Plain words around a span of math.</summary>
    private static bool IsSentence(string text) =>
        MathSpans.Last(text, text.Length) is { } span && span.End - span.Start < Clean.OuterSpan(text).Length && PlainWords.Count(text.AsSpan(0, span.Start)) + PlainWords.Count(text.AsSpan(span.End)) >= 2;

    /// <summary>At least one reading; the first is the one keys use.</summary>
    public static List<Shape> Of(string text, bool decimalComma)
    {
        var readings = new List<Shape>(2);
        if (HasMark(text) || IsSentence(text) || IsTranscript(text))
        {
            if (Held(text) is { } held)
            {
                Add(readings, held.Text, decimalComma);
                if (HasMark(text) || Parser.Parse(text) is not Prose) return readings;
            }
        }

        Add(readings, text, decimalComma);
        if (readings[0] is Words words && words.Text.Contains(' ') && Held(text) is { } said) Add(readings, said.Text, decimalComma);
        return readings;
    }

    private static void Add(List<Shape> readings, string text, bool decimalComma)
    {
        var node = Parser.Parse(text);
        readings.Add(Shaping.Of(node));
        if (node is Items { IsAnd: true, Parts: [Num { Value.IsInteger: true, Places: < 0 } whole, Divide { Top: Num top, Bottom: Num bottom }] } && whole.Value.Sign >= 0 && top.Value.Sign > 0 && top.Value.CompareTo(bottom.Value) < 0)
            readings.Add(new Scalar(new Num(whole.Value + (top.Value / bottom.Value)))); // "2 and 1/3"
        NumberLocales.Add(readings, node, text, decimalComma);
        if (node is not (Num or Divide or Sum) && Measured.Read(Clean.OuterSpan(text)) is { } measured) readings.Add(Shaping.Of(measured));
        if (node is not Num && Roman.Read(Clean.OuterSpan(text)) is { } numeral) readings.Add(new Scalar(Num.Of(numeral)));
        if (node is not Num && Choosing.Read(Clean.OuterSpan(text)) is { } chosen) readings.Add(new Scalar(chosen));
        if (SpacedUnit(node, text) is { } amount) readings.Add(amount);
        if (SaidTwice(text) is { } twice) readings.Add(twice);
        if (Explained(text) is { } explained) readings.Add(explained);
        if (text.Contains('j') && Imaginary(text) is { } complex) readings.Add(complex);
    }

    /// <summary>"8 (eight)", "eight (8)": a value and the same value in brackets.</summary>
    private static Shape? SaidTwice(string text)
    {
        var span = Clean.OuterSpan(text);
        if (span.Length is < 4 or > 80 || span[^1] != ')' || span.LastIndexOf('(') is not (> 0 and var open) || span[open - 1] != ' ') return null;
        var (first, second) = (Shaping.Of(Parser.Parse(span[..open].ToString())), Shaping.Of(Parser.Parse(span[(open + 1)..^1].ToString())));
        return first is Scalar { Value: Num } or Amount && second is Scalar { Value: Num } or Amount && new Comparison(VerifyOptions.Default).Of(first, second).Equal == true ? first : null;
    }

    private static readonly string[] Explaining = ["by ", "since ", "because ", "as ", "from ", "using ", "after ", "in total", "total", "approximately", "approx", "rounded", "exact", "open interval", "closed interval", "half-open", "ordered pair"];

    /// <summary>"18 (by symmetry)": a value and words in brackets that explain it, and hold no number.</summary>
    private static Shape? Explained(string text)
    {
        var span = Clean.OuterSpan(text);
        if (span.Length is < 6 or > 120 || !(span[^1] is ')' or '}') || span.LastIndexOf('(') is not (> 0 and var open)) return null;
        var inside = span[(open + 1)..].TrimEnd(")}");
        if (inside.ContainsAnyInRange('0', '9') || Denials.In(inside) || !StartsWithAny(inside, Explaining)) return null;
        var value = span[..open].TrimEnd();
        if (value.EndsWith("\\text{", StringComparison.Ordinal)) value = value[..^6];
        return value.IsEmpty ? null : Shaping.Of(Parser.Parse(value.ToString())) is Words ? null : Shaping.Of(Parser.Parse(value.ToString()));
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] openings)
    {
        foreach (var opening in openings)
            if (text.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>3 + 4j, as engineers and Python write 3 + 4i; only where no i and no vector k stands beside it.</summary>
    private static Shape? Imaginary(string text)
    {
        var span = Clean.OuterSpan(text);
        if (span.Length > 60 || span.ContainsAny('i', 'k', '=')) return null;
        for (var at = 0; at < span.Length; at++)
            if (char.IsLetter(span[at]) && (span[at] != 'j' || at == 0 || !char.IsAsciiDigit(span[at - 1])))
                return null;
        return Shaping.Of(Parser.Parse(span.ToString().Replace('j', 'i')));
    }

    /// <summary>"5 m", "7 m/s": a product of letters, or a number with a unit whose every letter we know.</summary>
    private static Amount? SpacedUnit(Node node, string text) =>
        node is Product { Factors: [Num, ..] } or Divide or Sum or Prose && UnitText.Read(Clean.OuterSpan(text).ToString(), out _) is { } quantity ? Shaping.Of(Units.Attach(quantity.Value, quantity.Unit)) as Amount : null;
}
