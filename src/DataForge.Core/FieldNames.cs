namespace DataForge.Core;

/// <summary>What the fields are called in the user's files; each is tried in order and the first that is there wins.</summary>
public sealed record FieldNames(IReadOnlyList<string> Problem, IReadOnlyList<string> Solution, IReadOnlyList<string> Answer, IReadOnlyList<string> Generation)
{
    /// <summary>Our own names first, then those that GSM8K, MATH, NeMo-Skills, open-r1, MetaMath and Qwen2.5-Math's files use.</summary>
    public static FieldNames Default { get; } = new(
        ["problem", "question", "query", "instruction", "prompt"],
        ["solution", "reference_solution", "rationale", "gt_cot"],
        ["expected_answer", "gold", "gt", "final_answer"],
        ["generation", "response", "output", "completion", "generated_solution"]);

    /// <summary>The row's name of the first of these that it has with a value, in the same case or else in another (<c>Question</c> for <c>question</c>); null when it has none.</summary>
    public static string? First(Row row, IReadOnlyList<string> names)
    {
        foreach (var name in names)
            if (row.HasValue(name))
                return name;
        foreach (var name in names)
            for (var i = 0; i < row.Count; i++)
                if (row.NameAt(i).Equals(name, StringComparison.OrdinalIgnoreCase) && row.HasValue(row.NameAt(i)))
                    return row.NameAt(i);
        return null;
    }
}
