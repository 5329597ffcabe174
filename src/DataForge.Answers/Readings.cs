using DataForge.Answers.Shapes;
using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>The readings of one string: the answer it is, or the answer it holds; further ones where the notation is ambiguous.</summary>
internal static class Readings
{
    private static readonly string[] Marks = ["\\boxed", "boxed{", "\\fbox", "####", "</think>", "nswer", "答案", "故选", "应选"];

    /// <summary>Whether a text is a transcript that holds an answer, not an answer.</summary>
    public static bool IsTranscript(string text)
    {
        foreach (var mark in Marks)
            if (text.Contains(mark, StringComparison.Ordinal))
                return true;
        return text.Length > 400;
    }

    /// <summary>Whether a text is no answer itself but holds one.</summary>
    public static bool HoldsAnswer(string text) => IsTranscript(text) || IsSentence(text) || (Parser.Parse(text) is Prose prose && prose.Words.Count(c => c == ' ') >= 3);

    /// <summary>Plain words around a span of math.</summary>
    private static bool IsSentence(string text) =>
        MathSpans.Last(text, text.Length) is { } span && span.End - span.Start < Clean.OuterSpan(text).Length && PlainWords.Count(text.AsSpan(0, span.Start)) + PlainWords.Count(text.AsSpan(span.End)) >= 2;

    /// <summary>At least one reading; the first is the one keys use.</summary>
    public static List<Shape> Of(string text, bool decimalComma)
    {
        var readings = new List<Shape>(2);
        if (IsTranscript(text) && AnswerExtractor.Extract(text) is { } found)
        {
            Add(readings, found.Text, decimalComma);
            return readings;
        }

        if (IsSentence(text) && AnswerExtractor.Extract(text) is { } inside) Add(readings, inside.Text, decimalComma);
        if (readings.Count == 0 || Parser.Parse(text) is Prose) Add(readings, text, decimalComma);
        if (readings[0] is Words words && words.Text.Contains(' ') && AnswerExtractor.Extract(text) is { } held && held.Text != text) Add(readings, held.Text, decimalComma);
        return readings;
    }

    private static void Add(List<Shape> readings, string text, bool decimalComma)
    {
        var node = Parser.Parse(text);
        readings.Add(Shaping.Of(node));
        if (decimalComma && DecimalComma(node, text) is { } number) readings.Add(new Scalar(number));
        if (SpacedUnit(node, text) is { } amount) readings.Add(amount);
    }

    /// <summary>"2,74": a decimal comma where a list of two was read.</summary>
    private static Num? DecimalComma(Node node, string text)
    {
        if (node is not Items { Parts: [Num { Places: -1 } whole, Num { Places: -1 } part], IsAnd: false, IsOr: false } || part.Value.Sign < 0) return null;
        var plain = Clean.OuterSpan(text);
        var comma = plain.IndexOf(',');
        if (comma < 0 || comma + 1 >= plain.Length || !char.IsAsciiDigit(plain[comma + 1])) return null;
        var digits = plain[(comma + 1)..].ToString().TakeWhile(char.IsAsciiDigit).Count();
        var fraction = part.Value / System.Numerics.BigInteger.Pow(10, digits);
        return new Num(whole.Value.Sign < 0 ? whole.Value - fraction : whole.Value + fraction, digits);
    }

    /// <summary>"5 m", "7 m/s": a product of letters, or a number with a unit whose every letter we know.</summary>
    private static Amount? SpacedUnit(Node node, string text)
    {
        if (node is not (Product { Factors: [Num, ..] } or Divide { Top: Product { Factors: [Num, ..] } })) return null;
        var plain = Clean.OuterSpan(text);
        var blank = plain.IndexOf(' ');
        if (blank < 0 || !PlainNumber.TryRead(plain[..blank], out Rational value, out var places)) return null;
        var unit = plain[(blank + 1)..].ToString();
        foreach (var piece in unit.Split(['/', '^', ' ', '*', '2', '3'], StringSplitOptions.RemoveEmptyEntries))
            if (Units.Known(piece) is null)
                return null;
        return new Amount(new Num(value, places), Units.Read(unit));
    }
}
