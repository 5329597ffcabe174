using DataForge.Answers.Shapes;
using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>Verifies a predicted answer against a gold answer. Led by the gold's kind; fails closed; never weaker than equality of keys.</summary>
/// <remarks>Budgets stand in for timeouts: see <see cref="Limits"/>. Does not judge prose: where only a reader can tell, the grade is undecided.</remarks>
public static class Grader
{
    /// <param name="gold">The reference, an answer as it stands or a text that holds one.</param>
    /// <param name="predicted">The answer to judge, the same.</param>
    /// <param name="options">Null means <see cref="VerifyOptions.Default"/>.</param>
    public static Grade Verify(string gold, string predicted, VerifyOptions? options = null)
    {
        options ??= VerifyOptions.Default;
        Numeric.Allowance.Renew();
        if (options is { FormsOnly: false, RelativeTolerance: 0, AbsoluteTolerance: 0, AnyPercent: false } && Plain(gold, predicted) is { } plain) return plain;
        if (string.IsNullOrWhiteSpace(gold) || string.IsNullOrWhiteSpace(predicted)) return Say(new Outcome(string.IsNullOrWhiteSpace(gold) ? null : false, GradeRule.NoAnswer));
        if (Clean.OuterSpan(gold).SequenceEqual(Clean.OuterSpan(predicted)) && !Readings.HasMark(gold)) return Say(Outcome.Same(GradeRule.Identical));
        var (golds, predictions) = (Readings.Of(Mended(gold), options.DecimalComma), PredictedReadings(gold, predicted, options.DecimalComma));
        var comparison = new Comparison(options);
        Outcome? best = null;
        foreach (var g in golds)
            foreach (var p in predictions)
            {
                var outcome = comparison.Of(g, p);
                if (outcome.Equal == true) return Say(outcome);
                if (best is null || (best.Value.Equal is null && outcome.Equal == false && g is not Words && p is not Words)) best = outcome;
            }

        // texts with one key are one vote, so they are equal here too
        var sameKey = (best!.Value.Equal is null && Keys.Of(golds[0]) == Keys.Of(predictions[0])) || ((golds[0] is Words || predictions[0] is Words) && AnswerKey.Of(gold) == AnswerKey.Of(predicted));
        return sameKey ? Say(Outcome.Same(GradeRule.SameKey)) : Say(best.Value);
    }

    /// <summary>As <see cref="Verify"/>, with how each side was read.</summary>
    public static Explanation Explain(string gold, string predicted, VerifyOptions? options = null)
    {
        options ??= VerifyOptions.Default;
        var grade = Verify(gold, predicted, options);
        Numeric.Allowance.Renew();
        return new Explanation(Described(gold, options), Described(predicted, options), AnswerKey.Of(gold), AnswerKey.Of(predicted), grade);
    }

    private static List<string> Described(string text, VerifyOptions options) => string.IsNullOrWhiteSpace(text) ? [] : [.. Readings.Of(text, options.DecimalComma).Select(Descriptions.Of)];

    /// <summary>A gold number that ends with a bare ^ has lost its degree sign, one that ends with a backslash a blank or a sign; a prediction that does was cut off.</summary>
    private static string Mended(string gold) => Clean.OuterSpan(gold) switch
    {
        [.., '^'] outer when PlainNumber.TryRead(outer[..^1], out Rational _, out _) => new string(outer) + "\\circ",
        [.., '\\'] outer when PlainNumber.TryRead(outer[..^1], out Rational _, out _) => new string(outer[..^1]),
        _ => gold,
    };

    private static Grade Say(Outcome outcome) => new(outcome.Equal, outcome.Rule, GradeRule.Reason(outcome.Rule));

    private static string? YesOrNo(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("\\text{", StringComparison.Ordinal) && text[^1] == '}') text = text[6..^1];
        return text.Equals("yes", StringComparison.OrdinalIgnoreCase) ? "yes" : text.Equals("no", StringComparison.OrdinalIgnoreCase) ? "no" : null;
    }

    /// <summary>"Yes, it is.", "No, because 5 is prime": the word that opens a sentence; null where the other one, or doubt, follows.</summary>
    private static string? Opening(string text)
    {
        if (text.StartsWith("\\text{", StringComparison.Ordinal) && text[^1] == '}') text = text[6..^1];
        var comma = text.IndexOfAny([',', '.', ';', ':']);
        if (comma < 2 || YesOrNo(Clean.OuterSpan(text.AsSpan(0, comma))) is not { } word) return null;
        var rest = text.AsSpan(comma);
        return rest.Contains(word == "yes" ? "no" : "yes", StringComparison.OrdinalIgnoreCase) || (word == "yes" && Denials.In(rest)) || rest.Contains("wait", StringComparison.OrdinalIgnoreCase) ? null : word;
    }

    /// <summary>100,200: two round hundreds are a list where somebody writes them so, 114,200 a number. A gold answer is read as the list, a predicted one as either.</summary>
    internal static bool IsListOfHundreds(ReadOnlySpan<char> text) => text.Length is > 6 and < 12 && text.Contains(',') && Clean.OuterSpan(text) is [>= '1' and <= '9', '0', '0', ',', >= '1' and <= '9', '0', '0'];

    /// <summary>Two plain numbers need no parser.</summary>
    private static Grade? Plain(string gold, string predicted)
    {
        if (IsListOfHundreds(gold)) return null;
        if (!PlainNumber.TryRead(gold, out long a, out var b, out var places) || !PlainNumber.TryRead(predicted, out long c, out var d, out var other)) return null;
        if ((Int128)a * d == (Int128)c * b) return Say(Outcome.Same(GradeRule.SameValue));
        return places < 0 && other < 0 ? Say(Outcome.Different(GradeRule.DifferentValues)) : null;
    }

    /// <summary>A gold choice letter looks for a letter in a sentence that was read as prose.</summary>
    private static List<Shape> PredictedReadings(string gold, string predicted, bool decimalComma)
    {
        var readings = Readings.Of(predicted, decimalComma);
        if (IsListOfHundreds(predicted) && PlainNumber.TryRead(predicted, out Rational number, out _)) readings.Add(new Scalar(new Num(number)));
        var letter = Clean.OuterSpan(gold).Trim("() .");
        if (YesOrNo(letter) is not null && readings is [Words, ..] && Opening(predicted) is { } said) readings.Add(new Words(said));
        if (letter.Length == 1 && letter[0] is >= 'A' and <= 'J' && readings is [Words, ..] && ChoicePhrases.Find(predicted) is { } choice) readings.Add(new Letter(choice.Text[0], null));
        return readings;
    }
}
