using DataForge.Answers.Shapes;
using DataForge.Answers.Syntax;

namespace DataForge.Answers;

/// <summary>The key under which answers are counted as one vote.</summary>
/// <remarks>
/// A pure function of one answer, so the relation it makes is reflexive, symmetric and transitive; no tolerance and no gold.
/// Where a notation has several readings the key takes one: 1,234 is a number; (1,2) is a pair and the open interval alike; "log" is the natural logarithm; a missing unit is a different answer.
/// </remarks>
public static class AnswerKey
{
    private const int MaxLength = 200;

    /// <param name="answer">An answer as <see cref="AnswerExtractor"/> gives it.</param>
    /// <returns>Never null, at most 200 characters; equal for answers that have the same value.</returns>
    public static string Of(string answer)
    {
        if (!Grader.IsListOfHundreds(answer) && PlainNumber.TryRead(answer, out var value, out _)) return value.ToString();
        if (answer.Contains("\\boxed", StringComparison.Ordinal) && Readings.Held(answer) is { } held) answer = held.Text; // read as a verdict reads it
        Numeric.Allowance.Renew();
        var key = Keys.Of(Shaping.Of(Parser.Parse(answer)));
        return key.Length <= MaxLength ? key : "#" + Core.StableHash.Hex128(key);
    }
}
