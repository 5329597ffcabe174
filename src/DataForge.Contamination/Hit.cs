namespace DataForge.Contamination;

/// <summary>What a hit leads to.</summary>
public enum HitAction
{
    Flag,
    Drop,
}

/// <summary>What a semantic hit rests on.</summary>
/// <param name="Cosine">Of the vectors of text and item, in [-1, 1].</param>
/// <param name="Score">Cosine, shared numbers, shared words and lengths together: the chance of a rephrasing that they give, in [0, 1].</param>
public sealed record Similarity(double Cosine, double Score);

/// <summary>One benchmark item found in one field of a row.</summary>
/// <param name="Item">The item's id in its benchmark.</param>
/// <param name="Part">Which of the item's texts: <c>problem</c>, <c>solution</c>, or joined names as <c>Body+Question</c>.</param>
/// <param name="Field">Path in the row: <c>messages[1].content</c>.</param>
/// <param name="Rule">The strongest member that fired.</param>
/// <param name="Others">The other members that fired.</param>
/// <param name="Ngrams">Telling n-grams shared, of the rule's n and reading.</param>
/// <param name="LcsRatio">LCS over the item's length (or as <see cref="LcsOver"/> says), in the rule's reading; 1 for short.</param>
/// <param name="Start">First code point of the match in the field as read.</param>
/// <param name="End">One past its last code point.</param>
/// <param name="Matched">The field's text there.</param>
/// <param name="AnswerFollows">The item's answer stands behind the match. Evidence only: it neither makes nor unmakes a hit.</param>
public sealed record Hit(
    string Benchmark, string Item, string Part, string Field, Rules Rule, Rules Others, HitAction Action,
    int Ngrams, double LcsRatio, int Start, int End, string Matched, bool AnswerFollows)
{
    /// <summary>How close in meaning text and item are; null for a hit of a tier that compares words.</summary>
    public Similarity? Similarity { get; init; }

    /// <summary><c>exact</c>, <c>masked</c>, <c>template</c>, <c>short</c> or <c>semantic</c>.</summary>
    public string Tier => RuleNames.TierOf(Rule);

    /// <summary>A person's decision made the action, not a rule.</summary>
    public bool Decided { get; init; }

    /// <summary>Drops before flags, then the stronger rule, the higher ratio, more n-grams, names.</summary>
    public static int StrongestFirst(Hit a, Hit b)
    {
        var order = b.Action.CompareTo(a.Action);
        if (order == 0) order = a.Rule.CompareTo(b.Rule);
        if (order == 0 && a.Similarity is { } x && b.Similarity is { } y) order = y.Score.CompareTo(x.Score);
        if (order == 0) order = b.LcsRatio.CompareTo(a.LcsRatio);
        if (order == 0) order = b.Ngrams.CompareTo(a.Ngrams);
        if (order == 0) order = string.CompareOrdinal(a.Benchmark, b.Benchmark);
        if (order == 0) order = string.CompareOrdinal(a.Item, b.Item);
        if (order == 0) order = string.CompareOrdinal(a.Field, b.Field);
        return order != 0 ? order : string.CompareOrdinal(a.Part, b.Part);
    }
}
