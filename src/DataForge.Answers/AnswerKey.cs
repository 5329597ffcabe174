namespace DataForge.Answers;

/// <summary>The key under which answers are counted as one vote.</summary>
/// <remarks>A pure function of one answer, so the relation it makes is reflexive, symmetric and transitive; no tolerance and no gold.</remarks>
public static class AnswerKey
{
    /// <param name="answer">An answer as <see cref="AnswerExtractor"/> gives it.</param>
    /// <returns>Never null; equal for answers that have the same value.</returns>
    public static string Of(string answer)
    {
        var text = Clean.OuterSpan(answer);
        if (PlainNumber.TryRead(text, out var value, out _)) return value.ToString();
        return string.Concat(new string(text).Where(c => !char.IsWhiteSpace(c)));
    }
}
